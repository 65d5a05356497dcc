// What a process has cost so far, from /proc: CPU seconds with its children's, and resident memory.
import { readFileSync, readdirSync } from 'node:fs';

/** USER_HZ of Linux on every platform that Node runs on. */
const TICKS_PER_SECOND = 100;

/** User and system seconds of the process, its ended children and its living ones. */
export function cpuSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const own = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) / TICKS_PER_SECOND;
  return own + childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), 0);
}

/** Resident memory now, MB (10^6), the children's included; 0 when it is gone. */
export function residentMb(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    return (Number(kilobytes) * 1024) / 1e6 + childrenOf(pid).reduce((sum, child) => sum + residentMb(child), 0);
  } catch {
    return 0;
  }
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}
