// The walk finds any damage at exactly its offset, and none where there is none.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { randomOf } from '../base/core.ts';
import type { Random } from '../base/core.ts';
import type { ComparedRange, CompareCheckpoint } from './core.ts';
import { compareLogs } from './index.ts';
import { type Layout, type LogRecord, SampleLog, recordsOf } from './sample/logs.ts';
import { naiveRanges } from './sample/naive.ts';

const RUNS = 150;
const REQUEST = {
  topic: 'orders',
  partition: 3,
  from: null,
  to: null,
  isolation: 'uncommitted',
  compacted: false,
} as const;

interface Case {
  readonly random: Random;
  readonly records: LogRecord[];
  readonly shift: number;
  readonly layouts: readonly [Layout, Layout];
  /** Both logs draw their batches from this seed: where nothing was added or dropped they have the same ones. Null: each its own. */
  readonly alike: number | null;
  /** First offset, and the offset behind the last. */
  readonly start: number;
  readonly end: number;
}

const layout: fc.Arbitrary<Layout> = fc.record({
  batchRecordsMax: fc.integer({ min: 1, max: 40 }),
  chunkBatchesMax: fc.integer({ min: 1, max: 6 }),
  codecs: fc.constantFrom<Layout['codecs']>(['none'], ['zstd'], ['none', 'gzip', 'zstd']),
});

const cases: fc.Arbitrary<Case> = fc
  .record({
    seed: fc.integer(),
    count: fc.integer({ min: 2, max: 150 }),
    shift: fc.constantFrom(0, 0, 50, -1),
    alike: fc.boolean(),
    layouts: fc.tuple(layout, layout),
  })
  .map(({ seed, count, shift, alike, layouts: [one, other] }) => {
    const random = randomOf(seed);
    const records = recordsOf(random, count);
    const start = records[0]!.offset;
    const layouts = [one, alike ? one : other] as const;
    return { random, records, shift, layouts, alike: alike ? seed : null, start, end: records.at(-1)!.offset + 1 };
  });

function logsOf(
  { random, shift, layouts, alike, start, end, records }: Case,
  target: readonly LogRecord[] = records,
): { source: SampleLog; target: SampleLog } {
  return {
    source: new SampleLog(alike === null ? random : randomOf(alike), records, layouts[0], { start, end }),
    target: new SampleLog(alike === null ? random : randomOf(alike), target, layouts[1], { shift, start, end }),
  };
}

const bare = (ranges: readonly ComparedRange[]): unknown =>
  ranges.map(({ kind, from, to, records }) => ({ kind, from, to, records }));

test('COMPARE-1: equal logs are equal whatever their batches and codecs', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const found = await compareLogs(logsOf(given), { ...REQUEST, shift: given.shift });

      assert.deepEqual(bare(found.ranges), [
        { kind: 'equal', from: given.start, to: given.end, records: given.records.length },
      ]);
      assert.ok(found.equal && found.complete);
      assert.equal(found.recordsCompared, given.records.length);
    }),
    { numRuns: RUNS },
  );
});

test('COMPARE-2: logs with the same batches are equal without their records being looked at', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.integer(), async (given, seed) => {
      const log = (): SampleLog =>
        new SampleLog(randomOf(seed), given.records, given.layouts[0], { start: given.start, end: given.end });
      const found = await compareLogs({ source: log(), target: log() }, { ...REQUEST, shift: 0 });

      assert.ok(found.equal);
      assert.equal(found.batchesDecoded, 0);
      assert.equal(found.batchesByBytes, log().batches.length * 2);
    }),
    { numRuns: RUNS },
  );
});

/** Another byte at a random place; a null becomes empty. */
function otherBytes(random: Random, bytes: Buffer | null): Buffer {
  if (bytes === null || bytes.length === 0) return bytes === null ? Buffer.alloc(0) : Buffer.from('x');
  const copy = Buffer.from(bytes);
  const at = random.int(copy.length);
  copy[at] = copy[at]! ^ (1 << random.int(8));
  return copy;
}

