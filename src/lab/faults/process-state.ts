// The state letter of a process as the kernel gives it: R, S, D, T (stopped), Z.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** First letter of the state; undefined when there is no such process. Linux reads /proc, others ask ps. */
export async function processState(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // The command name stands in parentheses and may hold spaces: proc_pid_stat(5).
    return /\) (\S)/.exec(stat.slice(stat.lastIndexOf(')')))?.[1];
  }
  const ps = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return ps.stdout.trim()[0];
}
