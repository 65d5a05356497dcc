// The declared part of the golden results: two regions, a site of clients, a witness.
import type { Objective } from '../../../src/objectives/core.ts';
import type { ProducerSpec, Scenario, TopicSpec } from '../../../src/scenario/core.ts';

const topic = (name: string, partitions: number, mirrored = true): TopicSpec => ({
  name,
  partitions,
  replicationFactor: 3,
  minInsyncReplicas: 2,
  mirrored,
});

const producer = (session: string, kind: ProducerSpec['kind'], topicName: string, rate: number): ProducerSpec => ({
  session,
  kind,
  site: 'frankfurt',
  pointedAt: 'bootstrap',
  topic: topicName,
  partitions: [],
  recordsPerSecond: rate,
  recordBytes: 1000,
});

const group = (name: string, kind: ProducerSpec['kind'], topicName: string) => ({
  group: name,
  kind,
  site: 'frankfurt',
  pointedAt: 'bootstrap' as const,
  topic: topicName,
  members: 2,
  commitIntervalMs: 1000,
});

export const OBJECTIVES: readonly Objective[] = [
  { tier: '*', metric: 'rpo', limit: 5000, unit: 'ms' },
  { tier: '*', metric: 'rto', limit: 60_000, unit: 'ms' },
  { tier: '*', metric: 'groups', limit: 0, unit: 'violations' },
  { tier: '*', metric: 'in-cluster', limit: 0, unit: 'violations' },
  { tier: '*', metric: 'order', limit: 0, unit: 'violations' },
  { tier: '*', metric: 'fencing', limit: 0, unit: 'violations' },
  { tier: '*', metric: 'second-opinion', limit: 0, unit: 'violations' },
];

export const TWO_REGIONS: Scenario = {
  name: 'region-loss',
  title: 'A region is lost',
  why: 'The primary region goes silent, then dies. Shows what that costs with the replication in place: records, seconds, positions.',
  architecture: 'active-passive-translating',
  mechanism: 'mirrormaker2',
  topology: {
    sites: [
      { name: 'paris', role: 'primary', brokers: 3, controllers: 'combined' },
      { name: 'london', role: 'standby', brokers: 3, controllers: 'combined' },
      { name: 'frankfurt', role: 'clients', brokers: 0, controllers: 'combined' },
      { name: 'zurich', role: 'witness', brokers: 0, controllers: 'combined' },
    ],
    links: [
      {
        between: ['paris', 'london'],
        latencyMs: 4,
        jitterMs: 1,
        bandwidthBytesPerSecond: 125_000_000,
        windowBytes: 4_194_304,
      },
      { between: ['frankfurt', 'paris'], latencyMs: 5, jitterMs: 1, bandwidthBytesPerSecond: null, windowBytes: null },
      { between: ['frankfurt', 'london'], latencyMs: 7, jitterMs: 1, bandwidthBytesPerSecond: null, windowBytes: null },
      { between: ['zurich', 'paris'], latencyMs: 5, jitterMs: 1, bandwidthBytesPerSecond: null, windowBytes: null },
      { between: ['zurich', 'london'], latencyMs: 8, jitterMs: 1, bandwidthBytesPerSecond: null, windowBytes: null },
    ],
    kafkaVersion: '4.3.1',
    security: 'plaintext',
  },
  workload: {
    topics: [topic('orders', 12), topic('payments', 6), topic('audit', 6), topic('london-local', 3, false)],
    producers: [
      producer('orders-1', 'node', 'orders', 1000),
      producer('payments-1', 'node', 'payments', 600),
      producer('audit-java', 'java', 'audit', 200),
      producer('audit-c', 'librdkafka', 'audit', 200),
      { ...producer('london-1', 'node', 'london-local', 50), site: 'london', pointedAt: 'london' },
    ],
    groups: [
      group('billing', 'node', 'orders'),
      group('ledger', 'node', 'payments'),
      group('archive-java', 'java', 'audit'),
    ],
    clientSettings: 'recommended',
    beforeMs: 20_000,
    afterMs: 20_000,
    deadlineMs: 1000,
  },
  timeline: [{ fault: { kind: 'site-loss', site: 'paris', manner: 'silent' }, afterMs: 0 }],
  failover: true,
  fenceArmed: true,
  objectives: OBJECTIVES,
  expected: 'pass',
};
