// Tests of the comparison of positions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CommittedOffset } from '../kafka/core.ts';
import { comparePositions } from './core.ts';

const has = (partition: number, offset: number | null, committedLeaderEpoch = -1): CommittedOffset => ({
  topic: 't',
  partition,
  offset,
  committedLeaderEpoch,
  metadata: '',
});
const wants = (
  partition: number,
  offset: number | null,
): { topic: string; partition: number; offset: number | null } => ({
  topic: 't',
  partition,
  offset,
});

test('each way a position can be wrong has its own verdict', () => {
  const expected = [wants(0, 10), wants(1, 10), wants(2, 10), wants(3, 10), wants(5, 10)];
  const found = [has(0, 10), has(1, 7), has(2, 12), has(3, null), has(4, 1), has(5, 10, 6)];
  const log = {
    topic: 't',
    partition: 5,
    earliest: { offset: 0, leaderEpoch: 0 },
    end: { offset: 20, leaderEpoch: 5 },
  };

  const audit = comparePositions(expected, found, [log]);

  const verdicts = Object.fromEntries(audit.findings.map((one) => [one.partition, one.verdict]));
  assert.deepEqual(verdicts, {
    0: 'exact',
    1: 'behind',
    2: 'ahead',
    3: 'missing',
    4: 'unexpected',
    5: 'foreign-epoch',
  });
  assert.deepEqual([audit.redelivered, audit.skipped, audit.allExact], [3, 2, false]);
});

test('a position beyond the high watermark is out of range even when it is the expected one', () => {
  const range = {
    topic: 't',
    partition: 0,
    earliest: { offset: 0, leaderEpoch: 0 },
    end: { offset: 9, leaderEpoch: 0 },
  };

  assert.equal(comparePositions([wants(0, 10)], [has(0, 10)], [range]).findings[0]?.verdict, 'out-of-range');
});

test('positions equal to the expected ones are all exact, in any order', () => {
  const offsets = fc.uniqueArray(fc.record({ partition: fc.nat(50), offset: fc.option(fc.nat()) }), {
    selector: (one) => one.partition,
  });
  fc.assert(
    fc.property(offsets, (all) => {
      const audit = comparePositions(
        all.map((one) => wants(one.partition, one.offset)),
        all.map((one) => has(one.partition, one.offset)).reverse(),
      );

      assert.ok(audit.allExact);
      assert.deepEqual([audit.redelivered, audit.skipped], [0, 0]);
    }),
  );
});
