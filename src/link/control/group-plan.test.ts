// Tests of group plans: exact arithmetic, clamping to the target's log, rewrites, rewinds and the verdicts that are told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keyOf } from '../../base/core.ts';
import type { CommittedOffset, LogRange } from '../../kafka/core.ts';
import { duePositions, type GroupPlanRules, type HeldPosition, planGroup } from './group-plan.ts';
import { verdictOf, whyUnsupported } from './group-status.ts';
import { piecesOf, type ShiftPiece, translate } from './group-translate.ts';

const HOUR = 3_600_000;
const rules: GroupPlanRules = {
  mirrored: ({ topic }) => topic === 'orders',
  pieces: () => [],
  rewriteAfterMs: 12 * HOUR,
  foreign: 'overwrite',
};

const at = (offset: number | null, partition = 0, more: Partial<CommittedOffset> = {}): CommittedOffset => ({
  topic: 'orders',
  partition,
  offset,
  committedLeaderEpoch: 7,
  metadata: '',
  ...more,
});

const range = (start: number, end: number, partition = 0): LogRange => ({
  topic: 'orders',
  partition,
  earliest: { offset: start, leaderEpoch: 0 },
  end: { offset: end, leaderEpoch: 0 },
});

const holds = (offset: number, more: Partial<HeldPosition> = {}): ReadonlyMap<string, HeldPosition> =>
  new Map([['orders-0', { offset, metadata: '', hasEpoch: false, atMs: 0, by: 'us', ...more }]]);

function plan(
  positions: readonly CommittedOffset[],
  held: ReadonlyMap<string, HeldPosition>,
  ranges: readonly LogRange[],
  more: Partial<GroupPlanRules> = {},
  nowMs = 1000,
): ReturnType<typeof planGroup> {
  const declared = { ...rules, ...more };
  const due = duePositions(positions, held, declared, nowMs);
  return planGroup('billing', due, new Map(ranges.map((one) => [keyOf(one), one])), declared, nowMs);
}

test('a position is written exactly as it stands at the source, with its metadata', () => {
  const { writes } = plan([at(500, 0, { metadata: 'AQAAAZ' })], new Map(), [range(0, 1000)]);

  assert.deepEqual(writes, [{ topic: 'orders', partition: 0, offset: 500, metadata: 'AQAAAZ' }]);
});

test('positions of partitions that are not mirrored, and partitions without a position, concern nobody', () => {
  assert.deepEqual(duePositions([at(null), at(1, 0, { topic: 'other' })], new Map(), rules, 0), []);
});

test('an unchanged position is not due, until it is so old that the target might forget it', () => {
  assert.deepEqual(duePositions([at(500)], holds(500), rules, 12 * HOUR - 1), []);

  const { writes } = plan([at(500)], holds(500), [range(0, 1000)], {}, 12 * HOUR);
  assert.equal(writes.length, 1);
});

test('a position with a leader epoch at the target is written again without it, even when the offset is right', () => {
  assert.equal(plan([at(500)], holds(500, { hasEpoch: true }), [range(0, 1000)]).writes.length, 1);
});

test("a position beyond the target's high watermark stands at it until the records arrive", () => {
  const first = plan([at(500)], new Map(), [range(0, 300)]);
  const second = plan([at(500)], holds(300), [range(0, 300)]);
  const third = plan([at(500)], holds(300), [range(0, 800)]);

  assert.deepEqual(
    [first, second, third].map((one) => one.writes.map((write) => write.offset)),
    [[300], [], [500]],
  );
  assert.deepEqual(first.clamped, [{ topic: 'orders', partition: 0, missing: 200 }]);
  assert.equal(verdictOf(second, undefined, 0).state, 'clamped');
  assert.equal(verdictOf(third, { group: 'billing', refused: [] }, 0).state, 'exact');
});

test('a position before the log start of the target stands at the log start', () => {
  const { writes, clamped } = plan([at(5)], new Map(), [range(100, 300)]);

  assert.deepEqual([writes[0]?.offset, clamped[0]?.missing], [100, -95]);
});

test('a partition that cannot be asked is not written, and the group is not called exact', () => {
  const absent = plan([at(5)], new Map(), []);

  assert.deepEqual(absent.writes, []);
  assert.equal(verdictOf(absent, undefined, 0).state, 'clamped');
  assert.equal(verdictOf(absent, undefined, 0).current, false);
});

