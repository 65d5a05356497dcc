// Cleans up after labs whose warden is dead (power cut, kill -9 of everything at once): nothing of them may stay.
import { rmSync } from 'node:fs';
import { cacheFolder } from '../distribution/cache-folder.ts';
import { killAll } from '../processes/kill.ts';
import { isAlive, markedProcesses } from '../processes/proc.ts';
import { entries, recordedProcesses, strike } from './register.ts';

export interface Swept {
  readonly labId: string;
  readonly runDir: string;
  readonly killed: number;
}

const KILL_MS_MAX = 10_000;

/** Kills what is left of dead labs, by recorded process identity and by mark, and removes their data. Live labs are not touched. */
export async function sweepStale(cache: string = cacheFolder()): Promise<readonly Swept[]> {
  const swept: Swept[] = [];
  for (const entry of entries(cache)) {
    if (isAlive(entry.warden)) continue;
    const recorded = recordedProcesses(entry.runDir).filter(isAlive);
    const marked = markedProcesses(entry.labId);
    const pids = new Set([...recorded, ...marked].map((found) => found.pid));
    const left = await killAll(entry.labId, recorded, KILL_MS_MAX);
    if (left.length > 0) continue;
    if (entry.dataFolder !== null) rmSync(entry.dataFolder, { recursive: true, force: true });
    strike(cache, entry.labId);
    swept.push({ labId: entry.labId, runDir: entry.runDir, killed: pids.size });
  }
  return swept;
}
