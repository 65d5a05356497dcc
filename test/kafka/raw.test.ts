// Raw access against real brokers: bytes in and out, every version, topic ids, log facts, lanes, and brokers that die or fall silent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isTideError, type TideError, type TopicPartition } from '../../src/base/core.ts';
import type { Cluster, ConnectOptions } from '../../src/kafka/core.ts';
import { connectCluster, connectRaw, overlayNames, type RawLimits } from '../../src/kafka/index.ts';
import type { RawCluster, RawTopic } from '../../src/kafka/raw/contract.ts';
import type { Lab } from '../../src/lab/core.ts';
import { eventually, labOptions, oneSite, QUICK_RETURN, startLab } from './lab-topologies.ts';
import { batchOf, fetchOf, fetchOne, type Place, produceOne, stored } from './raw-batch.ts';

const PRODUCE = 0;
const FETCH = 1;

const UNKNOWN_TOPIC_OR_PARTITION = 3;
const UNKNOWN_TOPIC_ID = 100;
const OFFSET_OUT_OF_RANGE = 1;

let lab: Lab;
let cluster: Cluster;
let raw: RawCluster;

before(async () => {
  lab = await startLab({ ...labOptions(oneSite('plaintext', 2)), brokerProperties: { paris: QUICK_RETURN } });
  overlayNames(lab.lookup('paris'));
  cluster = await connectCluster(options());
  raw = await connectRaw(options());
});

after(async () => {
  raw?.close();
  await cluster?.close();
  overlayNames(undefined);
  await lab?.stop();
});

function options(requestTimeoutMs = 5000): ConnectOptions {
  const { bootstrap } = lab.sites['paris']!;
  return { name: 'paris', bootstrap, properties: {}, requestTimeoutMs, connectTimeoutMs: 1000, retries: 1 };
}

/** A new topic, once every leader serves it: a broker tells of its leadership a moment before it takes it up. */
async function newTopic(name: string, replicationFactor = 1): Promise<RawTopic> {
  await cluster.createTopics([{ name, partitions: 2, replicationFactor, configs: {} }]);
  let found: RawTopic | undefined;
  await eventually(`leaders of ${name}`, 20_000, async () => {
    const [topic] = (await raw.metadata([name])).topics;
    if (topic?.error !== 0 || topic.partitions.some((one) => one.leader < 0)) return false;
    found = topic;
    const ends = topic.partitions.map((one) => {
      return raw.listOffsets(one.leader, [{ topic: name, partition: one.partition }], -1, 'log');
    });
    return (await Promise.all(ends)).every(([end]) => end?.error === 0);
  });
  return found!;
}

const leaderOf = (topic: RawTopic, partition: number): number => topic.partitions[partition]!.leader;
const placeOf = (topic: Place, partition: number): TopicPartition => ({ topic: topic.name, partition });

async function refusal(work: Promise<unknown>): Promise<TideError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(isTideError(error), `expected a TideError, got ${String(error)}`);
  return error;
}

async function endOf(topic: RawTopic, partition: number, view: 'consumer' | 'log' = 'log'): Promise<number> {
  const [answer] = await raw.listOffsets(leaderOf(topic, partition), [placeOf(topic, partition)], -1, view);
  assert.equal(answer!.error, 0);
  return answer!.offset;
}

test('metadata names the cluster, its brokers, and topics with id, leaders and epochs', async () => {
  const topic = await newTopic('described', 2);
  const all = await raw.metadata(null);
  const missing = await raw.metadata(['missing']);

  assert.equal(all.clusterId, await cluster.clusterId());
  assert.deepEqual(
    all.brokers.map((one) => one.id),
    [1, 2],
  );
  assert.equal(topic.id, (await cluster.topics(['described']))[0]!.id);
  assert.deepEqual(
    topic.partitions.map((one) => [one.partition, one.replicas.length, one.leaderEpoch]),
    [
      [0, 2, 0],
      [1, 2, 0],
    ],
  );
  assert.ok(all.topics.some((one) => one.name === 'described'));
  assert.equal(missing.topics[0]!.error, UNKNOWN_TOPIC_OR_PARTITION);
});

