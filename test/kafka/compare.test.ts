// Compare against real brokers: equal copies in other batches, sabotage named exactly, checkpoints, transactions, cleaners, logs that change below the reader.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isTideError, randomOf } from '../../src/base/core.ts';
import type { CompareCheckpoint, CompareRequest, PartitionComparison } from '../../src/compare/core.ts';
import { compareAll, comparePartition, LogReader, Pace, sampler } from '../../src/compare/index.ts';
import { systemClock } from '../../src/base/index.ts';
import { type DecodedRecord, encodeBatch, hiddenFiller, NO_PRODUCER } from '../../src/wire/core.ts';
import {
  append,
  newTopic,
  records,
  type Site,
  startTwoClusters,
  topicOf,
  type TwoClusters,
  write,
} from './compare-sites.ts';
import { eventually } from './lab-topologies.ts';
import { produceOne } from './raw-batch.ts';

let clusters: TwoClusters;

const SMALL = { batchRecordsMax: 60, codecs: ['none', 'zstd', 'gzip'], seed: 1 } as const;
const COALESCED = { batchRecordsMax: 2000, codecs: ['none'], seed: 2 } as const;

const requestOf = (topic: string, partition = 0, more: Partial<CompareRequest> = {}): CompareRequest => ({
  topic,
  partition,
  shift: 0,
  from: null,
  to: null,
  isolation: 'uncommitted',
  compacted: false,
  ...more,
});

const outline = (found: PartitionComparison): unknown => found.ranges.map(({ kind, from, to }) => [kind, from, to]);

const compare = (request: CompareRequest, options = {}): Promise<PartitionComparison> =>
  comparePartition(clusters.raw.paris, clusters.raw.london, request, options);

before(async () => {
  clusters = await startTwoClusters();
});

after(() => clusters?.stop());

/** A topic of one partition at both sites: the source in small mixed batches, the target as given, coalesced. */
async function both(name: string, source: readonly DecodedRecord[], target: readonly DecodedRecord[]): Promise<void> {
  const [here, there] = [await newTopic(clusters, 'paris', name), await newTopic(clusters, 'london', name)];
  await Promise.all([
    write(clusters.raw.paris, here, 0, source, SMALL),
    write(clusters.raw.london, there, 0, target, COALESCED),
  ]);
}

const at = (list: readonly DecodedRecord[]): DecodedRecord[] => list.map((one, offset) => ({ ...one, offset }));

test('copies in other batches and codecs are equal, several partitions at once, with progress', async () => {
  const [here, there] = [await newTopic(clusters, 'paris', 'equal', 3), await newTopic(clusters, 'london', 'equal', 3)];
  for (const partition of [0, 1, 2]) {
    const list = records(5000, partition);
    await write(clusters.raw.paris, here, partition, list, { ...SMALL, seed: partition });
    await write(clusters.raw.london, there, partition, list, COALESCED);
  }
  const seen: number[] = [];

  const outcomes = await compareAll(
    clusters.raw.paris,
    clusters.raw.london,
    [0, 1, 2, 9].map((partition) => requestOf('equal', partition)),
    {
      partitionsAtOnce: 2,
      bounds: { fetchBytes: 60_000 },
      onProgress: ({ partition, next }) => partition === 0 && seen.push(next),
    },
  );

  for (const { comparison } of outcomes.slice(0, 3)) {
    assert.deepEqual(outline(comparison!), [['equal', 0, 5000]]);
    assert.deepEqual([comparison!.equal, comparison!.recordsCompared], [true, 5000]);
  }
  assert.equal(outcomes[3]!.error?.code, 'TIDE_COMPARE_NO_PARTITION');
  assert.match(outcomes[3]!.error?.message ?? '', /equal-9 of cluster (paris|london)/);
  assert.ok(seen.length > 5 && seen.every((next, i) => i === 0 || next >= seen[i - 1]!));
});

test('the same batches are equal by their bytes', async () => {
  const list = records(3000, 5);
  const [here, there] = [await newTopic(clusters, 'paris', 'bytes'), await newTopic(clusters, 'london', 'bytes')];
  await write(clusters.raw.paris, here, 0, list, SMALL);
  await write(clusters.raw.london, there, 0, list, SMALL);

  const found = await compare(requestOf('bytes'));

  assert.ok(found.equal);
  assert.deepEqual([found.batchesDecoded, found.batchesByBytes > 100], [0, true]);
});

test("a stock Java producer's lz4 and snappy batches equal the same records uncompressed", async () => {
  for (const codec of ['lz4', 'snappy']) {
    const name = `java-${codec}`;
    const [here, there] = [await newTopic(clusters, 'paris', name), await newTopic(clusters, 'london', name)];
    await runJavaProducer(name, codec, 2000);
    const list = await readBack(name);
    await write(clusters.raw.london, there, 0, list, COALESCED);

    const found = await compare(requestOf(name));

    assert.equal(here.partitions.length, 1);
    assert.deepEqual(outline(found), [['equal', 0, 2000]]);
    assert.ok(found.batchesDecoded > 0);
  }
});