interface Damage {
  readonly name: string;
  /** Changes the copy at index `at`; returns what must be found as [kind, offset] pairs, and a word of the example. */
  readonly apply: (
    records: LogRecord[],
    at: number,
    random: Random,
  ) => { readonly finds: readonly (readonly ['missing' | 'extra' | 'different', number])[]; readonly word: string };
}

const change =
  (word: string, changed: (record: LogRecord, random: Random) => LogRecord): Damage['apply'] =>
  (records, at, random) => {
    const record = records[at]!;
    records[at] = changed(record, random);
    return { finds: [['different', record.offset]], word };
  };

const DAMAGES: readonly Damage[] = [
  {
    name: 'a dropped record',
    apply: (records, at) => {
      const [gone] = records.splice(at, 1);
      return { finds: [['missing', gone!.offset]], word: 'the target none' };
    },
  },
  {
    name: 'an inserted record',
    apply: (records, at) => {
      const offset = freeOffset(records, at);
      records.splice(
        records.findIndex((one) => one.offset > offset),
        0,
        { ...records[at]!, offset },
      );
      return { finds: [['extra', offset]], word: 'the source none' };
    },
  },
  {
    name: "two records in each other's place",
    apply: (records, at) => {
      const first = Math.min(at, records.length - 2);
      const [one, other] = [records[first]!, records[first + 1]!];
      records[first] = { ...other, offset: one.offset };
      records[first + 1] = { ...one, offset: other.offset };
      return {
        finds: [
          ['different', one.offset],
          ['different', other.offset],
        ],
        word: '',
      };
    },
  },
  {
    name: 'another byte in a value',
    apply: change('value', (one, random) => ({ ...one, value: otherBytes(random, one.value) })),
  },
  {
    name: 'another byte in a key',
    apply: change('key', (one, random) => ({ ...one, key: otherBytes(random, one.key) })),
  },
  {
    name: 'another byte in a header',
    apply: change('header', (one, random) => {
      const [first, ...rest] = one.headers;
      if (first === undefined) return { ...one, headers: [{ key: Buffer.from('new'), value: null }] };
      return { ...one, headers: [{ ...first, value: otherBytes(random, first.value) }, ...rest] };
    }),
  },
  { name: 'another timestamp', apply: change('timestamp', (one) => ({ ...one, timestamp: one.timestamp + 1 })) },
];

/** An offset near a record that no record has, within the log. */
function freeOffset(records: LogRecord[], at: number): number {
  const taken = new Set(records.map((one) => one.offset));
  for (let i = 0; i < records.length; i++) {
    const offset = records[(at + i) % records.length]!.offset + 1;
    if (!taken.has(offset) && offset < records.at(-1)!.offset) return offset;
  }
  // No hole: one record is moved aside on both sides by the caller's generator being asked again.
  return fc.pre(false) as never;
}

for (const damage of DAMAGES) {
  test(`COMPARE-3: ${damage.name} is found at exactly its offset, and nothing else`, async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.nat(), async (given, place) => {
        const target = [...given.records];
        const { finds, word } = damage.apply(target, place % target.length, given.random);

        const found = await compareLogs(logsOf(given, target), { ...REQUEST, shift: given.shift });

        const unequal = found.ranges.filter((range) => range.kind !== 'equal');
        assert.deepEqual(bare(found.ranges), naiveRanges(given.records, target, given.start, given.end));
        assert.equal(unequal[0]?.kind, finds[0]![0]);
        assert.equal(unequal[0]?.from, finds[0]![1]);
        assert.equal(unequal.at(-1)?.to, finds.at(-1)![1] + 1);
        assert.equal(
          unequal.reduce((sum, range) => sum + range.records, 0),
          finds.length,
        );
        assert.match(unequal[0]?.example ?? '', new RegExp(`^offset ${finds[0]![1]}: .*${word}`));
        assert.equal(found.equal, false);
      }),
      { numRuns: RUNS },
    );
  });
}

