// Gives any program a site's view of host names without root: a private /etc/hosts by namespaces, else nss_wrapper.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { labError } from '../errors.ts';

export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface NameView {
  readonly how: 'namespace' | 'nss-wrapper';
  wrap(hostsFile: string, command: string, args: readonly string[]): CommandLine;
}

const WRAPPER_FOLDERS: readonly string[] = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/local/lib',
];

/** Mounts $1 over /etc/hosts in the new namespace and becomes the rest. The bind mount shows later writes: the inode is the same. */
const MOUNT_AND_BECOME = 'mount --bind "$1" /etc/hosts && shift && exec "$@"';

let detected: NameView | { readonly unshare: string; readonly wrapper: string } | undefined;

/** What works on this machine; tried once. Throws TIDE_LAB_NO_NAME_VIEW when nothing does. */
export function nameView(command: string, site: string): NameView {
  detected ??= detect();
  if ('wrap' in detected) return detected;
  throw labError('TIDE_LAB_NO_NAME_VIEW', { command, site, ...detected });
}

function detect(): NameView | { readonly unshare: string; readonly wrapper: string } {
  const refused: string[] = [];
  for (const flags of [['-rm'], ['-m']]) {
    const prefix = [...flags, '--', 'sh', '-c', MOUNT_AND_BECOME, 'sh'];
    try {
      execFileSync('unshare', [...prefix, '/etc/hosts', 'true'], { stdio: 'pipe', timeout: 5000 });
      return {
        how: 'namespace',
        wrap: (hostsFile, command, args) => ({
          command: 'unshare',
          args: [...prefix, hostsFile, ...tiedToParent(), command, ...args],
          env: {},
        }),
      };
    } catch (error) {
      refused.push(
        `${flags.join(' ')}: ${String(error instanceof Error ? error.message : error)
          .trim()
          .split('\n')
          .at(-1)}`,
      );
    }
  }
  const library = WRAPPER_FOLDERS.map((folder) => join(folder, 'libnss_wrapper.so')).find((path) => existsSync(path));
  if (library === undefined) return { unshare: refused.join('; '), wrapper: 'libnss_wrapper.so is not installed' };
  return {
    how: 'nss-wrapper',
    wrap: (hostsFile, command, args) => ({
      command,
      args,
      env: { LD_PRELOAD: library, NSS_WRAPPER_HOSTS: hostsFile },
    }),
  };
}

let tied: readonly string[] | undefined;

/** `setpriv --pdeathsig KILL`, where the machine has it: the kernel then kills a process whose parent died. Tried once. */
export function tiedToParent(): readonly string[] {
  if (tied !== undefined) return tied;
  try {
    execFileSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore', timeout: 5000 });
    tied = ['setpriv', '--pdeathsig', 'KILL'];
  } catch {
    tied = [];
  }
  return tied;
}
