// Tests of the choice of lanes: what may be sent now, and together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseLanes } from './lanes.ts';

const leaders = [1, 2, 1, 2, -1];
const input = {
  waiting: [0, 1, 2, 3],
  leaderOf: (partition: number) => leaders[partition] ?? -1,
  busyPartitions: new Set<number>(),
  busyLeaders: new Set<number>(),
  openLeaders: new Set([1, 2]),
};

test('partitions of one leader go together', () => {
  const { sends } = chooseLanes(input);

  assert.deepEqual(sends, [
    { leader: 1, partitions: [0, 2] },
    { leader: 2, partitions: [1, 3] },
  ]);
});

test('a leader with a batch in flight gets no second one', () => {
  const { sends } = chooseLanes({ ...input, busyLeaders: new Set([1]) });

  assert.deepEqual(sends, [{ leader: 2, partitions: [1, 3] }]);
});

test('a partition whose last batch is in flight waits even when it has got another leader', () => {
  const { sends } = chooseLanes({ ...input, busyPartitions: new Set([1]) });

  assert.deepEqual(sends.at(-1), { leader: 2, partitions: [3] });
});

test('nothing is handed to a client that holds no connection to the leader', () => {
  const { sends, toOpen } = chooseLanes({ ...input, openLeaders: new Set([2]) });

  assert.deepEqual([sends, toOpen], [[{ leader: 2, partitions: [1, 3] }], [1]]);
});

test('a partition without a leader asks for new metadata', () => {
  const { leaderless } = chooseLanes({ ...input, waiting: [4] });

  assert.deepEqual(leaderless, [4]);
});
