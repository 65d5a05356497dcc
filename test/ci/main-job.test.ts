// Test: the README's main job in the clone, with a short workload, and the drill that must go red.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../tree/sources.ts';
import { SHORT, shortDrill } from './drill.ts';

const TEN_MINUTES = { timeout: 600_000 };
const runsDir = mkdtempSync(join(tmpdir(), 'tideover-ci-'));

test('npx tideover drill run region-loss passes, with every kind of stock client', TEN_MINUTES, () => {
  const args = ['tideover', 'drill', 'run', 'region-loss', '--with-librdkafka', '--runs-dir', runsDir, ...SHORT];
  const drill = shortDrill('npx', args, ROOT);

  assert.deepEqual([drill.outcome, drill.code], ['pass', 0], JSON.stringify(drill.metrics));
  assert.deepEqual(drill.kinds, ['java', 'librdkafka', 'node']);
});

test('an old history is judged again, with the same verdict', TEN_MINUTES, () => {
  const args = ['tideover', 'drill', 'check', 'region-loss', '--runs-dir', runsDir, '-o', 'json'];
  const { status, stdout } = spawnSync('npx', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });

  assert.equal(status, 0);
  const { before, outcome } = JSON.parse(stdout) as { before: string; outcome: string };
  assert.deepEqual([before, outcome], ['pass', 'pass']);
});

test('the drill that must go red is red: exit 1, for its RPO', TEN_MINUTES, () => {
  const args = ['tideover', 'drill', 'run', 'replication-stopped', '--runs-dir', runsDir, ...SHORT];
  const drill = shortDrill('npx', args, ROOT);

  assert.deepEqual([drill.outcome, drill.code, drill.metrics['rpo']], ['fail', 1, 'fail']);
});
