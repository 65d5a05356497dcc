// Tests of the plan of positions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { GroupDescription, LogRange } from '../kafka/core.ts';
import { planPositions, type WantedPosition } from './core.ts';

const range = (partition: number, start: number, end: number): LogRange => ({
  topic: 't',
  partition,
  earliest: { offset: start, leaderEpoch: 3 },
  end: { offset: end, leaderEpoch: 7 },
});
const wish = (partition: number, offset: number | null): WantedPosition => ({ topic: 't', partition, offset });
const group = (state: string, type = 'classic', members = 1): GroupDescription => ({
  group: 'g',
  state,
  type,
  members,
});

test('a position beyond the high watermark is clamped to it and says so', () => {
  const plan = planPositions({ group: 'g', positions: [wish(0, 120)] }, [range(0, 0, 100)], undefined);

  assert.equal(plan.writes[0]?.offset, 100);
  assert.equal(plan.writes[0]?.clamped, 'to-end');
  assert.match(plan.writes[0]?.reason ?? '', /20 beyond the high watermark 100/);
});

test('a position before the log start is clamped to it', () => {
  const plan = planPositions({ group: 'g', positions: [wish(0, 5)] }, [range(0, 50, 100)], undefined);

  assert.deepEqual([plan.writes[0]?.offset, plan.writes[0]?.clamped], [50, 'to-start']);
});

test('a group with members is refused for every partition with its state', () => {
  const positions = [wish(0, 5), wish(1, 6)];
  const plan = planPositions(
    { group: 'g', positions },
    [range(0, 0, 9), range(1, 0, 9)],
    group('Stable', 'classic', 2),
  );

  assert.equal(plan.writes.length, 0);
  assert.equal(plan.refusals.length, 2);
  assert.match(plan.refusals[0]?.reason ?? '', /Stable with 2 members/);
});

test('an empty group of either protocol takes positions; a share group does not', () => {
  const wishes = { group: 'g', positions: [wish(0, 5)] };
  const ranges = [range(0, 0, 9)];

  assert.equal(planPositions(wishes, ranges, group('Empty', 'classic', 0)).writes.length, 1);
  assert.equal(planPositions(wishes, ranges, group('Empty', 'consumer', 0)).writes.length, 1);
  assert.equal(planPositions(wishes, ranges, group('Empty', 'share', 0)).writes.length, 0);
});

test('a partition that the target does not have, and an unknown position, are refused by name', () => {
  const plan = planPositions({ group: 'g', positions: [wish(4, 5), wish(0, null)] }, [range(0, 0, 9)], undefined);

  assert.deepEqual(
    plan.refusals.map((one) => one.reason),
    ['the partition does not exist at the target', 'no position is known for it'],
  );
});

test('a position that is right already is not written again', () => {
  const current = [{ topic: 't', partition: 0, offset: 5, committedLeaderEpoch: -1, metadata: '' }];
  const plan = planPositions({ group: 'g', positions: [wish(0, 5)] }, [range(0, 0, 9)], undefined, current);

  assert.deepEqual([plan.writes.length, plan.unchanged.length], [0, 1]);
});

test('a position that is right but carries a leader epoch is written again without it', () => {
  const current = [{ topic: 't', partition: 0, offset: 5, committedLeaderEpoch: 3, metadata: '' }];

  assert.equal(
    planPositions({ group: 'g', positions: [wish(0, 5)] }, [range(0, 0, 9)], undefined, current).writes.length,
    1,
  );
});

const wishesArbitrary = fc.array(
  fc.record({ topic: fc.constant('t'), partition: fc.nat(5), offset: fc.option(fc.integer({ min: -5, max: 300 })) }),
);
const rangesArbitrary = fc
  .array(fc.tuple(fc.nat(100), fc.nat(150)), { maxLength: 5 })
  .map((all) => all.map(([start, length], partition) => range(partition, start, start + length)));
const groupArbitrary = fc.option(
  fc.record({
    group: fc.constant('g'),
    state: fc.constantFrom('Empty', 'Stable', 'Dead', 'PreparingRebalance', 'Assigning', 'Reconciling'),
    type: fc.constantFrom('classic', 'consumer', 'share', 'unknown'),
    members: fc.integer({ min: -1, max: 4 }),
  }),
  { nil: undefined },
);

test('every wish ends as exactly one write, one unchanged or one refusal with a reason', () => {
  fc.assert(
    fc.property(wishesArbitrary, rangesArbitrary, groupArbitrary, (positions, ranges, described) => {
      const plan = planPositions({ group: 'g', positions }, ranges, described);
      const wanted = new Set(positions.map((one) => one.partition));
      const planned = [...plan.writes, ...plan.unchanged, ...plan.refusals].map((one) => one.partition);

      assert.equal(planned.length, wanted.size);
      assert.deepEqual(new Set(planned), wanted);
      assert.ok(plan.refusals.every((one) => one.reason.length > 0));
    }),
  );
});

test('no write ever lies outside the log of the target, nor goes to a group with members', () => {
  fc.assert(
    fc.property(wishesArbitrary, rangesArbitrary, groupArbitrary, (positions, ranges, described) => {
      const plan = planPositions({ group: 'g', positions }, ranges, described);

      for (const write of plan.writes) {
        const log = ranges.find((one) => one.partition === write.partition);
        assert.ok(log !== undefined && write.offset >= log.earliest.offset && write.offset <= log.end.offset);
        assert.ok(described === undefined || described.state === 'Empty' || described.state === 'Dead');
        assert.ok((write.clamped === 'no') === (write.offset === write.wanted));
      }
    }),
  );
});

test('planning again after the plan was written plans nothing', () => {
  fc.assert(
    fc.property(wishesArbitrary, rangesArbitrary, (positions, ranges) => {
      const first = planPositions({ group: 'g', positions }, ranges, undefined);
      const current = first.writes.map((one) => ({ ...one, committedLeaderEpoch: -1, metadata: '' }));

      assert.equal(planPositions({ group: 'g', positions }, ranges, undefined, current).writes.length, 0);
    }),
  );
});
