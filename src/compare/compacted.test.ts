// Compacted logs: each side's cleaner may have been at another place; what it explains is equal, what it cannot explain is found.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { randomOf } from '../base/core.ts';
import type { Random } from '../base/core.ts';
import { compareLogs } from './index.ts';
import type { CompareCheckpoint } from './core.ts';
import { type LogRecord, SampleLog, recordsOf } from './sample/logs.ts';

const RUNS = 200;
const REQUEST = {
  topic: 'state',
  partition: 0,
  shift: 0,
  from: null,
  to: null,
  isolation: 'uncommitted',
  compacted: true,
} as const;
const LAYOUT = { batchRecordsMax: 12, chunkBatchesMax: 3, codecs: ['none', 'zstd'] } as const;

const keyOf = (record: LogRecord): string => record.key!.toString();
const isTombstone = (record: LogRecord): boolean => record.value === null;

/** What Kafka's cleaner leaves of a log when it has cleaned below an offset: the latest record of each key, and of tombstones none when they are old enough. */
function cleaned(records: readonly LogRecord[], below: number, tombstonesToo: boolean): LogRecord[] {
  const latest = new Map(records.filter((one) => one.offset < below).map((one) => [keyOf(one), one.offset]));
  return records.filter(
    (one) => one.offset >= below || (latest.get(keyOf(one)) === one.offset && !(tombstonesToo && isTombstone(one))),
  );
}

interface Case {
  readonly random: Random;
  readonly records: LogRecord[];
  readonly start: number;
  readonly end: number;
  readonly source: LogRecord[];
  readonly target: LogRecord[];
}

const cases: fc.Arbitrary<Case> = fc
  .record({ seed: fc.integer(), count: fc.integer({ min: 5, max: 120 }), keys: fc.integer({ min: 1, max: 40 }) })
  .map(({ seed, count, keys }) => {
    const random = randomOf(seed);
    const records = recordsOf(random, count, keys);
    const start = records[0]!.offset;
    const end = records.at(-1)!.offset + 1;
    const place = (): number => start + random.int(end - start);
    const source = cleaned(records, place(), random.int(2) === 0);
    const target = cleaned(records, place(), random.int(2) === 0);
    return { random, records, start, end, source, target };
  });

function logsOf(given: Case, target: readonly LogRecord[] = given.target): { source: SampleLog; target: SampleLog } {
  const place = { start: given.start, end: given.end };
  return {
    source: new SampleLog(given.random, given.source, LAYOUT, place),
    target: new SampleLog(given.random, target, LAYOUT, place),
  };
}

test('COMPARE-8: logs cleaned at different places are equal, and what the cleaner took is counted', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const found = await compareLogs(logsOf(given), REQUEST);

      const [ours, theirs] = [
        new Set(given.source.map((one) => one.offset)),
        new Set(given.target.map((one) => one.offset)),
      ];
      assert.deepEqual(
        found.ranges.map((range) => range.kind),
        ['equal'],
      );
      assert.equal(found.superseded, ours.symmetricDifference(theirs).size);
      assert.ok(found.equal);
    }),
    { numRuns: RUNS },
  );
});

test('COMPARE-9: the latest value of a key that the target lacks is missing, at exactly its offset', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.nat(), async (given, place) => {
      const latest = new Map(given.records.map((one) => [keyOf(one), one]));
      const values = [...latest.values()].filter((one) => !isTombstone(one));
      fc.pre(values.length > 0);
      const lost = values[place % values.length]!;
      const target = given.target.filter((one) => one !== lost);
      fc.pre(target.length > 0);

      const found = await compareLogs(logsOf(given, target), REQUEST);

      const unequal = found.ranges.filter((range) => range.kind !== 'equal');
      assert.deepEqual(
        unequal.map(({ kind, from, to }) => [kind, from, to]),
        [['missing', lost.offset, lost.offset + 1]],
      );
      assert.match(unequal[0]?.example ?? '', /no later one of its key/);
    }),
    { numRuns: RUNS },
  );
});

test('COMPARE-10: a tombstone that the target lacks is missing when an older record of its key lives on there', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.nat(), async (given, place) => {
      const latest = new Map(given.records.map((one) => [keyOf(one), one]));
      const source = given.records;
      const tombstones = [...latest.values()].filter(
        (one) =>
          isTombstone(one) && given.records.some((other) => keyOf(other) === keyOf(one) && other.offset < one.offset),
      );
      fc.pre(tombstones.length > 0);
      const lost = tombstones[place % tombstones.length]!;
      const whole = { ...given, source };

      const found = await compareLogs(
        logsOf(
          whole,
          source.filter((one) => one !== lost),
        ),
        REQUEST,
      );

      assert.deepEqual(
        found.ranges.filter((range) => range.kind !== 'equal').map(({ kind, from }) => [kind, from]),
        [['missing', lost.offset]],
      );
    }),
    { numRuns: RUNS },
  );
});

