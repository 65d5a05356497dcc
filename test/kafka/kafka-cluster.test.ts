// Every method of Cluster against real brokers: answers, refusals by name, and bounds when brokers fall silent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isTideError, type TideError, type TopicPartition } from '../../src/base/core.ts';
import type { Cluster } from '../../src/kafka/core.ts';
import { connectCluster, overlayNames } from '../../src/kafka/index.ts';
import type { Lab, LabProcess, Signal } from '../../src/lab/core.ts';
import { planOnCluster, writePositions } from '../../src/offsets/index.ts';
import { labOptions, oneSite, QUICK_RETURN, startLab, textOf } from './lab-topologies.ts';

const TOPIC = 'orders';
const PARTITIONS: readonly TopicPartition[] = [0, 1, 2, 3, 4, 5].map((partition) => ({ topic: TOPIC, partition }));

let lab: Lab;
let bootstrap: readonly string[];
let cluster: Cluster;

before(async () => {
  lab = await startLab({ ...labOptions(oneSite('plaintext', 3)), brokerProperties: { paris: QUICK_RETURN } });
  overlayNames(lab.lookup('paris'));
  bootstrap = lab.sites['paris']!.bootstrap;
  cluster = await connect();
});

after(async () => {
  await cluster?.close();
  overlayNames(undefined);
  await lab?.stop();
});

function signal(id: number, name: Signal): void {
  lab.sites['paris']!.broker(id)!.kill(name);
}

function connect(requestTimeoutMs = 5000): Promise<Cluster> {
  return connectCluster({
    name: 'paris',
    bootstrap,
    properties: {},
    requestTimeoutMs,
    connectTimeoutMs: 1000,
    retries: 1,
  });
}

async function refusal(work: Promise<unknown>): Promise<TideError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(isTideError(error), `expected a TideError, got ${String(error)}`);
  return error;
}

test('a fresh cluster has no positions and no groups, and asking for them creates nothing', async () => {
  assert.deepEqual(await cluster.committed('nobody'), { group: 'nobody', offsets: [] });
  assert.deepEqual(await cluster.groups(), []);

  assert.deepEqual(await cluster.topics(), []);
});

test('cluster id, brokers and features are told', async () => {
  const [id, listed, features] = await Promise.all([cluster.clusterId(), cluster.brokers(), cluster.features()]);

  assert.match(id, /^[\w-]{22}$/);
  assert.deepEqual(
    listed.map((one) => [one.id, one.rack]),
    [
      [1, 'paris'],
      [2, 'paris'],
      [3, 'paris'],
    ],
  );
  assert.match(features['kafka.version'] ?? '', /^\d+\.\d+/);
  assert.ok(Number(features['metadata.version']) > 0);
});

test('topics are created with leaders, described with their ids, and refused by Kafka name when they exist', async () => {
  const topic = { name: TOPIC, partitions: 6, replicationFactor: 3, configs: { 'min.insync.replicas': '2' } };
  await cluster.createTopics([topic]);

  // A broker learns of a new topic a moment after the controller has made it; replicas come in sync by and by.
  const described = await eventually(async () => {
    const known = await cluster.topics([TOPIC, 'missing']);
    return known[0]?.partitions.every((one) => one.isr.length === 3) === true ? known : undefined;
  });
  const again = await refusal(cluster.createTopics([topic]));

  assert.deepEqual(
    described.map((one) => one.name),
    [TOPIC],
  );
  assert.match(described[0]?.id ?? '', /^[0-9a-f-]{36}$/);
  assert.ok(described[0]?.partitions.every((one) => one.leader >= 1 && one.isr.length === 3 && one.leaderEpoch >= 0));
  assert.equal(again.code, 'TIDE_KAFKA_REQUEST');
  assert.match(again.why, /36 TOPIC_ALREADY_EXISTS/);
});

test('configurations of topics and of one broker are read; a missing topic is left out', async () => {
  const configs = await cluster.topicConfigs([TOPIC, 'missing']);
  const broker = await cluster.brokerConfigs(2);

  assert.deepEqual([...configs.keys()], [TOPIC]);
  assert.equal(configs.get(TOPIC)?.['min.insync.replicas'], '2');
  assert.equal(broker['broker.rack'], 'paris');
  assert.equal(broker['node.id'], '2');
});