test('COMPARE-4: any two logs give the ranges that a comparison by maps gives, also where everything moved by one', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.nat(), fc.boolean(), async (given, place, shifted) => {
      const at = place % given.records.length;
      const target = shifted
        ? given.records.map((one, i) => (i < at ? one : { ...one, offset: one.offset + 1 }))
        : given.records
            .filter(() => given.random.int(3) > 0)
            .map((one) => (given.random.int(4) > 0 ? one : { ...one, timestamp: 5 }));
      fc.pre(target.length > 0);

      const found = await compareLogs(logsOf(given, target), { ...REQUEST, shift: given.shift });

      assert.deepEqual(bare(found.ranges), naiveRanges(given.records, target, given.start, given.end));
    }),
    { numRuns: RUNS * 2 },
  );
});

test('COMPARE-4: a part of two logs gives what a comparison by maps gives for that part', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.nat(), fc.nat(), async (given, one, other) => {
      const target = given.records.filter((_, i) => i % 11 !== 5);
      const width = given.end - given.start;
      const [from, to] = [given.start + (one % width), given.start + (other % width) + 1].toSorted((a, b) => a - b);
      fc.pre(from! < to!);

      const found = await compareLogs(logsOf(given, target), { ...REQUEST, shift: given.shift, from: from!, to: to! });

      assert.deepEqual(bare(found.ranges), naiveRanges(given.records, target, from!, to!));
    }),
    { numRuns: RUNS },
  );
});

test('COMPARE-5: going on from any checkpoint, as JSON, gives the same ranges', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.nat(), async (given, place) => {
      const target = given.records.filter((_, i) => i % 7 !== place % 7);
      const request = { ...REQUEST, shift: given.shift };
      const kept: string[] = [];
      const whole = await compareLogs(logsOf(given, target), request, {
        onProgress: (_, checkpoint) => kept.push(JSON.stringify(checkpoint())),
      });
      const checkpoint = JSON.parse(kept[place % kept.length]!) as CompareCheckpoint;

      const resumed = await compareLogs(logsOf(given, target), request, { checkpoint });

      assert.deepEqual(resumed.ranges, whole.ranges);
      assert.equal(resumed.recordsCompared, whole.recordsCompared);
    }),
    { numRuns: RUNS },
  );
});

test('COMPARE-6: a stop keeps what was found, and its checkpoint goes on', async () => {
  const given = fc.sample(cases, { numRuns: 1, seed: 7 })[0]!;
  const small = {
    ...given,
    layouts: [{ ...given.layouts[0], chunkBatchesMax: 1, batchRecordsMax: 2 }, given.layouts[1]] as const,
  };
  const stop = new AbortController();
  const request = { ...REQUEST, shift: given.shift };

  const part = await compareLogs(logsOf(small), request, { signal: stop.signal, onProgress: () => stop.abort() });
  const rest = await compareLogs(logsOf(small), request, { checkpoint: part.checkpoint });

  assert.equal(part.complete, false);
  assert.equal(part.equal, false);
  assert.match(part.stopped ?? '', /stopped at offset/);
  assert.ok(rest.equal);
  await assert.rejects(compareLogs(logsOf(small), { ...request, partition: 4 }, { checkpoint: part.checkpoint }), {
    code: 'TIDE_COMPARE_CHECKPOINT',
  });
});

test('COMPARE-7: the number of ranges is bounded; the comparison stops there and says so', async () => {
  const records = recordsOf(randomOf(1), 100);
  const target = records.filter((_, i) => i % 2 === 0);
  const place = { start: records[0]!.offset, end: records.at(-1)!.offset + 1 };
  const plain = { batchRecordsMax: 5, chunkBatchesMax: 2, codecs: ['none'] } as const;
  const logs = {
    source: new SampleLog(randomOf(2), records, plain, place),
    target: new SampleLog(randomOf(3), target, plain, place),
  };

  const found = await compareLogs(logs, { ...REQUEST, shift: 0 }, { bounds: { rangesMax: 10 } });

  assert.ok(found.ranges.length <= 10);
  assert.equal(found.complete, false);
  assert.match(found.stopped ?? '', /more than 10 ranges/);
});
