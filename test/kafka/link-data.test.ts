// The link's data engine between two real clusters: same offsets, same bytes, whatever the records are and whatever happens to the link.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { comparePartition } from '../../src/compare/index.ts';
import type { RawTopic } from '../../src/kafka/core.ts';
import type { PartitionStart } from '../../src/link/core.ts';
import { encodeBatch, NO_PRODUCER, visibleFiller } from '../../src/wire/core.ts';
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
import { linked, printed, untilState } from './linked-sites.ts';

const FOR_EVER = '9223372036854775807';
const MIXED = { batchRecordsMax: 40, codecs: ['none', 'none', 'gzip', 'zstd'], seed: 5 } as const;

let two: TwoClusters;

before(async () => {
  two = await startTwoClusters();
});

after(async () => {
  await two?.stop();
});

/** The same topic at both sites; the copy takes any timestamp. */
async function pair(
  name: string,
  partitions = 1,
  target: Record<string, string> = {},
): Promise<Record<Site, RawTopic>> {
  const london = { 'message.timestamp.after.max.ms': FOR_EVER, ...target };
  const topics = {
    paris: await newTopic(two, 'paris', name, partitions),
    london: await newTopic(two, 'london', name, partitions, london),
  };
  // The metadata names a leader a moment before that broker knows it.
  for (const site of ['paris', 'london'] as const)
    for (const { partition, leader } of topics[site].partitions)
      await eventually(`${name}-${partition} is led at ${site}`, 10_000, async () => {
        const [answer] = await two.raw[site].listOffsets(leader, [{ topic: name, partition }], -1, 'log');
        return answer?.error === 0;
      });
  return topics;
}

async function logEnd(site: Site, topic: RawTopic, timestamp = -1): Promise<number> {
  const where = [{ topic: topic.name, partition: 0 }];
  return (await two.raw[site].listOffsets(topic.partitions[0]!.leader, where, timestamp, 'log'))[0]!.offset;
}

async function assertEqual(topic: string, expected: number, shift = 0, from: number | null = null): Promise<void> {
  const request = { topic, partition: 0, shift, from, to: null, isolation: 'committed', compacted: false } as const;
  const compared = await comparePartition(two.raw.paris, two.raw.london, request);
  assert.deepEqual([compared.equal, compared.recordsCompared], [true, expected], JSON.stringify(compared.ranges));
}

test('all five codecs, headers, null and empty keys and values: a stock consumer prints the same at both sites', async () => {
  const topics = await pair('codecs', 2);
  const special = [
    { key: null, value: null, headers: [] },
    { key: Buffer.alloc(0), value: Buffer.alloc(0), headers: [{ key: Buffer.from('empty'), value: Buffer.alloc(0) }] },
    { key: Buffer.from('k'), value: Buffer.from('v'), headers: [{ key: Buffer.from('none'), value: null }] },
  ].map((one, offset) => ({ ...one, offset, timestamp: 1_600_000_000_000 + offset }));
  for (const codec of ['none', 'gzip', 'zstd'] as const)
    await append(
      two.raw.paris,
      topics.paris,
      1,
      encodeBatch({ records: special, codec, stamp: NO_PRODUCER }),
      ['none', 'gzip', 'zstd'].indexOf(codec) * 3,
    );
  const running = await linked(two.lab, ['codecs']);
  for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) {
    const { bootstrap } = two.lab.sites['paris']!;
    const producer = await two.lab.spawnJava('paris', {
      name: `produce-${codec}`,
      mainClass: 'org.apache.kafka.tools.ProducerPerformance',
      heapMb: 128,
      archive: 'client-tools',
      args: [
        ...Object.entries({ topic: 'codecs', 'num-records': '2000', 'record-size': '200', throughput: '-1' }).flatMap(
          ([name, value]) => [`--${name}`, value],
        ),
        '--producer-props',
        `bootstrap.servers=${bootstrap.join(',')}`,
        `compression.type=${codec}`,
        'linger.ms=2',
      ],
    });
    assert.equal((await producer.exited).code, 0);
  }
  await running.link.drain(20_000);

  const [here, there] = [
    await printed(two.lab, 'paris', 'codecs', 10_009),
    await printed(two.lab, 'london', 'codecs', 10_009),
  ];
  assert.deepEqual(there, here);
  await running.stop();
});