test('a round trip writes with acks=all and reads the same record back at its offset', async () => {
  const first = await cluster.roundTrip(PARTITIONS[0]!, 5000);
  const second = await cluster.roundTrip(PARTITIONS[0]!, 5000);

  assert.equal(second.offset, first.offset + 1);
  assert.ok(first.produceMs > 0 && first.fetchMs > 0);
});

test('the canary adds one marker to every partition, and no consumer sees it', async () => {
  const before = await cluster.logRanges(PARTITIONS, 'uncommitted');
  const moved = await cluster.canary(PARTITIONS, 10_000);

  assert.deepEqual(
    moved.map((one) => one.end.offset),
    before.map((one) => one.end.offset + 1),
  );
  const stable = await cluster.logRanges(PARTITIONS, 'committed');
  assert.deepEqual(
    stable.map((one) => one.end.offset),
    moved.map((one) => one.end.offset),
  );
});

test('log ranges of a missing partition are refused by name', async () => {
  const error = await refusal(cluster.logRanges([{ topic: TOPIC, partition: 99 }], 'uncommitted'));

  assert.match(error.why, /orders-99: Kafka error 3 UNKNOWN_TOPIC_OR_PARTITION/);
});

test('positions are written without a leader epoch and read back; missing ones are null', async () => {
  await cluster.commit('readers', [
    { ...PARTITIONS[0]!, offset: 1 },
    { ...PARTITIONS[1]!, offset: 0, metadata: 'x' },
  ]);

  const all = await cluster.committed('readers');
  const some = await cluster.committed('readers', [PARTITIONS[1]!, PARTITIONS[5]!]);

  assert.deepEqual(
    all.offsets.map((one) => [one.partition, one.offset, one.committedLeaderEpoch, one.metadata]),
    [
      [0, 1, -1, ''],
      [1, 0, -1, 'x'],
    ],
  );
  assert.deepEqual(
    some.offsets.map((one) => one.offset),
    [0, null],
  );
});

test('positions that Kafka refuses are listed with its code, all of them', async () => {
  const wrong = [
    { topic: 'missing', partition: 0, offset: 1 },
    { topic: TOPIC, partition: 77, offset: 1 },
  ];
  const error = await refusal(cluster.commit('readers', wrong));

  assert.equal(error.code, 'TIDE_KAFKA_COMMIT_REFUSED');
  assert.match(error.why, /missing-0: 3 UNKNOWN_TOPIC_OR_PARTITION, orders-77: 3 UNKNOWN_TOPIC_OR_PARTITION/);
});

test('groups are told with type, state and members; positions of an active one are refused', async () => {
  const consumers = await Promise.all([startConsumer('old', 'classic'), startConsumer('new', 'consumer')]);

  const active = await eventually(async () => {
    const groups = await cluster.groups();
    const both = groups.filter(
      (one) => ['old', 'new'].includes(one.group) && one.state === 'Stable' && one.members === 1,
    );
    return both.length === 2 ? both : undefined;
  });
  const plan = await planOnCluster(cluster, { group: 'old', positions: [{ ...PARTITIONS[0]!, offset: 0 }] });
  const refusals = await Promise.all(
    ['old', 'new'].map((one) => refusal(cluster.commit(one, [{ ...PARTITIONS[0]!, offset: 0 }]))),
  );
  for (const consumer of consumers) {
    const { code } = await consumer.stop(20_000);
    assert.ok(code === 0 || code === 143, `${consumer.name}: ${code}, ${textOf(consumer.stderrFile)}`);
  }
  const empty = await eventually(async () => {
    const groups = await cluster.groups();
    return groups.every((one) => one.members === 0) ? groups : undefined;
  });

  assert.deepEqual(
    active.map((one) => [one.group, one.type]),
    [
      ['new', 'consumer'],
      ['old', 'classic'],
    ],
  );
  assert.match(plan.refusals[0]?.reason ?? '', /Stable with 1 members/);
  for (const error of refusals) assert.match(error.why, /orders-0: 25 UNKNOWN_MEMBER_ID/);
  assert.deepEqual(
    empty.filter((one) => one.group !== 'readers').map((one) => [one.group, one.type, one.state, one.members]),
    [
      ['new', 'consumer', 'Empty', 0],
      ['old', 'classic', 'Empty', 0],
    ],
  );
});

