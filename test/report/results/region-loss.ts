// Golden result 1: the green region loss with MirrorMaker 2; its figures show the shape of a real run.
import { findings } from './anomalies.ts';
import { sample } from './curves.ts';
import { TWO_REGIONS } from './two-regions.ts';
import type { ClientRecovery, GroupAuditRow, RtoSplit } from '../../../src/check/core.ts';
import { judge } from '../../../src/objectives/core.ts';
import type { Measurement } from '../../../src/objectives/core.ts';
import type { ConfigurationSnapshot, DrillResult, TimelineItem } from '../../../src/report/core.ts';

const STARTED = Date.UTC(2026, 10, 22, 14, 3, 7);
export const T0_WALL_MS = STARTED + 41_300;

const rto: RtoSplit = {
  detect: 6120,
  decide: 410,
  fence: 890,
  promote: 730,
  redirect: 210,
  clients: 5380,
  total: 13_740,
};

const client = (
  name: string,
  kind: ClientRecovery['kind'],
  role: ClientRecovery['role'],
  recoveredMs: number,
  drainedMs: number,
  errorBoundMs: number,
): ClientRecovery => ({
  client: name,
  kind,
  role,
  site: 'frankfurt',
  affected: true,
  recoveredMs,
  drainedMs,
  longestOutageMs: recoveredMs - 20,
  errorBoundMs,
});

const clients: readonly ClientRecovery[] = [
  client('orders-1', 'node', 'producer', 9640, 9640, 20),
  client('payments-1', 'node', 'producer', 9810, 9810, 20),
  client('audit-java', 'java', 'producer', 13_740, 13_740, 100),
  client('audit-c', 'librdkafka', 'producer', 11_120, 11_120, 50),
  client('billing', 'node', 'group', 10_220, 11_400, 20),
  client('ledger', 'node', 'group', 10_480, 11_250, 20),
  client('archive-java', 'java', 'group', 13_310, 13_600, 100),
  { ...client('london-1', 'node', 'producer', 0, 0, 20), site: 'london', affected: false, longestOutageMs: 0 },
];

const SIZES: readonly (readonly [string, string, number, number])[] = [
  ['billing', 'orders', 12, 1648],
  ['ledger', 'payments', 6, 1990],
  ['archive-java', 'audit', 6, 1301],
];

const groups: readonly GroupAuditRow[] = SIZES.flatMap(([group, topic, partitions, base]) =>
  Array.from({ length: partitions }, (_, partition): GroupAuditRow => {
    const committedAtPrimary = base + ((partition * 7) % 13);
    const behind = group === 'billing' && partition % 4 === 1 ? 9 + partition : 0;
    return {
      group,
      topic,
      partition,
      committedAtPrimary,
      promotedPosition: committedAtPrimary - behind,
      resumedAt: committedAtPrimary - behind,
      skipped: 0,
      redeliveredCommitted: behind,
      redeliveredUncommitted: (partition * 5) % 6,
    };
  }),
);
const redelivered = groups.reduce((sum, row) => sum + row.redeliveredCommitted + row.redeliveredUncommitted, 0);

const measured = (
  metric: Measurement['metric'],
  value: number,
  unit: Measurement['unit'],
  errorBound: number,
  detail: string,
): Measurement => ({
  metric,
  tier: '*',
  value,
  unit,
  errorBound,
  basis: 'measured',
  detail,
});

export const measurements: readonly Measurement[] = [
  measured('rpo', 42, 'ms', 2, '37 of 41,802 acknowledged records were only in paris'),
  measured('rto', 13_740, 'ms', 100, 'detect 6.1, decide 0.4, fence 0.9, promote 0.7, redirect 0.2, clients 5.4'),
  measured(
    'groups',
    0,
    'violations',
    0,
    `3 groups resumed at or before the record they had committed; 0 skipped, ${redelivered} delivered again`,
  ),
  measured('in-cluster', 0, 'violations', 0, 'no acknowledged record missing from the cluster that acknowledged it'),
  measured('order', 0, 'violations', 0, '24 of 24 partitions in the order of the primary'),
  measured(
    'fencing',
    0,
    'violations',
    0,
    '0 of 412 writes of a stubborn producer were acknowledged by paris after its return',
  ),
  measured('second-opinion', 0, 'violations', 0, 'the Java console consumer counted the same records in 6 of 6 topics'),
];

const at = (atMs: number, type: string, say: string): TimelineItem => ({ atMs, wallMs: T0_WALL_MS + atMs, type, say });

