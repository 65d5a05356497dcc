// Reads /proc: who a process is (start time guards against reused ids), who carries a lab's mark, who listens where.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process id with its start time in clock ticks since boot: together they never name another process. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly start: number;
}

/** Start time of a live process (zombies count as gone); undefined when there is none. */
export function startOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return Number(fields[19]);
  } catch {
    return undefined;
  }
}

export function isAlive(identity: ProcessIdentity): boolean {
  return startOf(identity.pid) === identity.start;
}

/** Environment variable that every process of a lab carries, its descendants included. */
export const MARK = 'TIDEOVER_LAB_ID';

/** Processes whose environment holds the mark of this lab. */
export function markedProcesses(labId: string): readonly ProcessIdentity[] {
  const needle = `${MARK}=${labId}\0`;
  return allPids().flatMap((pid) => {
    try {
      const environment = `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`;
      const start = environment.includes(`\0${needle}`) ? startOf(pid) : undefined;
      return start === undefined ? [] : [{ pid, start }];
    } catch {
      return [];
    }
  });
}

/** Listening TCP sockets of this network namespace, IPv4 and IPv6. */
export function listeners(): readonly { readonly address: string; readonly port: number; readonly inode: string }[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => {
    try {
      return readFileSync(file, 'utf8')
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(/\s+/))
        .filter((fields) => fields[3] === '0A')
        .map((fields) => {
          const [address = '', port = '0'] = (fields[1] ?? '').split(':');
          return { address: addressFrom(address), port: Number.parseInt(port, 16), inode: fields[9] ?? '' };
        });
    } catch {
      return [];
    }
  });
}

/** Who listens on a port, as `program (pid n)`; says so when the system does not tell. */
export function holderOf(port: number): string {
  const inodes = new Set(
    listeners()
      .filter((entry) => entry.port === port)
      .map((entry) => `socket:[${entry.inode}]`),
  );
  for (const pid of allPids()) {
    try {
      for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
        if (!inodes.has(readlinkSync(`/proc/${pid}/fd/${descriptor}`))) continue;
        return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (pid ${pid})`;
      }
    } catch {
      // Another user's process, or one that just ended.
    }
  }
  return 'a program that this user may not see';
}

/** The hexadecimal form of /proc/net/tcp: bytes of an IPv4 address in reverse order; 16-byte addresses stay as they are. */
function addressFrom(hex: string): string {
  if (hex.length !== 8) return hex;
  return [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join('.');
}

function allPids(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 0);
}
