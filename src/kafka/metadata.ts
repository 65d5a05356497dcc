// Metadata: cluster id, brokers, topics with their leaders and ISR, and the features the cluster runs with.
import type { MetadataTopic } from './library.ts';

import type { BrokerDescription, PartitionDescription, TopicDescription } from './core.ts';
import type { Deadline } from './deadline.ts';
import { Failure } from './failure.ts';
import type { Session } from './session.ts';

export interface MetadataAnswer {
  readonly clusterId: string;
  readonly brokers: readonly BrokerDescription[];
  readonly topics: readonly MetadataTopic[];
}

const UNKNOWN_TOPIC_OR_PARTITION = 3;
const LEADER_NOT_AVAILABLE = 5;

/** Asks a rotating broker; null = all topics, [] = none. Never creates a topic. Teaches the session the brokers. */
export async function fetchMetadata(
  session: Session,
  topics: readonly string[] | null,
  deadline: Deadline,
): Promise<MetadataAnswer> {
  const wanted = topics === null ? null : [...topics];
  const answer = await session.any(session.library.metadataV12.api, [wanted, false, false], deadline);
  const brokers = answer.brokers
    .map((one) => ({ id: one.nodeId, host: one.host, port: one.port, rack: one.rack ?? null }))
    .sort((a, b) => a.id - b.id);
  if (brokers.length === 0) throw new Failure('transient', 'the metadata named no broker');
  session.learnBrokers(brokers);
  return { clusterId: answer.clusterId ?? '', brokers, topics: answer.topics };
}

/** All topics, or the named ones; missing ones are left out. A topic that is denied is an error when it was named. */
export async function describeTopics(
  session: Session,
  names: readonly string[] | undefined,
  deadline: Deadline,
): Promise<readonly TopicDescription[]> {
  if (names !== undefined && names.length === 0) return [];
  const answer = await fetchMetadata(session, names ?? null, deadline);
  const found: TopicDescription[] = [];
  for (const topic of answer.topics) {
    const name = topic.name ?? '';
    if (topic.errorCode === UNKNOWN_TOPIC_OR_PARTITION) continue;
    if (topic.errorCode !== LEADER_NOT_AVAILABLE) session.check(topic.errorCode, `topic ${name}`);
    found.push({ name, id: topic.topicId, partitions: partitionsOf(name, topic) });
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function partitionsOf(topic: string, described: MetadataTopic): readonly PartitionDescription[] {
  return described.partitions
    .map((one) => ({
      topic,
      partition: one.partitionIndex,
      leader: one.leaderId,
      leaderEpoch: one.leaderEpoch,
      replicas: one.replicaNodes,
      isr: one.isrNodes,
    }))
    .sort((a, b) => a.partition - b.partition);
}

/** metadata.version level -> the release that introduced it (org.apache.kafka.server.common.MetadataVersion, last level of each). */
const RELEASES: readonly (readonly [level: number, release: string])[] = [
  [7, '3.3'],
  [8, '3.4'],
  [11, '3.5'],
  [14, '3.6'],
  [19, '3.7'],
  [20, '3.8'],
  [21, '3.9'],
  [25, '4.0'],
  [27, '4.1'],
  [29, '4.2'],
  [30, '4.3'],
];

/** Finalized features by name, and `kafka.version`: the release that the answering broker's highest metadata.version belongs to. */
export async function fetchFeatures(session: Session, deadline: Deadline): Promise<Readonly<Record<string, string>>> {
  const answer = await session.any(session.library.apiVersionsV3.api, ['tideover', '0'], deadline);
  const features: Record<string, string> = {};
  for (const feature of answer.finalizedFeatures ?? []) features[feature.name] = String(feature.maxVersionLevel);
  const highest = answer.supportedFeatures?.find((one) => one.name === 'metadata.version')?.maxVersion;
  if (highest !== undefined) {
    features['metadata.version.supported'] = String(highest);
    const release = RELEASES.find(([level]) => highest <= level)?.[1];
    features['kafka.version'] = release ?? `${RELEASES.at(-1)?.[1] ?? ''} or later`;
  }
  return features;
}
