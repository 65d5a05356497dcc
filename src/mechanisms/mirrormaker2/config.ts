// emitConfig: the properties file of a dedicated MirrorMaker 2 for one flow.
import type { Flow } from '../../replication/core.ts';
import { mirrorMakerError } from './errors.ts';
import { propertiesText } from './properties-text.ts';
import { CANARY_TOPIC, DEFAULT_TUNING, type MirrorMakerSite, type MirrorMakerTuning } from './tuning.ts';

type Entry = readonly [key: string, value: string | number | boolean];

/** The alias stands in key names, topic names (`<alias>.checkpoints.internal`) and client ids. */
const ALIAS = /^[A-Za-z0-9_-]+$/;

/**
 * The properties text for `org.apache.kafka.connect.mirror.MirrorMaker`. Throws TIDE_MIRRORMAKER2_ALIAS for a site name that
 * cannot be an alias. Which prefix a key needs (source: MirrorMakerConfig): worker keys count with the target's alias only,
 * connector keys with `source->target.`, client keys with `<alias>.consumer.` and so on; other spellings are silently ignored.
 */
export function emitConfig(
  flow: Flow,
  sites: { readonly source: MirrorMakerSite; readonly target: MirrorMakerSite },
  tuning: Partial<MirrorMakerTuning> = {},
): string {
  for (const alias of [flow.source, flow.target]) {
    if (!ALIAS.test(alias)) throw mirrorMakerError('TIDE_MIRRORMAKER2_ALIAS', { alias });
  }
  const tuned = { ...DEFAULT_TUNING, ...tuning };
  return propertiesText([
    ['clusters', `${flow.source}, ${flow.target}`],
    ...connection(flow.source, sites.source),
    ...connection(flow.target, sites.target),
    ...flowKeys(flow, tuned, Math.min(tuned.replicationFactor, sites.target.brokers)),
    ...workerKeys(flow.target, tuned, Math.min(3, sites.target.brokers)),
    ...sourceClientKeys(flow.source, tuned),
    ...targetClientKeys(flow.target, tuned),
  ]);
}

function connection(alias: string, site: MirrorMakerSite): readonly Entry[] {
  const properties = Object.entries(site.properties).map(([key, value]): Entry => [`${alias}.${key}`, value]);
  return [[`${alias}.bootstrap.servers`, site.bootstrap.join(',')], ...properties];
}

function flowKeys(flow: Flow, tuning: MirrorMakerTuning, replicationFactor: number): readonly Entry[] {
  const there = `${flow.source}->${flow.target}`;
  const back = `${flow.target}->${flow.source}`;
  const { intervalSeconds, refreshSeconds } = tuning;
  const entries: readonly Entry[] = [
    ['enabled', true],
    ['topics', [...flow.topics, CANARY_TOPIC].join(',')],
    // The default differs between versions (KIP-1074); said here, so that the worker's version does not matter.
    ['topics.exclude', 'mm2.*\\.internal,.*\\.replica,__.*'],
    ['groups', flow.groups.join(',')],
    ['groups.exclude', 'console-consumer-.*,connect-.*,__.*'],
    ['tasks.max', tuning.tasks],
    ['replication.factor', replicationFactor],
    ['refresh.topics.interval.seconds', refreshSeconds],
    ['refresh.groups.interval.seconds', refreshSeconds],
    ['sync.topic.configs.interval.seconds', 30],
    // It would copy READ on literal topics only and never take anything back: rights are the audit's business.
    ['sync.topic.acls.enabled', false],
    ['sync.group.offsets.enabled', true],
    ['sync.group.offsets.interval.seconds', intervalSeconds],
    ['emit.checkpoints.interval.seconds', intervalSeconds],
    // Key of MirrorSourceConfig (OFFSET_LAG_MAX); 0 = a sync for every batch: caught-up groups are translated exactly.
    ['offset.lag.max', 0],
    // At the target, so that the map of offsets survives the loss of the source, and nothing is written to the source.
    ['offset-syncs.topic.location', 'target'],
    ['offset-syncs.topic.replication.factor', replicationFactor],
    ['checkpoints.topic.replication.factor', replicationFactor],
    ['consumer.poll.timeout.ms', 250],
    ['admin.timeout.ms', tuning.sourceTimeoutMs * 2],
    ['emit.heartbeats.enabled', false],
    // Its connector makes the topic even when it is off, and fails with the default of 3 where there are fewer brokers.
    ['heartbeats.topic.replication.factor', replicationFactor],
    ['heartbeats.replication.enabled', false],
  ];
  return [
    ...entries.map(([key, value]): Entry => [`${there}.${key}`, value]),
    // Off alone is not enough: a second herder would be started for heartbeats (5 s and 200 MB).
    [`${back}.enabled`, false],
    [`${back}.emit.heartbeats.enabled`, false],
    ['replication.policy.class', 'org.apache.kafka.connect.mirror.IdentityReplicationPolicy'],
  ];
}