const COUNT = 20_000;
const SABOTAGE: readonly (readonly [
  string,
  (list: DecodedRecord[], place: number) => DecodedRecord[],
  string,
  RegExp,
])[] = [
  [
    'altered-value',
    (list, place) => list.with(place, { ...list[place]!, value: Buffer.from('other') }),
    'different',
    /different value/,
  ],
  [
    'altered-key',
    (list, place) => list.with(place, { ...list[place]!, key: Buffer.from('other') }),
    'different',
    /different key/,
  ],
  [
    'altered-header',
    (list, place) => list.with(place, { ...list[place]!, headers: [{ key: Buffer.from('x'), value: null }] }),
    'different',
    /different header/,
  ],
  [
    'altered-timestamp',
    (list, place) => list.with(place, { ...list[place]!, timestamp: list[place]!.timestamp + 1 }),
    'different',
    /different timestamp/,
  ],
  ['swapped', (list, place) => at(list.toSpliced(place, 2, list[place + 1]!, list[place]!)), 'different', /different/],
];

for (const [name, damage, kind, example] of SABOTAGE) {
  test(`one record ${name} in ${COUNT} is named exactly`, async () => {
    const list = records(COUNT, 11);
    const place = 12_345;
    const width = name === 'swapped' ? 2 : 1;
    await both(name, list, damage(list, place));

    const found = await compare(requestOf(name));

    assert.deepEqual(outline(found), [
      ['equal', 0, place],
      [kind, place, place + width],
      ['equal', place + width, COUNT],
    ]);
    assert.match(found.ranges[1]?.example ?? '', new RegExp(`^offset ${place}: `));
    assert.match(found.ranges[1]?.example ?? '', example);
    assert.equal(found.equal, false);
  });
}

test('a dropped record is named: where all behind it moved up, and where a filler stands in its place', async () => {
  const list = records(COUNT, 12);
  const place = 7777;
  await both('dropped', list, at(list.toSpliced(place, 1)));
  const there = await newTopic(clusters, 'london', 'dropped-filled');
  const here = await newTopic(clusters, 'paris', 'dropped-filled');
  await write(clusters.raw.paris, here, 0, list, SMALL);
  await write(clusters.raw.london, there, 0, list.slice(0, place), COALESCED);
  const filler = hiddenFiller({ count: 1, timestamp: list[place]!.timestamp, stamp: NO_PRODUCER });
  const filled = await produceOne(clusters.raw.london, 1, there, 0, [filler]);
  if (filled.error === 0) await write(clusters.raw.london, there, 0, list.slice(place + 1), COALESCED);

  const moved = await compare(requestOf('dropped', 0, { to: COUNT }));
  const missing = await compare(requestOf('dropped-filled'));

  assert.deepEqual(outline(moved), [
    ['equal', 0, place],
    ['different', place, COUNT - 1],
    ['missing', COUNT - 1, COUNT],
  ]);
  assert.equal(filled.error, 0);
  assert.deepEqual(outline(missing), [
    ['equal', 0, place],
    ['missing', place, place + 1],
    ['equal', place + 1, COUNT],
  ]);
});

test('after a shift the comparison is that of the shifted offsets', async () => {
  const list = records(1000, 13);
  const tail = records(50, 14);
  const [here, there] = [await newTopic(clusters, 'paris', 'shifted'), await newTopic(clusters, 'london', 'shifted')];
  await write(clusters.raw.paris, here, 0, list, SMALL);
  await write(clusters.raw.london, there, 0, tail, COALESCED);
  await write(clusters.raw.london, there, 0, list, COALESCED, 50);

  const found = await compare(requestOf('shifted', 0, { shift: 50, from: 0 }));

  assert.deepEqual(outline(found), [['equal', 0, 1000]]);
  assert.deepEqual(found.target, { start: -50, end: 1000 });
});

