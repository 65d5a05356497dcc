// The run directory: where one drill keeps everything it did and saw, and how to find it again.
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { drillError } from './errors.ts';

/** Paths inside one run; every folder exists after `createRunDirectory`. */
export interface RunDirectory {
  readonly root: string;
  readonly id: string;
  /** Configs, data, logs and pids of the lab. */
  readonly lab: string;
  readonly history: string;
  readonly final: string;
  readonly specs: string;
  readonly detect: string;
  readonly runFile: string;
  readonly factsFile: string;
  readonly eventsFile: string;
  readonly journalFile: string;
  readonly reportJson: string;
  readonly reportHtml: string;
}

/** The paths of a run directory, without touching the disk. */
export function runDirectoryAt(root: string, id: string): RunDirectory {
  return {
    root,
    id,
    lab: join(root, 'lab'),
    history: join(root, 'history'),
    final: join(root, 'final'),
    specs: join(root, 'specs'),
    detect: join(root, 'detect'),
    runFile: join(root, 'run.json'),
    factsFile: join(root, 'facts.json'),
    eventsFile: join(root, 'events.jsonl'),
    journalFile: join(root, 'journal.jsonl'),
    reportJson: join(root, 'report.json'),
    reportHtml: join(root, 'report.html'),
  };
}

/** `2026-11-23T01-12-07Z`: sorts by time and is a legal file name everywhere. */
export function runIdOf(wallMs: number): string {
  return new Date(wallMs)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}

/**
 * Creates `<runsDir>/<scenario>/<id>` with its folders and points `latest` at it.
 * Two drills of one scenario in the same second get ids with a suffix. Throws TIDE_DRILL_RUN_EXISTS for a folder that is not empty.
 */
export async function createRunDirectory(runsDir: string, scenario: string, wallMs: number): Promise<RunDirectory> {
  const parent = join(runsDir, scenario);
  await makeFolder(parent);
  const id = await claim(parent, runIdOf(wallMs));
  const run = runDirectoryAt(join(parent, id), `${scenario}/${id}`);
  if ((await readdir(run.root)).length > 0) throw drillError('TIDE_DRILL_RUN_EXISTS', { path: run.root });
  for (const folder of [run.history, run.final, run.specs, run.detect]) await mkdir(folder, { recursive: true });
  await pointLatest(parent, id);
  return run;
}

/** Step by step: Node's recursive mkdir never ends where a parent says that it does not exist and cannot be made (/proc). */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    const above = dirname(path);
    if (code !== 'ENOENT' || above === path || existsSync(above)) {
      throw drillError('TIDE_DRILL_RUNS_DIR', { path, reason: message }, error);
    }
    await makeFolder(above);
    await makeFolder(path);
  }
}

async function claim(parent: string, wanted: string): Promise<string> {
  for (let suffix = 0; suffix < 100; suffix += 1) {
    const id = suffix === 0 ? wanted : `${wanted}-${suffix}`;
    try {
      await mkdir(join(parent, id));
      return id;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw drillError('TIDE_DRILL_RUN_EXISTS', { path: join(parent, wanted) });
}

async function pointLatest(parent: string, id: string): Promise<void> {
  const link = join(parent, 'latest');
  await rm(link, { force: true });
  await symlink(id, link).catch((error: NodeJS.ErrnoException) => {
    // Another drill of the same scenario may have linked in between; its run is as much the latest as ours.
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Writes JSON for people to read too. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
