// Tests of the search for the point and of what is said about it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ComparedRange } from '../compare/core.ts';
import { divergenceOf, floorOf, topOf } from './evidence.ts';
import { type Block, type Search, beginSearch, nextBlock, pointOf, withBlock } from './point.ts';

/** Ranges as a comparison of two logs gives them, one per offset; null: no record there. */
function rangesOf(one: readonly (number | null)[], other: readonly (number | null)[], block: Block): ComparedRange[] {
  const ranges: ComparedRange[] = [];
  for (let at = block.from; at < block.to; at += 1) {
    const [a, b] = [one[at] ?? null, other[at] ?? null];
    const kind = a === b ? 'equal' : a === null ? 'extra' : b === null ? 'missing' : 'different';
    ranges.push({ kind, from: at, to: at + 1, records: a === null && b === null ? 0 : 1, example: null });
  }
  return ranges;
}

function searchAll(one: readonly (number | null)[], other: readonly (number | null)[], search: Search): Search {
  let state = search;
  for (let block = nextBlock(state); block !== null; block = nextBlock(state))
    state = withBlock(state, block, rangesOf(one, other, block));
  return state;
}

const log = (length: number): number[] => Array.from({ length }, (_, i) => i);

test('DIV-1 the point is the lowest difference, wherever it lies and however many equal records lie between', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 300 }),
      fc.uniqueArray(fc.nat(299), { maxLength: 12 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 60 }),
      (length, changed, firstBlockOffsets, enoughRecords) => {
        const retired = log(length);
        const surviving: (number | null)[] = [...retired];
        for (const at of changed) if (at < length) surviving[at] = at % 3 === 0 ? null : -1 - at;

        const search = searchAll(retired, surviving, beginSearch(length, 0, { enoughRecords, firstBlockOffsets }));

        const differences = changed.filter((at) => at < length).toSorted((a, b) => b - a);
        let expected = length;
        for (const at of differences) if (expected - at - 1 < enoughRecords) expected = at;
        assert.ok(pointOf(search) <= expected, `${pointOf(search)} is above ${expected}`);
        // It may look further down than it must (blocks are whole), and then finds only true differences.
        assert.ok(pointOf(search) === length || differences.includes(pointOf(search)));
        assert.ok(
          differences.every((at) => at >= pointOf(search) || at < search.comparedFrom || search.equalRun === 0),
        );
      },
    ),
  );
});

test('DIV-1 every difference above the end of the search is known', () => {
  const retired = log(1000);
  const surviving = retired.map((value) => (value === 700 || value >= 940 ? -value : value));

  const search = searchAll(retired, surviving, beginSearch(950, 0, { enoughRecords: 500, firstBlockOffsets: 16 }));

  assert.equal(pointOf(search), 700);
  assert.equal(search.differing, 11);
  assert.ok(search.equalRun >= 500);
});

test('the search ends when enough records are equal, and never goes below what both sites hold', () => {
  const same = log(100_000);

  const early = searchAll(same, same, beginSearch(100_000, 0, { enoughRecords: 1000, firstBlockOffsets: 256 }));
  const floored = searchAll(same, same, beginSearch(100, 40, { enoughRecords: 1000, firstBlockOffsets: 16 }));

  assert.ok(early.comparedFrom > 98_000 && early.equalRun >= 1000);
  assert.deepEqual([floored.comparedFrom, floored.equalRun], [40, 60]);
});

test('what compaction or retention hides is evidence of nothing', () => {
  const search = beginSearch(100, 0, { enoughRecords: 10, firstBlockOffsets: 50 });
  const hidden: ComparedRange = { kind: 'indistinguishable', from: 50, to: 100, records: 50, example: null };

  const after = withBlock(search, nextBlock(search)!, [hidden]);

  assert.deepEqual([after.equalRun, pointOf(after)], [0, 100]);
});

const ENDS = {
  retired: 'paris',
  surviving: 'london',
  retiredStart: 0,
  retiredEnd: 1000,
  survivingStart: 0,
  survivingAtCut: 950,
  shift: 0,
  stableEnd: 2000,
};
const ORDERS = { topic: 'orders', partition: 0 };

test('DIV-2 the search begins at the cut or at the end of the retired log, whichever is lower, in the retired site’s offsets', () => {
  assert.equal(topOf(ENDS), 950);
  assert.equal(topOf({ ...ENDS, retiredEnd: 900 }), 900);
  assert.equal(topOf({ ...ENDS, survivingAtCut: 1010, shift: 50 }), 960);
  assert.equal(floorOf({ ...ENDS, retiredStart: 10, survivingStart: 70, shift: 50 }), 20);
});

test('what lies behind an unfinished transaction counts as tail, and the evidence says so', () => {
  const ends = { ...ENDS, stableEnd: 940 };
  assert.equal(topOf(ends), 940);

  const divergence = divergenceOf(ORDERS, ends, beginSearch(940, 0, { enoughRecords: 1, firstBlockOffsets: 1 }));

  assert.match(divergence.evidence.join(' '), /A transaction that began at offset 940 has not ended/);
});

test('the evidence says what was compared, and what only the retired site holds', () => {
  const search = searchAll(log(950), log(950), beginSearch(950, 0, { enoughRecords: 10_000, firstBlockOffsets: 1024 }));

  const divergence = divergenceOf(ORDERS, ENDS, search);

  assert.equal(divergence.point, 950);
  assert.deepEqual(divergence.evidence, [
    'paris holds offsets 0 to 999; london ended at 950 when it took over.',
    '950 records at offsets 0 to 949 were compared downwards and are equal; that is all that both sites hold below the point.',
    'Only paris holds offsets 950 to 999 (50) of its own history.',
  ]);
  assert.equal(divergence.lostAtRetired, null);
});

test('DIV-3 a retired log that is shorter than the copy lost records that the survivor has', () => {
  const search = searchAll(log(900), log(900), beginSearch(900, 0, { enoughRecords: 10_000, firstBlockOffsets: 1024 }));

  const divergence = divergenceOf(ORDERS, { ...ENDS, retiredEnd: 900 }, search);

  assert.deepEqual([divergence.retiredShorter, divergence.point], [true, 900]);
  assert.deepEqual(divergence.lostAtRetired, { from: 900, to: 950 });
  assert.match(divergence.evidence[1]!, /lost offsets 900 to 949 \(50\), which london has\. Nothing is to be cut/);
  assert.match(divergence.evidence.at(-1)!, /holds nothing that london lacks/);
});

test('a point that nothing could be compared for says that it rests on the cut alone', () => {
  const divergence = divergenceOf(
    ORDERS,
    { ...ENDS, survivingStart: 950 },
    beginSearch(950, 950, { enoughRecords: 1, firstBlockOffsets: 1 }),
  );

  assert.equal(divergence.comparedRecords, 0);
  assert.match(divergence.evidence[1]!, /known from the cut alone/);
});
