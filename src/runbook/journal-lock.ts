// One engine per journal: a lock file with the holder's pid; the lock of a dead process is taken over.
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { runbookError } from './errors.ts';

export interface JournalLock {
  release(): Promise<void>;
}

/** Takes `<path>.lock`. Throws TIDE_RUNBOOK_BUSY when a living process holds it. */
export async function lockJournal(path: string): Promise<JournalLock> {
  const lockPath = `${path}.lock`;
  // Linking a file that already holds the pid makes the lock appear whole: nobody ever reads a lock without a holder.
  const mine = `${lockPath}.${process.pid}`;
  await writeFile(mine, String(process.pid));
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await link(mine, lockPath);
        return { release: () => rm(lockPath, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const pid = Number(await readFile(lockPath, 'utf8').catch(() => ''));
        if (isAlive(pid) || attempt > 0) throw runbookError('TIDE_RUNBOOK_BUSY', { path, pid });
        await rm(lockPath, { force: true });
      }
    }
  } finally {
    await rm(mine, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
