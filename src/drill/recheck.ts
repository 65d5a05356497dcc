// Judges an old run again from its run directory: the history decides, whatever an earlier checker said.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { checkRunDirectory } from '../check/index.ts';
import { writeReport } from '../report/index.ts';
import { assemble } from './assemble.ts';
import type { DrillRun } from './engine.ts';
import { drillError } from './errors.ts';
import { figuresOfRun } from './figures-of-run.ts';
import type { RunRecord } from './record.ts';
import { runDirectoryAt } from './run-directory.ts';

/** Checks again and writes report.json and report.html anew. Throws TIDE_DRILL_RUN_MISSING, or what the checker throws. */
export async function recheckRun(directory: string): Promise<DrillRun> {
  const run = runDirectoryAt(directory, '');
  if (!existsSync(run.runFile) || !existsSync(run.factsFile))
    throw drillError('TIDE_DRILL_RUN_MISSING', { path: directory });
  const record = JSON.parse(await readFile(run.runFile, 'utf8')) as RunRecord;
  const check = await checkRunDirectory(directory);
  const result = assemble(
    { ...record, ...(await figuresOfRun(run, record.scenario, check, record.wayBack ?? null)) },
    check,
  );
  await writeReport(directory, result);
  return { result, directory };
}