test('a comparison that was stopped goes on from its checkpoint with the same ranges', async () => {
  const list = records(COUNT, 15);
  const target = list
    .with(3000, { ...list[3000]!, value: null })
    .with(15_000, { ...list[15_000]!, key: Buffer.from('z') });
  await both('resumed', list, target);
  const stop = new AbortController();
  const bounds = { fetchBytes: 50_000 };

  const part = await compare(requestOf('resumed'), {
    bounds,
    signal: stop.signal,
    onProgress: ({ next }: { next: number }) => next > 8000 && stop.abort(),
  });
  const checkpoint = JSON.parse(JSON.stringify(part.checkpoint)) as CompareCheckpoint;
  const rest = await compare(requestOf('resumed'), { bounds, checkpoint });
  const whole = await compare(requestOf('resumed'));

  assert.deepEqual([part.complete, part.checkpoint.next > 8000, part.checkpoint.next < COUNT], [false, true, true]);
  assert.deepEqual(rest.ranges, whole.ranges);
  assert.deepEqual(outline(whole), [
    ['equal', 0, 3000],
    ['different', 3000, 3001],
    ['equal', 3001, 15_000],
    ['different', 15_000, 15_001],
    ['equal', 15_001, COUNT],
  ]);
});

test('under read_committed a log of transactions equals its committed records with fillers; an open one ends the comparison', async () => {
  const [here, there] = [await newTopic(clusters, 'paris', 'tx'), await newTopic(clusters, 'london', 'tx')];
  const list = records(40, 16);
  const fill = async (offset: number, count: number): Promise<void> =>
    append(clusters.raw.london, there, 0, hiddenFiller({ count, timestamp: 1, stamp: NO_PRODUCER }), offset);
  const transaction = async (from: number, producerId: bigint): Promise<void> => {
    const stamp = { producerId, producerEpoch: 0, baseSequence: 0 };
    const batch = encodeBatch({ records: list.slice(from, from + 9), codec: 'none', stamp, transactional: true });
    await append(clusters.raw.paris, here, 0, batch, from, 'test');
  };
  const end = async (producerId: bigint, commit: boolean): Promise<void> => {
    const marker = { topic: 'tx', partition: 0, producerId, producerEpoch: 0, commit };
    const [answer] = await clusters.raw.paris.writeTxnMarkers(1, [marker]);
    assert.equal(answer?.error, 0);
  };
  await transaction(0, 7001n);
  await end(7001n, true);
  await transaction(10, 7002n);
  await end(7002n, false);
  await transaction(20, 7003n);
  await end(7003n, true);
  await transaction(30, 7004n);
  await write(clusters.raw.london, there, 0, list.slice(0, 9), COALESCED);
  await fill(9, 11);
  await write(clusters.raw.london, there, 0, list.slice(20, 29), COALESCED);
  await fill(29, 1);

  const committed = await compare(requestOf('tx', 0, { isolation: 'committed' }));
  const uncommitted = await compare(requestOf('tx', 0, { to: 30 }));

  assert.deepEqual([outline(committed), committed.recordsCompared], [[['equal', 0, 30]], 18]);
  assert.equal(committed.source.end, 30);
  assert.deepEqual(
    uncommitted.ranges.map(({ kind, from, to, records: count }) => [kind, from, to, count]),
    [
      ['equal', 0, 10, 9],
      ['missing', 10, 19, 9],
      ['equal', 19, 30, 9],
    ],
  );
});

test('a log that a real cleaner has compacted equals the one that it has not; a value lost at the target is named', async () => {
  const compact = { 'cleanup.policy': 'compact', 'segment.ms': '100', 'min.cleanable.dirty.ratio': '0.01' };
  const list = at(records(3000, 17).map((one, i) => ({ ...one, key: Buffer.from(`k${(i * 7) % 100}`) })));
  const here = await newTopic(clusters, 'paris', 'state', 1, compact);
  const there = await newTopic(clusters, 'london', 'state', 1, { 'cleanup.policy': 'compact' });
  await write(clusters.raw.paris, here, 0, list.slice(0, 2500), SMALL);
  const lost = 2950;
  await write(
    clusters.raw.london,
    there,
    0,
    list.with(lost, { ...list[lost]!, key: Buffer.from('elsewhere') }),
    COALESCED,
  );
  await eventually('the segment is older than segment.ms, so that the next batch rolls it', 5000, () =>
    pastOneSegment(),
  );
  await write(clusters.raw.paris, here, 0, list.slice(2500), SMALL);
  await eventually('the cleaner has been at the source', 60_000, async () => (await readBack('state')).length < 2000);

  const found = await compare(requestOf('state', 0, { compacted: true }));

  assert.ok(found.superseded > 1000, `${found.superseded} superseded`);
  assert.deepEqual(
    found.ranges.filter((range) => range.kind !== 'equal').map(({ kind, from, to }) => [kind, from, to]),
    [['different', lost, lost + 1]],
  );
});