test('a position that goes back is written and said, with who moved it', () => {
  const bySource = plan([at(400)], holds(500), [range(0, 1000)]);
  const byOther = plan([at(400)], holds(500, { by: 'unknown' }), [range(0, 1000)]);
  const kept = plan([at(400)], holds(500, { by: 'unknown' }), [range(0, 1000)], { foreign: 'keep' });

  assert.deepEqual(bySource.rewinds, [{ topic: 'orders', partition: 0, from: 500, to: 400, cause: 'source' }]);
  assert.equal(byOther.rewinds[0]?.cause, 'target');
  assert.deepEqual([kept.writes.length, kept.kept.length], [0, 1]);
  assert.equal(verdictOf(kept, undefined, 0).state, 'refused');
});

test('a group with members at the target is told as such, other refusals with the words of Kafka', () => {
  const one = plan([at(5)], new Map(), [range(0, 10)]);
  const partition = { topic: 'orders', partition: 0 };
  const refused = (code: number, name: string) => ({
    group: 'billing',
    refused: [{ item: 'group billing', code, name, say: `${code} ${name}`, partition }],
  });

  assert.equal(verdictOf(one, refused(25, 'UNKNOWN_MEMBER_ID'), 0).state, 'active-at-target');
  assert.equal(verdictOf(one, refused(30, 'GROUP_AUTHORIZATION_FAILED'), 0).state, 'refused');
  assert.match(verdictOf(one, refused(30, 'GROUP_AUTHORIZATION_FAILED'), 0).why, /GROUP_AUTHORIZATION_FAILED/);
  assert.equal(verdictOf(one, refused(16, 'NOT_COORDINATOR'), 0).passing, true);
});

test('share and streams groups are unsupported with a reason, classic and consumer groups are not', () => {
  assert.match(whyUnsupported('share') ?? '', /share/);
  assert.match(whyUnsupported('streams') ?? '', /streams/);
  assert.equal(whyUnsupported('classic'), undefined);
  assert.equal(whyUnsupported('consumer'), undefined);
});

test('the way back: below the divergence point offsets are equal, from it on they are shifted past the tail', () => {
  const pieces = piecesOf({ topic: 'orders', partition: 0, from: 950, shift: 50, targetLogEnd: 1000 });

  assert.deepEqual(
    [0, 949, 950, 951, 1100].map((position) => translate(position, pieces)),
    [0, 949, 1000, 1001, 1150],
  );
});

test('property: translation keeps the record a position points at, for any pieces with growing targets', () => {
  const anyPieces = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 20 })), { maxLength: 5 })
    .map((steps) => {
      const pieces: ShiftPiece[] = [];
      for (const [length, tail] of steps) {
        const last = pieces.at(-1);
        pieces.push({ from: (last?.from ?? 0) + length, shift: (last?.shift ?? 0) + tail });
      }
      return pieces;
    });
  fc.assert(
    fc.property(anyPieces, fc.integer({ min: 0, max: 400 }), (pieces, position) => {
      // A model that lays the records out one by one: before each piece its tail of foreign records.
      let target = 0;
      for (let record = 0; record < position + 1; record += 1) {
        const piece = pieces.find((one) => one.from === record);
        const before = pieces.filter((one) => one.from < record).at(-1)?.shift ?? 0;
        if (piece !== undefined) target += piece.shift - before;
        if (record < position) target += 1;
      }

      assert.equal(translate(position, pieces), target);
    }),
  );
});

test('property: writing never leaves the log, converges in one step, and plans nothing more', () => {
  const anyPosition = fc.record({ offset: fc.integer({ min: 0, max: 100 }), start: fc.nat(50), length: fc.nat(50) });
  fc.assert(
    fc.property(fc.array(anyPosition, { maxLength: 6 }), (wanted) => {
      const positions = wanted.map((one, partition) => at(one.offset, partition));
      const ranges = wanted.map((one, partition) => range(one.start, one.start + one.length, partition));
      const first = plan(positions, new Map(), ranges);
      const held = new Map(
        first.writes.map((one) => [
          keyOf(one),
          { offset: one.offset, metadata: one.metadata, hasEpoch: false, atMs: 1000, by: 'us' as const },
        ]),
      );

      for (const [i, write] of first.writes.entries()) {
        const { start, length } = wanted[i]!;
        assert(write.offset >= start && write.offset <= start + length);
        assert.equal(
          write.offset === wanted[i]!.offset,
          !first.clamped.some((one) => one.partition === write.partition),
        );
      }
      assert.deepEqual(plan(positions, held, ranges).writes, []);
    }),
  );
});
