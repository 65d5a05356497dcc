// Tests of the gates, the cut record and the arithmetic of producer ids.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exposure } from '../replication/core.ts';
import { cutOf } from './cut.ts';
import { type GateReadings, blockingFailures, judgeGates } from './gates.ts';
import { type IdsApart, ceilingOf } from './ids-apart.ts';

const partition = { topic: 'orders', partition: 0 };
const described = (leader: number, isr: readonly number[]) => ({
  name: 'orders',
  id: 'x',
  partitions: [{ ...partition, leader, leaderEpoch: 3, replicas: [1, 2, 3], isr }],
});
const exposure: Exposure = {
  monotonicMs: 100,
  partitions: [{ ...partition, records: 7, ms: 50, errorBoundMs: 10, sourceHighWatermark: { offset: 47, atMs: 99 } }],
  records: 7,
  ms: 50,
  certain: { recordsAtLeast: 7, msAtLeast: 50, msAtMost: 4000 },
};
const ids: IdsApart = {
  apart: true,
  primaryHighest: 2000,
  primaryCeiling: 5999,
  standbyLowest: 9000,
  standbyHighest: 11_000,
  marginIds: 3000,
  rounds: 2,
  atMs: 1,
  evidence: [],
};

function readings(change: Partial<GateReadings> = {}): GateReadings {
  return {
    partitions: [partition],
    topics: [described(1, [1, 2])],
    topicConfigs: new Map([['orders', { 'min.insync.replicas': '2' }]]),
    lastExposure: exposure,
    rpoLimitMs: 5000,
    idsApart: ids,
    standbyLowestId: 9100,
    fence: { name: 'lease', armed: true },
    ...change,
  };
}

const outcomes = (change: Partial<GateReadings>) => judgeGates(readings(change)).map((gate) => gate.outcome);

test('a healthy target with everything prepared passes every gate', () => {
  assert.deepEqual(outcomes({}), ['pass', 'pass', 'pass', 'pass']);
});

test('a partition without a leader or below min.insync.replicas blocks, and is named', () => {
  const [leaderless] = blockingFailures(judgeGates(readings({ topics: [described(-1, [])] })));
  assert.match(leaderless?.say ?? '', /orders-0 \(no leader\)/);
  const [thin] = blockingFailures(judgeGates(readings({ topics: [described(1, [1])] })));
  assert.match(thin?.say ?? '', /1 in sync, 2 needed/);
  assert.equal(blockingFailures(judgeGates(readings({ partitions: [] }))).length, 1);
});

test('what is not known is unknown: exposure never measured, limit inside the bounds, ids never compared', () => {
  assert.equal(outcomes({ lastExposure: null })[1], 'unknown');
  assert.equal(outcomes({ rpoLimitMs: 1000 })[1], 'unknown');
  assert.equal(outcomes({ rpoLimitMs: 10 })[1], 'fail');
  assert.equal(outcomes({ idsApart: null })[2], 'unknown');
});

test('ids that meet and a missing fence are told, and do not hold the failover', () => {
  const results = judgeGates(readings({ standbyLowestId: 5999, fence: { name: 'none', armed: false } }));
  assert.deepEqual(
    results.map((gate) => gate.outcome),
    ['pass', 'pass', 'fail', 'fail'],
  );
  assert.match(results[3]?.say ?? '', /zombie window possible/);
  assert.deepEqual(blockingFailures(results), []);
});

test('the ceiling is the end of the block in which the highest id lies, plus the margin', () => {
  assert.equal(ceilingOf(0, 3000), 3999);
  assert.equal(ceilingOf(999, 0), 999);
  assert.equal(ceilingOf(1000, 0), 1999);
});

test('the cut holds the log end of the survivor and what was last seen of the other, and says when nothing was', () => {
  const end = { offset: 40, leaderEpoch: 3 };
  const other = { topic: 'orders', partition: 1 };
  const ranges = [
    { ...partition, earliest: { offset: 0, leaderEpoch: 0 }, end },
    { ...other, earliest: { offset: 0, leaderEpoch: 0 }, end },
  ];
  const head = { retired: 'berlin', surviving: 'paris', atMs: 5, atWallMs: 6, term: 2, lastExposure: exposure };
  const both = { standbyLogEnd: 40, standbyLeaderEpoch: 3 };
  assert.deepEqual(cutOf({ ...head, ranges }).partitions, [
    { ...partition, ...both, primaryHighWatermark: 47, primarySeenAtMs: 99 },
    { ...other, ...both, primaryHighWatermark: null, primarySeenAtMs: null },
  ]);
});