const timeline: readonly TimelineItem[] = [
  at(-41_300, 'lab.starting', 'two sites of three brokers each start, Kafka 4.3.1'),
  at(-28_950, 'lab.ready', 'paris and london answer; 4 topics created at both'),
  at(-25_100, 'replication.running', 'MirrorMaker 2 carries paris to london; the first record was seen after 2.9 s'),
  at(-20_000, 'workload.started', '5 producers and 3 groups work; 2,050 records/s'),
  at(-4, 'fault.commanded', 'site paris goes silent: traffic to and from it disappears'),
  at(0, 'fault.effective', 'T0: a probe through the faulted path got no answer'),
  at(350, 'fault.commanded', 'the processes of paris are killed'),
  at(2050, 'detect.observation', 'zurich: canary to paris not acknowledged within 2 s'),
  at(6120, 'detect.lost', 'paris is LOST: seen from zurich, frankfurt and london'),
  at(6530, 'failover.decided', 'policy: fail over to london without a second person'),
  at(7420, 'failover.fenced', 'the lease of paris has run out; its client listeners stay closed when it returns'),
  at(7760, 'failover.replication-stopped', 'MirrorMaker 2 stopped; log ends equal over 3 reads'),
  at(8150, 'failover.promoted', 'a canary was acknowledged through each of 27 partitions of london'),
  at(8360, 'failover.redirected', 'the bootstrap name now leads to london'),
  at(9640, 'client.recovered', 'orders-1 (node, producer) is served again'),
  at(13_740, 'client.recovered', 'audit-java (java, producer) is served again: the last one'),
  at(24_000, 'fault.commanded', 'paris returns, fenced'),
  at(33_800, 'workload.stopped', 'all clients stopped'),
  at(41_200, 'check.final-read', '81,967 records read back from london, 41,866 from paris'),
];

const configuration: readonly ConfigurationSnapshot[] = [
  {
    title: 'brokers of paris',
    entries: {
      'broker.session.timeout.ms': '9000',
      'default.replication.factor': '3',
      'min.insync.replicas': '2',
      'offsets.topic.replication.factor': '3',
      'unclean.leader.election.enable': 'false',
    },
  },
  {
    title: 'MirrorMaker 2 paris->london',
    entries: {
      'emit.checkpoints.interval.seconds': '1',
      'offset.lag.max': '0',
      'replication.policy.class': 'org.apache.kafka.connect.mirror.IdentityReplicationPolicy',
      'sync.group.offsets.enabled': 'true',
      'sync.group.offsets.interval.seconds': '1',
      'tasks.max': '4',
    },
  },
  {
    title: 'Java clients (recommended settings)',
    entries: {
      'connections.max.idle.ms': '60000',
      'delivery.timeout.ms': '900000',
      'metadata.recovery.rebootstrap.trigger.ms': '3000',
      'request.timeout.ms': '5000',
      'networkaddress.cache.ttl (JVM)': '5',
    },
  },
];

const traffic = (seed: number) => [
  sample(seed, {
    name: 'exposure',
    unit: 'records',
    fromMs: -20_000,
    toMs: 8150,
    at: (ms, noise) => (ms < 0 ? 74 + 40 * noise : null),
  }),
  sample(seed + 1, {
    name: 'exposure',
    unit: 'ms',
    fromMs: -20_000,
    toMs: 8150,
    at: (ms, noise) => (ms < 0 ? 46 + 18 * noise + (ms > -13_000 && ms < -12_000 ? 260 : 0) : null),
  }),
  sample(seed + 2, {
    name: 'acknowledged at paris',
    unit: 'records/s',
    site: 'paris',
    fromMs: -20_000,
    toMs: 33_750,
    at: (ms, noise) => (ms < 0 ? 2000 + 60 * noise : 0),
  }),
  sample(seed + 3, {
    name: 'acknowledged at london',
    unit: 'records/s',
    site: 'london',
    fromMs: -20_000,
    toMs: 33_750,
    at: (ms, noise) => {
      if (ms < 9640) return 50 + 6 * noise;
      if (ms < 11_200) return 7400 + 900 * noise;
      return ms < 14_600 ? 2450 + 500 * noise : 2050 + 60 * noise;
    },
  }),
];

