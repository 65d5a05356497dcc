// Ends processes for certain: SIGKILL to groups and to everything that carries the lab's mark, until nothing is left.
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, markedProcesses } from './proc.ts';
import type { ProcessIdentity } from './proc.ts';

/** Signals a whole process group; a group that is gone already is fine. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Kills the given processes with their groups and all processes marked by the lab, children started meanwhile included.
 * Returns what is still alive after the bound (normally nothing).
 */
export async function killAll(
  labId: string,
  known: readonly ProcessIdentity[],
  withinMs: number,
): Promise<readonly ProcessIdentity[]> {
  const until = performance.now() + withinMs;
  for (;;) {
    const left = [...known.filter(isAlive), ...markedProcesses(labId).filter((found) => found.pid !== process.pid)];
    if (left.length === 0 || performance.now() > until) return left;
    for (const { pid } of left) {
      signalGroup(pid, 'SIGKILL');
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Gone between the look and the kill.
      }
    }
    await sleep(10);
  }
}