test('a batch comes back byte for byte as it was handed in, also when handed in as pieces', async () => {
  const topic = await newTopic('bytes');
  const batch = batchOf(['one', 'two', 'three']);
  const pieces = [batch.subarray(0, 21), batch.subarray(21, 61), batch.subarray(61)];

  const produced = await produceOne(raw, leaderOf(topic, 1), topic, 1, pieces);
  const fetched = await fetchOne(raw, leaderOf(topic, 1), topic, 1, 1);

  assert.deepEqual([produced.error, produced.baseOffset, produced.topic, produced.partition], [0, 0, 'bytes', 1]);
  assert.deepEqual([fetched.error, fetched.highWatermark, fetched.logStartOffset, fetched.diverging], [0, 3, 0, null]);
  assert.equal(fetched.records?.toString('hex'), stored(batch, 0, 0).toString('hex'));
});

test('every version of Produce and Fetch that we speak moves the same bytes', async () => {
  const topic = await newTopic('versions');
  const leader = leaderOf(topic, 0);
  const pairs = [9, 10, 11, 12, 13, 13].map((produce, index) => ({ produce, fetch: 12 + index }));
  for (const [offset, { produce, fetch }] of pairs.entries()) {
    const limits: RawLimits = { versionCaps: { [PRODUCE]: produce, [FETCH]: fetch } };
    const capped = await connectRaw(options(), limits);
    const batch = batchOf([`v${produce}`]);

    assert.deepEqual(
      [await capped.versionOf(leader, PRODUCE), await capped.versionOf(leader, FETCH)],
      [produce, fetch],
    );
    const produced = await produceOne(capped, leader, topic, 0, [batch]);
    const fetched = await fetchOne(capped, leader, topic, 0, offset);
    capped.close();

    assert.deepEqual([produced.error, produced.baseOffset, produced.topic], [0, offset, 'versions']);
    assert.equal(fetched.topic, 'versions');
    assert.equal(fetched.records?.toString('hex'), stored(batch, offset, 0).toString('hex'));
  }
  assert.deepEqual([await raw.versionOf(leader, PRODUCE), await raw.versionOf(leader, 999)], [13, -1]);
});

test('several partitions and topics go in one request, each with its own answer', async () => {
  const [one, other] = [await newTopic('several-one'), await newTopic('several-other')];
  for (const broker of [1, 2]) {
    const led = [one, other].flatMap((topic) => {
      return topic.partitions.filter(({ leader }) => leader === broker).map(({ partition }) => ({ topic, partition }));
    });
    const partitions = led.map(({ topic, partition }) => {
      const batch = [batchOf([`${topic.name}-${partition}`])];
      return { topic: topic.name, topicId: topic.id, partition, batch };
    });
    const answer = await raw.produce(broker, { acks: -1, timeoutMs: 5000, transactionalId: null, partitions });
    const fetches = led.map(({ topic, partition }) => fetchOf(topic, partition, 0).partitions[0]!);
    const fetched = await raw.fetch(broker, { ...fetchOf(one, 0, 0), minBytes: 1, partitions: fetches });

    assert.equal(answer.partitions.length, led.length);
    assert.ok(answer.partitions.every(({ error, baseOffset }) => error === 0 && baseOffset === 0));
    for (const { topic, partition, records } of fetched.partitions) {
      assert.ok(records?.includes(`${topic}-${partition}`), `${topic}-${partition}`);
    }
    assert.equal(fetched.partitions.length, led.length);
  }
});

test('the same partition twice in one Produce is refused here, and nothing is sent', async () => {
  const topic = await newTopic('twice');
  const entry = { ...placeOf(topic, 0), topicId: topic.id, batch: [batchOf(['first'])] };
  const partitions = [entry, { ...entry, batch: [batchOf(['second'])] }];

  const error = await refusal(
    raw.produce(leaderOf(topic, 0), { acks: -1, timeoutMs: 1000, transactionalId: null, partitions }),
  );

  assert.equal(error.code, 'TIDE_WIRE_REPEATED_PARTITION');
  assert.equal(await endOf(topic, 0), 0);
});

test('the id of a deleted topic is refused even when a topic of that name is there again; a name is not', async () => {
  const old = await newTopic('recreated');
  await cluster.deleteTopics(['recreated']);
  await eventually('the topic is gone', 20_000, async () => (await cluster.topics(['recreated'])).length === 0);
  const current = await newTopic('recreated');
  const leader = leaderOf(current, 0);

  const fetched = await fetchOne(raw, leader, old, 0, 0);
  const produced = await produceOne(raw, leader, old, 0, [batchOf(['x'])]);
  const byName = await connectRaw(options(), { versionCaps: { [PRODUCE]: 12, [FETCH]: 12 } });
  const named = await produceOne(byName, leader, old, 0, [batchOf(['x'])]);
  byName.close();

  assert.notEqual(old.id, current.id);
  assert.deepEqual([fetched.error, produced.error, named.error], [UNKNOWN_TOPIC_ID, UNKNOWN_TOPIC_ID, 0]);
});

