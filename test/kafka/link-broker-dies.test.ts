// The link while brokers of the target die under load: kill -9 of leaders one after another, replicated three times, equal in the end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { comparePartition } from '../../src/compare/index.ts';
import type { Cluster, RawCluster } from '../../src/kafka/core.ts';
import { connectCluster, connectRaw, overlayNames } from '../../src/kafka/index.ts';
import type { Lab } from '../../src/lab/core.ts';
import { records, topicOf, write } from './compare-sites.ts';
import { eventually, labOptions, QUICK_RETURN, startLab, twoSites } from './lab-topologies.ts';
import { type TestLink, linked } from './linked-sites.ts';

const TOPIC = 'loaded';
const PARTITIONS = [0, 1, 2, 3];
const RECORDS = 30_000;

let lab: Lab;
let instances: TestLink[] = [];
const raw: Record<string, RawCluster> = {};
const admin: Record<string, Cluster> = {};

before(async () => {
  const topology = twoSites(3);
  const sites = topology.sites.map((site) => (site.name === 'paris' ? { ...site, brokers: 1 } : site));
  const brokerProperties = { paris: QUICK_RETURN, london: QUICK_RETURN };
  lab = await startLab({ ...labOptions({ ...topology, sites }), brokerProperties });
  overlayNames(lab.lookup('witness'));
  for (const name of ['paris', 'london']) {
    const { bootstrap } = lab.sites[name]!;
    const bounds = { requestTimeoutMs: 5000, connectTimeoutMs: 2000, retries: 3 };
    raw[name] = await connectRaw({ name, bootstrap, properties: {}, ...bounds });
    admin[name] = await connectCluster({ name, bootstrap, properties: {}, ...bounds });
  }
});

after(async () => {
  await Promise.all(instances.map((one) => one.stop()));
  for (const cluster of Object.values(raw)) cluster.close();
  await Promise.all(Object.values(admin).map((cluster) => cluster.close()));
  overlayNames(undefined);
  await lab?.stop();
});

test('LINK-14: two instances, every broker of the target killed once under load: nothing quarantined, every record at its offset', async () => {
  // The records are older than the default retention.
  const kept = { 'retention.ms': '-1' };
  const configs = { ...kept, 'message.timestamp.after.max.ms': '9223372036854775807', 'min.insync.replicas': '2' };
  const topic = { name: TOPIC, partitions: PARTITIONS.length };
  await admin['paris']!.createTopics([{ ...topic, replicationFactor: 1, configs: kept }]);
  await admin['london']!.createTopics([{ ...topic, replicationFactor: 3, configs }]);
  const source = await topicOf(raw['paris']!, TOPIC, PARTITIONS.length);
  const list = records(RECORDS, 1);
  const writing = Promise.all(
    PARTITIONS.map((partition) =>
      write(raw['paris']!, source, partition, list, { batchRecordsMax: 20, codecs: ['none', 'zstd'], seed: partition }),
    ),
  );
  // Slow enough that the deaths fall into the copying.
  const bounds = { throttleBytesPerSecond: 600_000, coalesceBytes: 16_384 };
  instances = [await linked(lab, [TOPIC], bounds), await linked(lab, [TOPIC], bounds)];
  const copied = (): number => instances.reduce((sum, one) => sum + one.link.status().recordsCopied, 0);

  for (const id of [1, 2, 3]) {
    const from = copied();
    await eventually('it copies', 30_000, () => copied() > from + 3000);
    lab.sites['london']!.broker(id)!.kill('SIGKILL');
    const after_ = copied();
    await eventually('it copies without that broker', 60_000, () => copied() > after_ + 1000);
    await lab.startBroker('london', id);
    await eventually('all replicas are in sync', 60_000, async () => {
      const { topics } = await raw['london']!.metadata([TOPIC]);
      return topics[0]?.partitions.every((one) => one.isr.length === 3) === true;
    });
  }
  await writing;
  await Promise.all(instances.map((one) => one.link.drain(120_000)));

  for (const partition of PARTITIONS) {
    const request = { topic: TOPIC, partition, shift: 0, from: null, to: null, isolation: 'committed' } as const;
    const compared = await comparePartition(raw['paris']!, raw['london']!, { ...request, compacted: false });
    assert.deepEqual([compared.equal, compared.recordsCompared], [true, RECORDS], JSON.stringify(compared.ranges));
  }
  const events = instances.flatMap((one) => one.events);
  assert.deepEqual(
    events.filter((event) => event.type === 'link.quarantined').map((event) => event.say),
    [],
  );
  const recovered = events.filter((event) => event.data['to'] === 'recovering');
  assert.ok(recovered.length > 0, 'the deaths were felt');
});