test('a source that begins at 250,000 is copied to the same offsets, and the fillers before it are gone', async () => {
  const topics = await pair('late');
  for (let at = 0; at < 250_000; at += 50_000)
    await append(two.raw.paris, topics.paris, 0, visibleFiller({ count: 50_000, stamp: NO_PRODUCER }), at);
  const cut = [{ topic: 'late', partition: 0, before: 250_000 }];
  assert.equal((await two.raw.paris.deleteRecords(topics.paris.partitions[0]!.leader, cut, 5000))[0]!.error, 0);
  await write(two.raw.paris, topics.paris, 0, records(500, 1), MIXED, 250_000);

  const running = await linked(two.lab, ['late']);
  await running.link.drain(30_000);

  assert.deepEqual(
    [await logEnd('london', topics.london, -2), await logEnd('london', topics.london)],
    [250_000, 250_500],
  );
  await assertEqual('late', 500);
  await running.stop();
});

test('a link that is killed again and again goes on where the target ends; two instances at once do no harm', async () => {
  const topics = await pair('killed');
  const writing = write(two.raw.paris, topics.paris, 0, records(20_000, 2), MIXED);
  for (let life = 0; life < 3; life += 1) {
    const [one, other] = [await linked(two.lab, ['killed']), await linked(two.lab, ['killed'])];
    const from = await logEnd('london', topics.london);
    await eventually(
      'it copies',
      20_000,
      async () => (await logEnd('london', topics.london)) > from + 500 || from >= 18_000,
    );
    one.kill();
    other.kill();
  }
  await writing;
  const last = await linked(two.lab, ['killed']);
  await last.link.drain(30_000);

  await assertEqual('killed', 20_000);
  assert.equal(await logEnd('london', topics.london), 20_000);
  await last.stop();
});

test('LINK-4: a record of another writer quarantines the partition with its exact range, idle or not', async () => {
  const topics = await pair('alien');
  await write(two.raw.paris, topics.paris, 0, records(100, 3), MIXED);
  const running = await linked(two.lab, ['alien']);
  await running.link.drain(20_000);
  const stranger = encodeBatch({ records: records(2, 4), codec: 'none', stamp: NO_PRODUCER });
  await append(two.raw.london, topics.london, 0, stranger, 100);

  await untilState(running, 'alien', 'quarantined');

  const told = running.events.find((event) => event.type === 'link.quarantined');
  assert.deepEqual([told?.data['code'], told?.data['from'], told?.data['to']], ['TIDE_LINK_ALIEN', 100, 102]);
  await write(two.raw.paris, topics.paris, 0, records(10, 5), MIXED, 100);
  assert.equal(running.of('alien')?.state, 'quarantined');
  assert.equal(await logEnd('london', topics.london), 102);
  await running.stop();
});

test('LINK-7: a source topic that is deleted and created again is another log; the copy stays as it is', async () => {
  const topics = await pair('again');
  await write(two.raw.paris, topics.paris, 0, records(50, 6), MIXED);
  const running = await linked(two.lab, ['again']);
  await running.link.drain(20_000);
  await two.admin.paris.deleteTopics(['again']);
  await eventually('the topic is gone', 20_000, async () => (await two.admin.paris.topics(['again'])).length === 0);
  await newTopic(two, 'paris', 'again');

  await untilState(running, 'again', 'quarantined');

  assert.equal(running.of('again')?.fault?.code, 'TIDE_LINK_RECREATED_SOURCE');
  assert.equal(await logEnd('london', topics.london), 50);
  await running.stop();
});

test('LINK-8, LINK-9: another history, and a log end that was not promised, are refused before the first batch', async () => {
  for (const [name, promised] of [
    ['other', null],
    ['short', 60],
  ] as const) {
    const topics = await pair(name);
    await write(two.raw.paris, topics.paris, 0, records(80, 7), MIXED);
    await write(two.raw.london, topics.london, 0, records(50, 8), MIXED);
    const starts: PartitionStart[] = [{ topic: name, partition: 0, shift: 0, from: 0, targetLogEnd: promised }];
    const running = await linked(two.lab, [name], { starts });

    await untilState(running, name, 'quarantined');

    assert.equal(running.of(name)?.fault?.code, 'TIDE_LINK_DIVERGED');
    assert.equal(await logEnd('london', topics.london), 50);
    await running.stop();
  }
});

test('with a shift the records follow the tail that stays, each at its offset plus the shift; a restart changes nothing', async () => {
  const topics = await pair('shifted');
  await write(two.raw.paris, topics.paris, 0, records(950, 9), MIXED);
  await write(two.raw.london, topics.london, 0, records(950, 9), MIXED);
  await write(two.raw.london, topics.london, 0, records(50, 10), MIXED, 950);
  await write(two.raw.paris, topics.paris, 0, records(300, 11), MIXED, 950);
  const starts: PartitionStart[] = [{ topic: 'shifted', partition: 0, shift: 50, from: 950, targetLogEnd: 1000 }];
  const first = await linked(two.lab, ['shifted'], { starts });
  await first.link.drain(20_000);
  await first.stop();
  await write(two.raw.paris, topics.paris, 0, records(100, 12), MIXED, 1250);
  const second = await linked(two.lab, ['shifted'], { starts });
  await second.link.drain(20_000);

  assert.equal(await logEnd('london', topics.london), 1400);
  await assertEqual('shifted', 400, 50, 950);
  await second.stop();
});

