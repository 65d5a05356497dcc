// The run directory on a real disk.
import assert from 'node:assert/strict';
import { mkdtemp, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRunDirectory, runIdOf } from './run-directory.ts';

test('a run id sorts by time and holds no colon', () => {
  assert.equal(runIdOf(Date.UTC(2026, 10, 23, 1, 12, 7, 345)), '2026-11-23T01-12-07Z');
});

test('two runs of one second get two folders, and latest points to the newer', async () => {
  const runs = await mkdtemp(join(tmpdir(), 'tideover-runs-'));
  const at = Date.UTC(2026, 10, 23);

  const first = await createRunDirectory(runs, 'region-loss', at);
  const second = await createRunDirectory(runs, 'region-loss', at);

  assert.notEqual(first.root, second.root);
  assert.equal(await readlink(join(runs, 'region-loss', 'latest')), '2026-11-23T00-00-00Z-1');
  assert.ok((await stat(first.history)).isDirectory());
  await rm(runs, { recursive: true });
});