const valued = (offset: number, key: string): LogRecord => ({
  offset,
  timestamp: 1,
  key: Buffer.from(key),
  value: Buffer.from(`${offset}`),
  headers: [],
});

test('COMPARE-11: a record explained only by one behind the range is looked for there; without looking it is indistinguishable', async () => {
  const records = [valued(0, 'a'), valued(1, 'b'), valued(2, 'c'), valued(3, 'a')];
  const place = { start: 0, end: 4 };
  const logs = (): { source: SampleLog; target: SampleLog } => ({
    source: new SampleLog(randomOf(1), records, LAYOUT, place),
    target: new SampleLog(randomOf(2), records.slice(1), LAYOUT, place),
  });

  const looked = await compareLogs(logs(), { ...REQUEST, to: 3 });
  const not = await compareLogs(logs(), { ...REQUEST, to: 3 }, { lookBeyond: false });

  assert.deepEqual([looked.equal, looked.superseded], [true, 1]);
  assert.deepEqual(
    not.ranges.map(({ kind, from, to }) => [kind, from, to]),
    [
      ['indistinguishable', 0, 1],
      ['equal', 1, 3],
    ],
  );
});

test('COMPARE-11: what stands in the range, or only at the side that holds the record, explains nothing', async () => {
  const place = { start: 0, end: 6 };
  const oneBatch = { batchRecordsMax: 1000, chunkBatchesMax: 1, codecs: ['none'] } as const;
  const log = (list: readonly LogRecord[]): SampleLog => {
    const whole = { int: (bound: number) => bound - 1, next: () => 0, pick: <T>(items: readonly T[]): T => items[0]! };
    return new SampleLog(whole, list, oneBatch, place);
  };
  const shared = [valued(1, 'k'), valued(5, 'c')];
  const source = log([valued(0, 'c'), ...shared.slice(0, 1), valued(2, 'k'), ...shared.slice(1)]);
  const target = log([valued(0, 'c'), ...shared.slice(0, 1), valued(3, 'x'), valued(4, 'x'), ...shared.slice(1)]);

  const found = await compareLogs({ source, target }, { ...REQUEST, to: 4 });

  assert.deepEqual(
    found.ranges.map(({ kind, from, to }) => [kind, from, to]),
    [
      ['equal', 0, 2],
      ['missing', 2, 3],
      ['extra', 3, 4],
    ],
  );
});

test('COMPARE-12: keys beyond the bound are not judged, and the comparison says so instead of calling the logs equal', async () => {
  const records = Array.from({ length: 20 }, (_, offset) => ({
    offset,
    timestamp: 1,
    key: Buffer.from(`k${offset}`),
    value: Buffer.from('v'),
    headers: [],
  }));
  const place = { start: 0, end: 20 };
  const logs = {
    source: new SampleLog(randomOf(1), records, LAYOUT, place),
    target: new SampleLog(randomOf(2), records.slice(10), LAYOUT, place),
  };

  const found = await compareLogs(logs, REQUEST, { bounds: { openKeysMax: 4 } });

  assert.deepEqual([found.equal, found.complete], [false, false]);
  assert.match(found.stopped ?? '', /6 records between offsets 4 and 10 .* more than 4 keys/);
});

test('COMPARE-5: a comparison of compacted logs goes on from any checkpoint with the same result; keys stand in it only as hashes', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.nat(), async (given, place) => {
      const target = given.target.filter((_, i) => i % 9 !== place % 9);
      fc.pre(target.length > 0);
      const kept: string[] = [];
      const whole = await compareLogs(logsOf(given, target), REQUEST, {
        onProgress: (_, checkpoint) => kept.push(JSON.stringify(checkpoint())),
      });
      const checkpoint = JSON.parse(kept[place % kept.length]!) as CompareCheckpoint;

      const resumed = await compareLogs(logsOf(given, target), REQUEST, { checkpoint });

      assert.deepEqual(resumed.ranges, whole.ranges);
      assert.equal(resumed.superseded, whole.superseded);
      assert.ok(kept.every((text) => !text.includes('key-')));
    }),
    { numRuns: RUNS },
  );
});