test('a broker that dies and returns is waited for; what retention took meanwhile is indistinguishable', async () => {
  const list = records(COUNT, 18);
  await both('returning', list, list);
  const broker = clusters.lab.sites['london']!.broker(1)!;
  let cut = false;
  const work = compare(requestOf('returning', 0, { from: 0 }), {
    bounds: { fetchBytes: 30_000 },
    pace: new Pace(1_000_000, systemClock),
    onProgress: ({ next }: { next: number }) => {
      if (cut || next < 2000) return;
      cut = true;
      broker.kill('SIGKILL');
    },
  });
  await eventually('the broker is killed', 30_000, () => cut);
  await broker.exited;
  await clusters.lab.startBroker('london', 1);
  const there = await topicOf(clusters.raw.london, 'returning', 1);
  const [trimmed] = await clusters.raw.london.deleteRecords(
    there.partitions[0]!.leader,
    [{ topic: 'returning', partition: 0, before: 19_000 }],
    10_000,
  );

  const found = await work;

  assert.deepEqual([trimmed?.error, trimmed?.lowWatermark], [0, 19_000]);
  assert.deepEqual(
    found.ranges.map((range) => range.kind),
    ['equal', 'indistinguishable', 'equal'],
  );
  assert.equal(found.ranges[1]?.to, 19_000);
  assert.ok(found.equal && found.complete);
});

test('a topic that was made anew below the reader is an error that names it', async () => {
  const list = records(2000, 19);
  await both('anew', list, list);
  const reader = readerOf('london', 'anew');
  const first = await reader.read(0, 2000);
  await clusters.admin.london.deleteTopics(['anew']);
  await eventually('it is gone', 20_000, async () => (await clusters.admin.london.topics(['anew'])).length === 0);
  await newTopic(clusters, 'london', 'anew');

  const error: unknown = await reader.read(first.knownTo, 2000).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

  assert.ok(isTideError(error), String(error));
  assert.equal(error.code, 'TIDE_COMPARE_RECREATED');
  assert.match(error.message, /anew-0 of cluster london/);
});

test('the sampler finds a damaged record within its byte rate, in random order and in turn', async () => {
  const list = records(4000, 20);
  await both('sampled', list, list.with(1234, { ...list[1234]!, value: Buffer.from('sabotage') }));
  for (const order of ['random', 'round-robin'] as const) {
    const started = performance.now();
    const running = sampler(clusters.raw.paris, clusters.raw.london, {
      requests: () => [requestOf('sampled'), requestOf('bytes')],
      order,
      rangeOffsets: 500,
      bytesPerSecond: 5_000_000,
      idleMs: 20,
      random: randomOf(3),
    });
    await eventually(`found in ${order} order`, 60_000, () => running.status().findings > 0);
    await running.stop();

    const { latest, bytesRead, failures } = running.status();
    const seconds = (performance.now() - started) / 1000;
    assert.deepEqual([latest[0]?.topic, latest[0]?.range.kind, latest[0]?.range.from], ['sampled', 'different', 1234]);
    assert.equal(failures, 0);
    assert.ok(bytesRead < 5_000_000 * seconds + 2_000_000, `${bytesRead} bytes in ${seconds} s`);
  }
});

let segmentBegan: number | undefined;
/** True 200 ms after it was asked first: twice segment.ms. */
function pastOneSegment(): boolean {
  segmentBegan ??= performance.now();
  return performance.now() - segmentBegan > 200;
}

function readerOf(site: Site, topic: string): LogReader {
  return new LogReader({
    cluster: clusters.raw[site],
    partition: { topic, partition: 0 },
    isolation: 'uncommitted',
    fetchBytes: 100_000,
    stallMs: 20_000,
    lane: 'test',
    pace: new Pace(null, systemClock),
    clock: systemClock,
    signal: undefined,
  });
}

/** Every record of the source's copy, decoded. */
async function readBack(topic: string): Promise<DecodedRecord[]> {
  const { decodeRecords } = await import('../../src/wire/core.ts');
  const reader = readerOf('paris', topic);
  const { start, end } = await reader.span();
  const list: DecodedRecord[] = [];
  for (let next = start; next < end; ) {
    const chunk = await reader.read(next, end);
    for (const piece of chunk.pieces)
      if (piece.is === 'records') list.push(...decodeRecords(piece.buffer, piece.header));
    next = chunk.knownTo;
  }
  return list;
}

async function runJavaProducer(topic: string, codec: string, count: number): Promise<void> {
  const bootstrap = clusters.lab.sites['paris']!.bootstrap.join(',');
  const process = await clusters.lab.spawnJava('paris', {
    name: `producer-${topic}`,
    mainClass: 'org.apache.kafka.tools.ProducerPerformance',
    args: [
      '--topic',
      topic,
      '--num-records',
      `${count}`,
      '--record-size',
      '200',
      '--throughput',
      '-1',
      '--command-property',
      `bootstrap.servers=${bootstrap}`,
      `compression.type=${codec}`,
    ],
    heapMb: 96,
    archive: 'broker',
  });
  const { code } = await process.exited;
  assert.equal(code, 0, `see ${process.stderrFile}`);
}
