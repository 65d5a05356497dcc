// The committed page is what its sources build: a changed console without a rebuilt page is caught here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShell } from '../../src/report/index.ts';
import { buildShell } from '../../scripts/build-console.ts';

test('src/report/shell/report-shell.html is built from console/ as it is now', async () => {
  const [committed, built] = [await readShell(), await buildShell()];

  assert.ok(committed === built, 'console/ has changed: run node scripts/build-console.ts and commit the page');
});
