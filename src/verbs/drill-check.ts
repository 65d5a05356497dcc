// Verb drill check: judges the history of an old run again.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckResult } from '../check/core.ts';
import type { Outcome } from '../objectives/core.ts';
import { openCheck, openDrill, openReportFile } from './doors.ts';
import type { DrillResult } from './doors.ts';
import type { Host } from './host.ts';
import { runDirectory } from './run-directory.ts';

export interface DrillCheckInput {
  readonly run: string;
  readonly runsDir: string;
}

export interface DrillCheckResult {
  readonly directory: string;
  readonly check: CheckResult;
  readonly outcome: Outcome;
  /** The result with its objectives; null when the run ended before it was complete, so that only the checker can speak. */
  readonly result: DrillResult | null;
  /** The verdict of the report that was there before, null without one. */
  readonly before: Outcome | null;
}

/** Judges again; a complete run gets its report.json and report.html anew. Throws TIDE_VERBS_NO_RUN, or what the checker throws. */
export async function drillCheck(input: DrillCheckInput, host: Host): Promise<DrillCheckResult> {
  const directory = runDirectory(input.run, input.runsDir, host.cwd);
  const before = await oldOutcome(directory);
  if (!existsSync(join(directory, 'run.json'))) {
    const { checkRunDirectory } = await openCheck();
    const check = await checkRunDirectory(directory);
    return { directory, check, outcome: check.outcome, result: null, before };
  }
  const { recheckRun } = await openDrill();
  const { result } = await recheckRun(directory);
  return { directory, check: result.check, outcome: result.outcome, result, before };
}

/** A missing or unreadable report is no obstacle: the history decides. */
async function oldOutcome(directory: string): Promise<Outcome | null> {
  const { readResult } = await openReportFile();
  const old = await readResult(join(directory, 'report.json')).catch(() => null);
  return old?.outcome ?? null;
}
