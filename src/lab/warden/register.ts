// The register of running labs, in the cache: what a later run needs to clean up after a lab whose warden was killed.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from '../processes/proc.ts';

export interface RegisterEntry {
  readonly labId: string;
  readonly runDir: string;
  readonly warden: ProcessIdentity;
  readonly parent: ProcessIdentity;
  readonly dataFolder: string | null;
}

const folderOf = (cache: string): string => join(cache, 'running');
const fileOf = (cache: string, labId: string): string => join(folderOf(cache), `${labId}.json`);

export function enter(cache: string, entry: RegisterEntry): void {
  mkdirSync(folderOf(cache), { recursive: true });
  const file = fileOf(cache, entry.labId);
  writeFileSync(`${file}.partial`, JSON.stringify(entry));
  renameSync(`${file}.partial`, file);
}

export function strike(cache: string, labId: string): void {
  rmSync(fileOf(cache, labId), { force: true });
}

export function entries(cache: string): readonly RegisterEntry[] {
  try {
    return readdirSync(folderOf(cache))
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => {
        try {
          return [JSON.parse(readFileSync(join(folderOf(cache), name), 'utf8')) as RegisterEntry];
        } catch {
          return [];
        }
      });
  } catch {
    return [];
  }
}

/** One line per process that was started, in the run folder: name, pid, start time. */
export function recordProcess(runDir: string, name: string, identity: ProcessIdentity): void {
  appendFileSync(join(runDir, 'pids.jsonl'), `${JSON.stringify({ name, ...identity })}\n`);
}

export function recordedProcesses(runDir: string): readonly ProcessIdentity[] {
  try {
    return readFileSync(join(runDir, 'pids.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as ProcessIdentity);
  } catch {
    return [];
  }
}
