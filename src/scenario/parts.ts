// Parts that the scenarios share: the pair of regions with its links, the topics, the clients.
import type { GroupSpec, ProducerSpec, SiteName, TopicSpec, TopologySpec, WanLinkSpec } from './shapes.ts';

export const KAFKA_VERSION = '4.3.1';

/** Records per second of all Node producers on the main topic together, and the size of a record. */
const RECORDS_PER_SECOND = 2_000;
const RECORD_BYTES = 1_000;

/** A real WAN lets at most one TCP window per round trip through; 4 MiB is what Linux grows to by default. */
const WINDOW_BYTES = 4 * 1024 * 1024;

function link(between: readonly [SiteName, SiteName], latencyMs: number): WanLinkSpec {
  return { between, latencyMs, jitterMs: 1, bandwidthBytesPerSecond: null, windowBytes: WINDOW_BYTES };
}

/** Two regions with three brokers each, applications at a third place, a witness at a fourth. */
export const REGION_PAIR: TopologySpec = {
  sites: [
    { name: 'paris', role: 'primary', brokers: 3, controllers: 'combined' },
    { name: 'london', role: 'standby', brokers: 3, controllers: 'combined' },
    { name: 'apps', role: 'clients', brokers: 0, controllers: 'combined' },
    { name: 'witness', role: 'witness', brokers: 0, controllers: 'combined' },
  ],
  links: [
    link(['paris', 'london'], 10),
    link(['apps', 'paris'], 5),
    link(['apps', 'london'], 8),
    link(['witness', 'paris'], 6),
    link(['witness', 'london'], 6),
    link(['witness', 'apps'], 6),
  ],
  kafkaVersion: KAFKA_VERSION,
  security: 'plaintext',
};

function topic(name: string, partitions: number, mirrored: boolean): TopicSpec {
  return { name, partitions, replicationFactor: 3, minInsyncReplicas: 2, mirrored };
}

/** The first topic is the main one: overrides of rate and partitions mean it. `audit` exists at both sites and is not mirrored. */
export const TOPICS: readonly TopicSpec[] = [
  topic('payments', 24, true),
  topic('payments-java', 6, true),
  topic('payments-librdkafka', 6, true),
  topic('audit', 6, false),
];

function producer(session: string, spec: Partial<ProducerSpec> & { readonly topic: string }): ProducerSpec {
  return {
    session,
    kind: 'node',
    site: 'apps',
    pointedAt: 'bootstrap',
    partitions: [],
    recordsPerSecond: 50,
    recordBytes: RECORD_BYTES,
    ...spec,
  };
}

/** Partitions of the main topic are shared out among two sessions, so that each partition has one writer and its order can be judged. */
export const MAIN_PRODUCERS: readonly ProducerSpec[] = [0, 1].map((i) =>
  producer(`node-${i + 1}`, {
    topic: 'payments',
    partitions: Array.from({ length: 12 }, (_, p) => i * 12 + p),
    recordsPerSecond: RECORDS_PER_SECOND / 2,
  }),
);

/** One stock pair of each other kind; the librdkafka pair is dropped, with a gap in the report, where no librdkafka client is installed. */
export const STOCK_PRODUCERS: readonly ProducerSpec[] = [
  producer('java', { topic: 'payments-java', kind: 'java' }),
  // Its stamp is made in plain Python: small records leave the processors to the brokers.
  producer('librdkafka', { topic: 'payments-librdkafka', kind: 'librdkafka', recordBytes: 250 }),
];

/**
 * Law 33: producer ids of two clusters collide. For it to show, somebody must have written at the survivor before the loss
 * (`audit-london`), and a producer must move there with its id (`audit-apps`).
 */
export const AUDIT_PRODUCERS: readonly ProducerSpec[] = [
  producer('audit-apps', { topic: 'audit', partitions: [0, 1, 2, 3, 4, 5], recordsPerSecond: 20 }),
  producer('audit-london', {
    topic: 'audit',
    site: 'london',
    pointedAt: 'london',
    partitions: [0, 1, 2, 3, 4, 5],
    recordsPerSecond: 20,
  }),
];

/** A producer whose configuration still names the lost site's own brokers; the drill starts it when that site returns. */
export const STUBBORN_PRODUCER: ProducerSpec = producer('stubborn', {
  topic: 'payments',
  // Named, so that its schedule runs even while no broker tells it the partitions: what it could not even hand over counts as tried.
  partitions: [0],
  pointedAt: 'paris',
  recordsPerSecond: 20,
});

function group(name: string, spec: Partial<GroupSpec> & { readonly topic: string }): GroupSpec {
  return {
    group: name,
    kind: 'node',
    site: 'apps',
    pointedAt: 'bootstrap',
    members: 1,
    commitIntervalMs: 1_000,
    ...spec,
  };
}

export const GROUPS: readonly GroupSpec[] = [
  group('ledger', { topic: 'payments', members: 2 }),
  group('fraud', { topic: 'payments', members: 1 }),
  group('java-readers', { topic: 'payments-java', kind: 'java', commitIntervalMs: 5_000 }),
  group('librdkafka-readers', { topic: 'payments-librdkafka', kind: 'librdkafka', commitIntervalMs: 5_000 }),
];