test('a plan is clamped to the live end of the log, written, read back, and then has nothing left to do', async () => {
  const [range] = await cluster.logRanges([PARTITIONS[2]!], 'uncommitted');
  const wishes = {
    group: 'new',
    positions: [
      { ...PARTITIONS[2]!, offset: range!.end.offset + 1000 },
      { topic: 'missing', partition: 0, offset: 5 },
    ],
  };
  const plan = await planOnCluster(cluster, wishes);
  const audit = await writePositions(cluster, plan);
  const again = await planOnCluster(cluster, wishes);

  assert.deepEqual([plan.writes[0]?.offset, plan.writes[0]?.clamped], [range!.end.offset, 'to-end']);
  assert.equal(plan.refusals[0]?.reason, 'the partition does not exist at the target');
  assert.ok(audit.allExact);
  assert.deepEqual([again.writes.length, again.unchanged.length], [0, 1]);
});

test('draining producer ids makes every broker take a new block', async () => {
  const first = await cluster.drainProducerIds(1);
  const drained = await cluster.drainProducerIds(1000);
  const after = await cluster.drainProducerIds(1);

  assert.ok(first.highest < drained.highest);
  assert.ok(after.lowest > first.highest, `${after.lowest} must be above ${first.highest}`);
});

test('topics are deleted, and a missing one is refused by name', async () => {
  await cluster.createTopics([{ name: 'passing', partitions: 1, replicationFactor: 1, configs: {} }]);
  await cluster.deleteTopics(['passing']);

  const gone = await eventually(async () => ((await cluster.topics(['passing'])).length === 0 ? true : undefined));
  const error = await refusal(cluster.deleteTopics(['passing']));

  assert.ok(gone);
  assert.match(error.why, /topic passing: Kafka error 3 UNKNOWN_TOPIC_OR_PARTITION/);
});

test('a leader that moves is followed: the round trip goes on after its broker was killed', async () => {
  const [topic] = await cluster.topics([TOPIC]);
  const led = topic!.partitions.find((one) => one.leader === 3)!;
  signal(3, 'SIGKILL');

  try {
    const trip = await cluster.roundTrip(led, 30_000);

    assert.ok(trip.offset >= 0);
  } finally {
    await lab.startBroker('paris', 3);
  }
});

test('the canary does not pass, and ends within its bound, when two of three brokers are silent', async () => {
  signal(2, 'SIGSTOP');
  signal(3, 'SIGSTOP');
  try {
    const started = performance.now();
    const error = await refusal(cluster.canary(PARTITIONS, 3000));

    assert.ok(['TIDE_KAFKA_CANARY', 'TIDE_KAFKA_TIMEOUT'].includes(error.code), error.code);
    assert.ok(performance.now() - started < 4000);
  } finally {
    signal(2, 'SIGCONT');
    signal(3, 'SIGCONT');
  }
});

test('every method ends within its bound when all brokers fall silent, and says which broker did not answer', async () => {
  const short = await connect(1000);
  for (const id of [1, 2, 3]) signal(id, 'SIGSTOP');
  try {
    const started = performance.now();
    const errors = await Promise.all([
      refusal(short.brokers()),
      refusal(short.topics()),
      refusal(short.groups()),
      refusal(short.logRanges(PARTITIONS, 'uncommitted')),
      refusal(short.committed('readers')),
      refusal(short.roundTrip(PARTITIONS[0]!, 1500)),
      refusal(connect(1000)),
    ]);

    assert.ok(performance.now() - started < 3500, `took ${performance.now() - started} ms`);
    for (const error of errors) {
      assert.match(error.code, /TIDE_KAFKA_(TIMEOUT|UNREACHABLE)/);
      assert.equal(error.exit, 'UNREACHABLE');
      assert.match(error.message, /cluster paris/);
    }
  } finally {
    for (const id of [1, 2, 3]) signal(id, 'SIGCONT');
    await short.close();
  }
});

/** A stock Java consumer in a group of the given protocol; runs until it is stopped. */
async function startConsumer(group: string, protocol: string): Promise<LabProcess> {
  const args = ['--bootstrap-server', bootstrap.join(','), '--topic', TOPIC, '--group', group, '--from-beginning'];
  return lab.spawnJava('paris', {
    name: `consumer-${group}`,
    mainClass: 'org.apache.kafka.tools.consumer.ConsoleConsumer',
    args: [...args, '--command-property', `group.protocol=${protocol}`],
    heapMb: 96,
    archive: 'broker',
  });
}

async function eventually<T>(look: () => Promise<T | undefined>, withinMs = 30_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