export const regionLoss: DrillResult = {
  formatVersion: '1.0',
  tool: { name: 'tideover', version: '0.1.0', commit: '67554d6' },
  run: {
    id: '20261122-140307-region-loss',
    directory: 'runs/region-loss/20261122-140307',
    seed: 1847,
    startedWallMs: STARTED,
    t0WallMs: T0_WALL_MS,
    endedWallMs: STARTED + 86_400,
    durationMs: 86_400,
  },
  scenario: TWO_REGIONS,
  outcome: 'pass',
  asExpected: true,
  verdicts: TWO_REGIONS.objectives.map((objective) =>
    judge(objective, measurements.find((measurement) => measurement.metric === objective.metric)!),
  ),
  check: {
    formatVersion: '1.0',
    run: '20261122-140307-region-loss',
    outcome: 'pass',
    totals: {
      invoked: 109_420,
      acknowledged: 109_371,
      failed: 0,
      ambiguous: 49,
      delivered: 107_916,
      inLog: { paris: 41_866, london: 109_352 },
    },
    anomalies: findings({
      'lost.tail': {
        count: 37,
        examples: [
          {
            site: 'london',
            topic: 'orders',
            partition: 3,
            offset: 1701,
            id: 'orders-1/3/1701',
            t: null,
            say: 'acknowledged 31 ms before T0; london ends at 1701',
          },
          {
            site: 'london',
            topic: 'payments',
            partition: 0,
            offset: 2013,
            id: 'payments-1/0/2013',
            t: null,
            say: 'acknowledged 42 ms before T0; london ends at 2011',
          },
          {
            site: 'london',
            topic: 'audit',
            partition: 5,
            offset: 1322,
            id: 'audit-c/5/1322',
            t: null,
            say: 'acknowledged 8 ms before T0; london ends at 1322',
          },
        ],
      },
      'redelivered.committed': {
        count: groups.reduce((sum, row) => sum + row.redeliveredCommitted, 0),
        causes: { 'offset sync behind': groups.reduce((sum, row) => sum + row.redeliveredCommitted, 0) },
        examples: [
          {
            site: 'london',
            topic: 'orders',
            partition: 1,
            offset: 1645,
            id: 'billing',
            t: 10_220,
            say: 'committed 1655, resumed at 1645',
          },
        ],
      },
      'redelivered.uncommitted': { count: groups.reduce((sum, row) => sum + row.redeliveredUncommitted, 0) },
      ambiguous: {
        count: 49,
        causes: { 'time-out': 31, 'connection lost': 18 },
        examples: [
          {
            site: null,
            topic: 'orders',
            partition: 7,
            offset: null,
            id: 'orders-1/7/1699',
            t: 5020,
            say: 'request timed out after 5 s',
          },
        ],
      },
    }),
    rpo: {
      records: { min: 37, max: 41 },
      bytes: { min: 37_000, max: 41_000 },
      ms: { min: 40, max: 44 },
      acknowledgedBeforeT0: 41_802,
      stranded: 37,
      byTopic: [
        { topic: 'orders', records: 21, bytes: 21_000, ms: 36 },
        { topic: 'payments', records: 12, bytes: 12_000, ms: 42 },
        { topic: 'audit', records: 4, bytes: 4000, ms: 19 },
      ],
    },
    rto,
    clients,
    groups,
    measurements,
    stalls: { count: 2, longestMs: 41, overlapsRecovery: false },
    gaps: [],
  },
  timeline,
  series: traffic(1847),
  bands: [
    {
      title: 'site paris lost (silent, then killed)',
      fromMs: 0,
      toMs: 24_000,
      site: 'paris',
      commandedMs: -4,
      proof: 'a canary through the WAN of paris got no answer; the TCP connection stayed open',
    },
  ],
  fencing: {
    armed: true,
    method: 'pre-armed lease on the hosts of paris: client listeners stay closed without it',
    stubbornAttempts: 412,
    stubbornAcknowledged: 0,
    notStopped: ['an administrator on a host of paris who opens the listener by hand'],
  },
  secondOpinions: [
    ['london', 'orders', 52_390],
    ['london', 'payments', 33_281],
    ['london', 'audit', 21_019],
    ['paris', 'orders', 20_911],
    ['paris', 'payments', 12_548],
    ['paris', 'audit', 8355],
  ].map(([site, topic, count]) => ({
    tool: 'kafka-console-consumer 4.3.1',
    site: site as string,
    topic: topic as string,
    counted: count as number,
    checkerCounted: count as number,
  })),
  configuration,
  environment: {
    cores: '2',
    java: 'OpenJDK 21.0.8',
    kafka: '4.3.1',
    kernel: 'Linux 6.12',
    librdkafka: '2.11.0',
    memory: '24 GiB',
    node: 'v24.21.0',
  },
  gaps: [
    'Failback was not part of this drill: that paris can take over again is not shown. Next: tideover drill run region-loss --failback',
    'One run is one sample of the lag at a random moment. Next: tideover drill run region-loss --times 10',
  ],
  recheck: 'npx tideover drill check runs/region-loss/20261122-140307',
};