test('log views differ by what followers have: a record that only the leader holds is in the log view alone', async () => {
  const topic = await newTopic('views', 2);
  const partition = topic.partitions.find((one) => one.leader === 1)!.partition;
  const now = Date.now();
  await produceOne(raw, 1, topic, partition, [batchOf(['everywhere'], { timestamp: now - 2000 })]);
  lab.sites['paris']!.broker(2)!.kill('SIGSTOP');
  try {
    const batch = [batchOf(['leader only'], { timestamp: now })];
    const produced = await produceOne(raw, 1, topic, partition, batch, 1);

    assert.deepEqual([produced.error, produced.baseOffset], [0, 1]);
    assert.deepEqual([await endOf(topic, partition, 'log'), await endOf(topic, partition, 'consumer')], [2, 1]);
  } finally {
    lab.sites['paris']!.broker(2)!.kill('SIGCONT');
  }
  await eventually('the follower has it', 30_000, async () => (await endOf(topic, partition, 'consumer')) === 2);
  const place = [placeOf(topic, partition)];
  const [earliest] = await raw.listOffsets(1, place, -2, 'consumer', 'committed');
  const [byTime] = await raw.listOffsets(1, place, now - 1000, 'consumer');

  assert.deepEqual([earliest!.error, earliest!.offset], [0, 0]);
  assert.deepEqual([byTime!.offset, byTime!.timestamp], [1, now]);
});

test('producers are described with the last sequence that the leader knows', async () => {
  const topic = await newTopic('producers');
  const producerId = (1n << 62n) + 7n;
  const batch = batchOf(['a', 'b'], { producerId, producerEpoch: 3, sequence: 41 });
  await produceOne(raw, leaderOf(topic, 0), topic, 0, [batch]);

  const [described] = await raw.describeProducers(leaderOf(topic, 0), [placeOf(topic, 0)]);

  assert.equal(described!.error, 0);
  const [state] = described!.producers;
  assert.deepEqual(
    [state!.producerId, state!.epoch, state!.lastSequence, state!.transactionStart],
    [producerId, 3, 42, -1],
  );
});

test('the front of a log is cut, and a fetch below it is out of range', async () => {
  const topic = await newTopic('cut');
  const leader = leaderOf(topic, 0);
  await produceOne(raw, leader, topic, 0, [batchOf(['a', 'b', 'c'])]);

  const [cut] = await raw.deleteRecords(leader, [{ ...placeOf(topic, 0), before: 2 }], 5000);
  const [beyond] = await raw.deleteRecords(leader, [{ ...placeOf(topic, 0), before: 99 }], 5000);
  const below = await fetchOne(raw, leader, topic, 0, 1);

  assert.deepEqual([cut!.error, cut!.lowWatermark], [0, 2]);
  assert.equal(beyond!.error, OFFSET_OUT_OF_RANGE);
  assert.deepEqual([below.error, below.records], [OFFSET_OUT_OF_RANGE, null]);
});

test('ends of leader epochs are told, and a reader whose log went further is told where it diverges', async () => {
  const topic = await newTopic('epochs');
  const leader = leaderOf(topic, 0);
  await produceOne(raw, leader, topic, 0, [batchOf(['a', 'b'])]);
  const ask = (leaderEpoch: number) => ({ ...placeOf(topic, 0), currentLeaderEpoch: -1, leaderEpoch });

  const [known] = await raw.offsetsForLeaderEpoch(leader, [ask(0)]);
  const [unknown] = await raw.offsetsForLeaderEpoch(leader, [ask(9)]);
  const diverged = await fetchOne(raw, leader, topic, 0, 7, 0);

  assert.deepEqual([known!.error, known!.leaderEpoch, known!.endOffset], [0, 0, 2]);
  assert.deepEqual([unknown!.error, unknown!.leaderEpoch, unknown!.endOffset], [0, -1, -1]);
  assert.deepEqual([diverged.error, diverged.diverging], [0, { epoch: 0, endOffset: 2 }]);
});

test('each transaction marker adds one offset, also when entries repeat', async () => {
  const topic = await newTopic('markers');
  const leader = leaderOf(topic, 0);
  const marker = { ...placeOf(topic, 0), producerId: 99n, producerEpoch: 0, commit: false };

  const rows = await raw.writeTxnMarkers(leader, [marker, marker, { ...marker, producerId: 100n, commit: true }]);
  const lost = await raw.writeTxnMarkers(leader, [{ ...marker, topic: 'missing' }]);

  assert.deepEqual(
    rows.map((one) => one.error),
    [0, 0, 0],
  );
  assert.equal(await endOf(topic, 0), 3);
  assert.notEqual(lost[0]!.error, 0);
});

