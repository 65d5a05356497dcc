// Which program made the run: name, version, and the commit when it runs from a clone.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { siblingFile } from '../base/index.ts';
import type { DrillResult } from '../report/core.ts';

export async function toolIdentity(): Promise<DrillResult['tool']> {
  // Both src/drill/ and dist/drill/ lie two folders below the package.
  const file = siblingFile(import.meta.url, '../../package.json');
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  return { name: 'tideover', version, commit: await commitOf(dirname(file)) };
}

async function commitOf(folder: string): Promise<string | null> {
  // Installed under somebody else's repository, git would answer with that one's commit.
  if (!existsSync(join(folder, '.git'))) return null;
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, 'log', '-1', '--format=%H', '--', '.'], {
      timeout: 5000,
    });
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
