// Finds the directory of a run from what people type: a path, a scenario's name, or nothing.
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { verbsError } from './errors.ts';

/** `run` may be a run directory, `<scenario>` or `<scenario>/<time>` under runsDir. Throws TIDE_VERBS_NO_RUN. */
export function runDirectory(run: string, runsDir: string, cwd: string): string {
  const root = resolve(cwd, runsDir);
  const candidates = [resolve(cwd, run), join(root, run), join(root, run, 'latest')];
  const found = candidates.find(isRun);
  if (found !== undefined) return realpathSync(found);
  throw verbsError('TIDE_VERBS_NO_RUN', { run, tried: candidates.join(', '), known: knownRuns(root).join(', ') });
}

function isRun(directory: string): boolean {
  return ['facts.json', 'report.json', 'history'].some((entry) => existsSync(join(directory, entry)));
}

function knownRuns(root: string): readonly string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root).filter((name) => isRun(join(root, name, 'latest')));
}