test('a fetch that waits for records delays neither another lane nor a question about the log', async () => {
  const topic = await newTopic('lanes');
  const leader = leaderOf(topic, 0);
  const started = performance.now();
  let waited = 0;
  const waiting = raw.fetch(leader, fetchOf(topic, 0, 0, { maxWaitMs: 4000 })).then((answer) => {
    waited = performance.now() - started;
    return answer;
  });

  await endOf(topic, 0);
  await raw.fetch(leader, fetchOf(topic, 0, 0, { maxWaitMs: 10 }), 'other');
  const others = performance.now() - started;
  const arriving = await raw.produce(
    leader,
    {
      acks: 1,
      timeoutMs: 1000,
      transactionalId: null,
      partitions: [{ ...placeOf(topic, 0), topicId: topic.id, batch: [batchOf(['now'])] }],
    },
    'writer',
  );
  const answer = await waiting;

  assert.equal(arriving.partitions[0]!.error, 0);
  assert.ok(answer.partitions[0]!.records?.includes('now'));
  assert.ok(others < waited && waited < 3500, `others ${others} ms, waiting ${waited} ms`);
});

test('a broker that dies ends what waits on it with a TideError; when it is back, the next call connects again', async () => {
  const topic = await newTopic('dies');
  const partition = topic.partitions.find((one) => one.leader === 2)!.partition;
  const waiting = refusal(raw.fetch(2, fetchOf(topic, partition, 0, { maxWaitMs: 30_000 })));
  await produceOne(raw, 1, topic, topic.partitions.find((one) => one.leader === 1)!.partition, [batchOf(['a'])]);

  const dying = lab.sites['paris']!.broker(2)!;
  dying.kill('SIGKILL');
  const broken = await waiting;
  const down = await refusal(fetchOne(raw, 2, topic, partition, 0));
  // In turn, so that one of them would be the dead one.
  const others = [await raw.metadata([]), await raw.metadata([])];
  await dying.exited;
  await lab.startBroker('paris', 2);

  for (const error of [broken, down]) {
    assert.equal(error.code, 'TIDE_KAFKA_UNREACHABLE');
    assert.match(`${error.message} ${error.why}`, /cluster paris .*Fetch at broker 2.*:\d+/);
  }
  assert.equal(others.length, 2);
  await eventually('broker 2 leads again', 30_000, async () => {
    const produced = await produceOne(raw, 2, topic, partition, [batchOf(['back'])]).catch((error: unknown) => {
      assert.ok(isTideError(error), String(error));
    });
    return produced?.error === 0;
  });
});

test('a broker that falls silent costs the request time-out, and metadata goes on with the other', async () => {
  const short = await connectRaw(options(800));
  const topic = await newTopic('silent');
  await short.listOffsets(2, [placeOf(topic, 0)], -1, 'log');
  lab.sites['paris']!.broker(2)!.kill('SIGSTOP');
  try {
    const started = performance.now();
    const error = await refusal(short.listOffsets(2, [placeOf(topic, 0)], -1, 'log'));
    const took = performance.now() - started;
    const answers = [await short.metadata([]), await short.metadata([])];

    assert.equal(error.code, 'TIDE_KAFKA_TIMEOUT');
    assert.match(error.why, /no answer within 800 ms/);
    assert.ok(took > 700 && took < 2500, `took ${took} ms`);
    assert.equal(answers[1]!.brokers.length > 0, true);
  } finally {
    lab.sites['paris']!.broker(2)!.kill('SIGCONT');
  }
  const [after] = await short.listOffsets(2, [placeOf(topic, 0)], -1, 'log');
  short.close();

  assert.equal(after!.topic, 'silent');
});

test('a closed cluster refuses further calls and ends those in flight', async () => {
  const topic = await newTopic('closed');
  const closing = await connectRaw(options());
  const waiting = refusal(closing.fetch(leaderOf(topic, 0), fetchOf(topic, 0, 0, { maxWaitMs: 20_000 })));
  await closing.versionOf(leaderOf(topic, 0), FETCH);

  closing.close();

  assert.equal((await waiting).code, 'TIDE_KAFKA_UNREACHABLE');
  assert.match((await refusal(closing.metadata([]))).why, /closed by this process/);
});