function workerKeys(target: string, tuning: MirrorMakerTuning, internalReplication: number): readonly Entry[] {
  const storage = (['offset', 'config', 'status'] as const).map(
    (what): Entry => [`${what}.storage.replication.factor`, internalReplication],
  );
  return [
    // Both spellings: the top-level one spares MirrorMakerConfig's own scan of the class path, the prefixed one the herder's.
    ['plugin.discovery', 'service_load'],
    [`${target}.plugin.discovery`, 'service_load'],
    ...storage,
    ['offset.storage.partitions', 1],
    ['status.storage.partitions', 1],
    [`${target}.offset.flush.interval.ms`, tuning.intervalSeconds * 1000],
    [`${target}.task.shutdown.graceful.timeout.ms`, 1000],
    // A restarted worker need not wait for its dead predecessor's session and place.
    [`${target}.scheduled.rebalance.max.delay.ms`, 0],
    [`${target}.session.timeout.ms`, 6000],
    [`${target}.heartbeat.interval.ms`, 2000],
  ];
}

function sourceClientKeys(source: string, tuning: MirrorMakerTuning): readonly Entry[] {
  const { sourceTimeoutMs } = tuning;
  return [
    [`${source}.consumer.isolation.level`, 'read_committed'],
    // A busy flow is copied in batches instead of record by record; an idle one waits at most this long.
    [`${source}.consumer.fetch.min.bytes`, 16_384],
    [`${source}.consumer.fetch.max.wait.ms`, 50],
    [`${source}.consumer.max.poll.records`, 5000],
    [`${source}.consumer.max.partition.fetch.bytes`, 4_194_304],
    [`${source}.consumer.fetch.max.bytes`, 16_777_216],
    [`${source}.consumer.receive.buffer.bytes`, 1_048_576],
    [`${source}.consumer.request.timeout.ms`, sourceTimeoutMs],
    [`${source}.consumer.default.api.timeout.ms`, sourceTimeoutMs * 2],
    [`${source}.consumer.socket.connection.setup.timeout.ms`, 2000],
    [`${source}.consumer.socket.connection.setup.timeout.max.ms`, 5000],
    [`${source}.consumer.metadata.max.age.ms`, 10_000],
    [`${source}.admin.request.timeout.ms`, sourceTimeoutMs],
    [`${source}.admin.default.api.timeout.ms`, sourceTimeoutMs * 2],
    [`${source}.admin.socket.connection.setup.timeout.ms`, 2000],
    [`${source}.admin.socket.connection.setup.timeout.max.ms`, 5000],
  ];
}

function targetClientKeys(target: string, tuning: MirrorMakerTuning): readonly Entry[] {
  return [
    [`${target}.producer.acks`, 'all'],
    // Connect's default is one request in flight without idempotence. Five without idempotence would reorder on a retry.
    [`${target}.producer.enable.idempotence`, true],
    [`${target}.producer.max.in.flight.requests.per.connection`, 5],
    [`${target}.producer.batch.size`, 524_288],
    [`${target}.producer.linger.ms`, tuning.lingerMs],
    [`${target}.producer.buffer.memory`, 67_108_864],
    [`${target}.producer.max.request.size`, 8_388_608],
    [`${target}.producer.compression.type`, tuning.compression],
  ];
}
