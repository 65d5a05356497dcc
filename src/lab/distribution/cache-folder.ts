// Where the lab keeps what it does not want to make twice, and how it puts things there safely.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `$TIDEOVER_CACHE`, else `$XDG_CACHE_HOME/tideover`, else `~/.cache/tideover`. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment['TIDEOVER_CACHE'];
  if (own !== undefined && own !== '') return own;
  const shared = environment['XDG_CACHE_HOME'];
  return join(shared !== undefined && shared !== '' ? shared : join(homedir(), '.cache'), 'tideover');
}

/**
 * Fills a folder of the cache in one step: `fill` writes into a temporary sibling, which is then renamed.
 * Two processes at once are safe: the second finds the folder there and drops its own copy.
 */
export async function fillOnce(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  const temporary = `${folder}.${process.pid}-${randomBytes(4).toString('hex')}.partial`;
  mkdirSync(temporary, { recursive: true });
  try {
    await fill(temporary);
    try {
      renameSync(temporary, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
