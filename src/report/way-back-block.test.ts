// Tests of the WAY BACK block: present only with a way back, the tail in figures, unknown that is never 0.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { siblingFile } from '../base/index.ts';
import { paintOf } from './colour.ts';
import type { DrillResult } from './core.ts';
import { equalWords, outageWords, wayBackBlock } from './way-back-block.ts';

async function goldenOf(name: string): Promise<DrillResult> {
  return JSON.parse(await readFile(siblingFile(import.meta.url, `./goldens/${name}.json`), 'utf8')) as DrillResult;
}

const plain = paintOf(false);

test('a run without a way back has no such block', async () => {
  assert.deepEqual(wayBackBlock(await goldenOf('region-loss'), plain, null, true), []);
});

test('the block says what was archived, recovered, found equal, and the planned outage', async () => {
  const lines = wayBackBlock(await goldenOf('divergent-tail'), plain, null, false);

  assert.deepEqual(lines, [
    'WAY BACK (recreate)',
    '  tail    150 records of 3 partitions archived and read back (tail/, SHA-256 c20c7ed9d799); 150 recovered',
    '  equal   3 of 3 partitions, 3,160 records compared',
    '  outage  28.7 s planned, until the last client was served again',
  ]);
});

test('a way back without a tail says so, and one that broke off has no outage that could be read as 0', async () => {
  const golden = await goldenOf('divergent-tail');
  const failback = { ...golden.check.failback!, completed: false, outageMs: null };
  const wayBack = { ...golden.wayBack!, tails: [], archiveId: null, recovered: 0 };
  const lines = wayBackBlock({ ...golden, wayBack, check: { ...golden.check, failback } }, plain, null, false);

  assert.equal(lines[1], '  tail    no partition had a record of its own');
  assert.match(lines[3]!, /^ {2}outage {2}unknown/);
  assert.match(outageWords({ ...failback, completed: true }), /^unknown/);
});

test('in mode shift equality is stated from the divergence point, and copies are counted', async () => {
  const failback = (await goldenOf('divergent-tail')).check.failback!;

  assert.equal(
    equalWords({ ...failback, mode: 'shift', recoveredCopies: 150 }),
    '3 of 3 partitions from the divergence point, 3,160 records compared; 150 recovered records twice, as declared',
  );
});
