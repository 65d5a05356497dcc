// Compares what people read with a committed file; TIDEOVER_GOLDENS=write renews the files, for a commit that explains why.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Fails with the difference; a missing golden fails too. */
export function assertGolden(folder: string, name: string, actual: string): void {
  const file = join(folder, 'goldens', name);
  if (process.env['TIDEOVER_GOLDENS'] === 'write') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
    return;
  }
  assert(existsSync(file), `${file} is missing; write it with TIDEOVER_GOLDENS=write`);
  assert.equal(
    actual,
    readFileSync(file, 'utf8'),
    `${name} has changed; if that is meant, write it with TIDEOVER_GOLDENS=write`,
  );
}
