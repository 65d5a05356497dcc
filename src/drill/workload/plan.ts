// Workload declared -> client processes with everything a stock application would be told. Pure.
import { javaSessionName } from '../../check/core.ts';
import type { ClientKind, GroupSpec, ProducerSpec, SiteName, WorkloadSpec } from '../../scenario/core.ts';
import { clientProperties, type ClientRole } from './client-settings.ts';
import { connectionSettings } from './connection-settings.ts';
import type { ConsumerProcessSpec, ProducerProcessSpec } from './spec.ts';

type Properties = Readonly<Record<string, string>>;

export interface PlanInput {
  readonly run: string;
  readonly workload: WorkloadSpec;
  /** Folder of the history files. */
  readonly historyDir: string;
  readonly clock: { readonly monotonicMs: number; readonly wallMs: number };
  /** CLOCK_MONOTONIC milliseconds at which the schedules start. */
  readonly startAt: number;
  /** The service names. */
  readonly bootstrap: readonly string[];
  /** Client listeners of each site, for clients that are pointed at one. */
  readonly siteBootstrap: Readonly<Record<SiteName, readonly string[]>>;
  /** Security properties (Java names) by what a client is pointed at: `bootstrap` or a site. */
  readonly connection: (pointedAt: string) => Properties;
}

export interface WorkloadPlan {
  readonly producers: readonly ProducerProcessSpec[];
  readonly consumers: readonly ConsumerProcessSpec[];
}

/** One process per producer and per group member. Java sessions are renamed to what that tool can stamp: `java-<number>`. */
export function planWorkload(input: PlanInput): WorkloadPlan {
  const { workload } = input;
  const sessions = sessionNames(workload.producers);
  return {
    producers: workload.producers.map((producer, index) => planProducer(input, producer, sessions[index]!)),
    consumers: workload.groups.flatMap((group) =>
      Array.from({ length: group.members }, (_, member) => planConsumer(input, group, member)),
    ),
  };
}

/** Java sessions keep the number at their end when it is free, else they get the next free one. */
function sessionNames(producers: readonly ProducerSpec[]): readonly string[] {
  const used = new Set<string>();
  return producers.map(({ kind, session }) => {
    if (kind !== 'java') return session;
    let number = Number(/(\d{1,8})$/.exec(session)?.[1] ?? 1);
    while (used.has(javaSessionName(number))) number++;
    used.add(javaSessionName(number));
    return javaSessionName(number);
  });
}

function planProducer(input: PlanInput, producer: ProducerSpec, session: string): ProducerProcessSpec {
  const process = `producer-${session}`;
  return {
    run: input.run,
    process,
    kind: producer.kind,
    site: producer.site,
    pointedAt: producer.pointedAt,
    session,
    bootstrap: bootstrapOf(input, producer.pointedAt),
    properties: propertiesOf(input, producer.kind, 'producer', producer.pointedAt),
    topic: producer.topic,
    partitions: producer.partitions,
    recordsPerSecond: producer.recordsPerSecond,
    recordBytes: producer.recordBytes,
    ...(producer.counted === undefined ? {} : { recordsPerPartition: producer.counted.recordsPerPartition }),
    historyFile: `${input.historyDir}/${process}.jsonl`,
    startAt: input.startAt,
    clock: input.clock,
  };
}

function planConsumer(input: PlanInput, group: GroupSpec, index: number): ConsumerProcessSpec {
  const member = `${group.group}-${index + 1}`;
  const process = `consumer-${member}`;
  return {
    run: input.run,
    process,
    kind: group.kind,
    site: group.site,
    pointedAt: group.pointedAt,
    group: group.group,
    member,
    bootstrap: bootstrapOf(input, group.pointedAt),
    properties: propertiesOf(input, group.kind, 'consumer', group.pointedAt),
    topic: group.topic,
    commitIntervalMs: group.commitIntervalMs,
    ...(group.handOverAt === undefined || index > 0 ? {} : { untilOffset: group.handOverAt }),
    historyFile: `${input.historyDir}/${process}.jsonl`,
    clock: input.clock,
  };
}

function bootstrapOf(input: PlanInput, pointedAt: string): readonly string[] {
  if (pointedAt === 'bootstrap') return input.bootstrap;
  const own = input.siteBootstrap[pointedAt];
  if (own === undefined) throw new RangeError(`a client is pointed at ${pointedAt}, which is no site with brokers`);
  return own;
}

function propertiesOf(input: PlanInput, kind: ClientKind, role: ClientRole, pointedAt: string): Properties {
  const connection = input.connection(pointedAt);
  const security = kind === 'librdkafka' ? librdkafkaConnection(connection) : connection;
  return { ...security, ...clientProperties(kind, role, input.workload.clientSettings) };
}

/** Java's security properties in librdkafka's names. */
export function librdkafkaConnection(properties: Properties): Properties {
  const { sasl, trustPem, trustFile, verifyHostName } = connectionSettings(properties);
  return {
    'security.protocol': properties['security.protocol'] ?? 'PLAINTEXT',
    ...(sasl === undefined
      ? {}
      : { 'sasl.mechanisms': sasl.mechanism, 'sasl.username': sasl.username, 'sasl.password': sasl.password }),
    ...(trustPem === undefined ? {} : { 'ssl.ca.pem': trustPem }),
    ...(trustFile === undefined ? {} : { 'ssl.ca.location': trustFile }),
    ...(verifyHostName ? {} : { 'ssl.endpoint.identification.algorithm': 'none' }),
  };
}
