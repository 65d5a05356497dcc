// Verb drill report: the report of an old run, read back.
import { join } from 'node:path';
import { openReportFile } from './doors.ts';
import type { DrillResult } from './doors.ts';
import type { Host } from './host.ts';
import { runDirectory } from './run-directory.ts';

export interface DrillReportInput {
  readonly run: string;
  readonly runsDir: string;
}

export interface DrillReportResult {
  readonly directory: string;
  readonly result: DrillResult;
  /** Path of the page, whether or not it is there. */
  readonly html: string;
}

/** Throws TIDE_VERBS_NO_RUN, or what report throws for a report.json it cannot read. */
export async function drillReport(input: DrillReportInput, host: Host): Promise<DrillReportResult> {
  const directory = runDirectory(input.run, input.runsDir, host.cwd);
  const { readResult } = await openReportFile();
  return { directory, result: await readResult(join(directory, 'report.json')), html: join(directory, 'report.html') };
}