test('transactions: held up with its cause while fillers are not declared; with them committed readers see the same offsets', async () => {
  const topics = await pair('moved');
  const { leader } = topics.paris.partitions[0]!;
  const mark = async (producerId: bigint, commit: boolean): Promise<void> => {
    const marker = { topic: 'moved', partition: 0, producerId, producerEpoch: 0, commit };
    assert.equal((await two.raw.paris.writeTxnMarkers(leader, [marker]))[0]!.error, 0);
  };
  let at = 0;
  let committed = 0;
  for (let number = 0; number < 12; number += 1) {
    const producerId = 5000n + BigInt(number);
    const stamp = { producerId, producerEpoch: 0, baseSequence: 0 };
    const batch = encodeBatch({ records: records(10, number), codec: 'none', stamp, transactional: true });
    await append(two.raw.paris, topics.paris, 0, batch, at, `t-${number}`);
    await mark(producerId, number % 3 !== 0);
    at += 11;
    committed += number % 3 === 0 ? 0 : 10;
  }
  const plain = await linked(two.lab, ['moved']);
  await untilState(plain, 'moved', 'waiting');
  assert.equal(plain.of('moved')?.fault?.code, 'TIDE_LINK_TRANSACTIONS');
  await plain.stop();

  const filled = await linked(two.lab, ['moved'], { fillers: 'hidden' });
  await filled.link.drain(20_000);

  assert.equal(await logEnd('london', topics.london), at);
  const sites = ['paris', 'london'] as const;
  const [here, there] = await Promise.all(
    sites.map((site) => printed(two.lab, site, 'moved', committed, 'read_committed')),
  );
  assert.deepEqual(there, here);
  await filled.stop();
});

test('a batch that is too large for the target waits with its cause while the others go on, and heals by itself', async () => {
  const topics = await pair('large', 1, { 'max.message.bytes': '2000' });
  const small = await pair('small');
  const large = records(1, 13).map((one) => ({ ...one, value: Buffer.alloc(50_000, 1) }));
  await append(two.raw.paris, topics.paris, 0, encodeBatch({ records: large, codec: 'none', stamp: NO_PRODUCER }), 0);
  const running = await linked(two.lab, ['large', 'small']);
  await untilState(running, 'large', 'waiting');
  assert.equal(running.of('large')?.fault?.code, 'TIDE_LINK_TOO_LARGE');
  await write(two.raw.paris, small.paris, 0, records(20, 14), MIXED);
  await eventually('the other goes on', 10_000, () => running.of('small')?.safe === 20);

  const wider = { topic: 'large', setting: 'max.message.bytes', value: '1000000' };
  assert.deepEqual(await two.admin.london.alterTopicSettings([wider]), []);
  await running.link.drain(30_000);

  assert.equal(running.of('large')?.fault, null);
  await assertEqual('large', 1);
  await running.stop();
});

test('new topics and partitions are taken up while the link runs, and begin when the target has them', async () => {
  const running = await linked(two.lab, ['grow.*']);
  const paris = await newTopic(two, 'paris', 'grown');
  await write(two.raw.paris, paris, 0, records(30, 15), MIXED);
  await untilState(running, 'grown', 'waiting');
  assert.equal(running.of('grown')?.fault?.code, 'TIDE_LINK_TARGET_MISSING');

  await newTopic(two, 'london', 'grown', 1, { 'message.timestamp.after.max.ms': FOR_EVER });
  await running.link.drain(30_000);

  await assertEqual('grown', 30);
  await topicOf(two.raw.london, 'grown', 1);
  await running.stop();
});

test('paused it writes nothing; resumed it goes on; stopped it makes no more requests', async () => {
  const topics = await pair('rested');
  const running = await linked(two.lab, ['rested'], { throttleBytesPerSecond: 20_000_000 });
  await write(two.raw.paris, topics.paris, 0, records(50, 16), MIXED);
  await running.link.drain(20_000);
  running.link.pause();
  await write(two.raw.paris, topics.paris, 0, records(50, 17), MIXED, 50);
  await assert.rejects(running.link.drain(500), /did not drain within 500 ms/);
  assert.equal(await logEnd('london', topics.london), 50);

  running.link.resume();
  await running.link.drain(20_000);

  await assertEqual('rested', 100);
  await running.stop();
  assert.equal(running.link.status().state, 'stopped');
});
