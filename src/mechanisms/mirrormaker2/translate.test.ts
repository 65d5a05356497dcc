// Tests of checkpoints, positions, status and log lines.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Exposure } from '../../replication/core.ts';
import { parseCheckpointKey, parseCheckpointValue } from './checkpoint.ts';
import { type StatusEvidence, judgeStatus, telling } from './judge-status.ts';
import { baselineOf, positionOf } from '../position.ts';
import { choosePositions, lastCheckpoints } from './translate.ts';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const KEY = bytes('00 02 67 31 00 0b 65 61 73 74 2e 6f 72 64 65 72 73 00 00 00 03');
const VALUE = bytes('00 00 00 00 00 00 00 00 03 e8 00 00 00 00 00 00 03 de 00 00');

test('a checkpoint is read as Kafka writes it', () => {
  assert.deepEqual(parseCheckpointKey(KEY), { group: 'g1', topic: 'east.orders', partition: 3 });
  assert.deepEqual(parseCheckpointValue(VALUE), { upstreamOffset: 1000, downstreamOffset: 990 });
});

test('bytes that are no checkpoint are null, never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
      parseCheckpointKey(noise);
      parseCheckpointValue(noise);
    }),
  );
  assert.equal(parseCheckpointValue(bytes('00 01 00 00 00 00 00 00 03 e8 00 00 00 00 00 00 03 de 00 00')), null);
});

test('the last checkpoint of a group wins and a tombstone takes it away', () => {
  const later = Uint8Array.from(VALUE);
  later[9] = 0xe9;
  const record = (value: Uint8Array | null) => ({ key: KEY, value });
  assert.equal(lastCheckpoints([record(VALUE), record(later)], 'g1').get('east.orders-3')?.upstreamOffset, 1001);
  assert.equal(lastCheckpoints([record(VALUE), record(null)], 'g1').size, 0);
  assert.equal(lastCheckpoints([record(VALUE)], 'other').size, 0);
});

test('no position is ever past the log end, whatever MirrorMaker said', () => {
  const offset = fc.integer({ min: 0, max: 100 });
  fc.assert(
    fc.property(fc.option(offset), fc.option(offset), offset, (synced, checkpoint, end) => {
      const map = <T>(value: T | null): ReadonlyMap<string, T> => new Map(value === null ? [] : [['t-0', value]]);
      const checkpoints = map(checkpoint === null ? null : { upstreamOffset: 5, downstreamOffset: checkpoint });
      const [only] = choosePositions('g', [{ topic: 't', partition: 0 }], map(synced), checkpoints, map(end));
      const wanted = checkpoint ?? synced;
      assert.equal(only?.offset, wanted === null ? null : Math.min(wanted, end));
      assert.equal(only?.how === 'none', wanted === null);
    }),
  );
});

test('the position counts from the baseline, and a target that held records gives none', () => {
  const range = (earliest: number, end: number) => ({
    topic: 't',
    partition: 0,
    earliest: { offset: earliest, leaderEpoch: 0 },
    end: { offset: end, leaderEpoch: 0 },
  });
  const baseline = baselineOf(range(1000, 1500), range(0, 0));
  assert.deepEqual(baseline, { source: 1000, target: 0 });
  assert.equal(positionOf(baseline, 40), 1040);
  assert.deepEqual(baselineOf(range(7, 9), undefined), { source: 7, target: 0 });
  assert.equal(baselineOf(range(0, 9), range(0, 3)), null);
});

const exposure: Exposure = { monotonicMs: 0, partitions: [], records: 3, ms: 40 };
const status = (change: Partial<StatusEvidence>) =>
  judgeStatus({
    running: true,
    stopped: false,
    firstRecordSeen: true,
    logFile: 'mm.log',
    errors: [],
    exposure,
    laggingAfterMs: 5000,
    ...change,
  });

test('the status is told from both ends and the process, not from what MirrorMaker says', () => {
  assert.equal(status({}).state, 'running');
  assert.equal(status({ running: null }).state, 'stopped');
  assert.equal(status({ stopped: true, running: false }).state, 'stopped');
  assert.equal(status({ running: false }).state, 'faulted');
  assert.equal(status({ firstRecordSeen: false }).state, 'starting');
  assert.equal(status({ exposure: { ...exposure, ms: 6000 } }).state, 'lagging');
  assert.equal(status({ errors: ['ERROR boom'] }).state, 'faulted');
  const silent = status({
    exposure: { ...exposure, records: null, ms: null, why: 'berlin did not answer within 1500 ms' },
  });
  assert.equal(silent.state, 'faulted');
  assert.match(silent.cause, /MirrorMaker itself has reported nothing/);
});

test('errors and unanswered requests are telling, routine lines are not', () => {
  assert.ok(telling('[2026-11-22 23:11:54,980] ERROR Failure sending offset sync.'));
  assert.ok(telling('WARN [Producer] Got error produce response, REQUEST_TIMED_OUT'));
  assert.ok(!telling('INFO Kafka MirrorMaker started'));
  assert.ok(!telling('WARN These configurations were supplied but are not used yet'));
});
