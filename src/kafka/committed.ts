// Committed offsets: read and write the positions of groups at their coordinator (OffsetFetch v8, OffsetCommit v8).
import { keyOf, type TopicPartition } from '../base/core.ts';
import type { CommittedOffset, CommittedOffsets } from './core.ts';
import type { Deadline } from './deadline.ts';
import { kafkaError } from './errors.ts';
import { failureOfCode, nameOfCode } from './failure.ts';
import { fetchMetadata } from './metadata.ts';
import type { Session } from './session.ts';

const COORDINATOR_GROUP = 0;
const GROUP_ID_NOT_FOUND = 69;
const UNKNOWN_TOPIC_OR_PARTITION = 3;
const OFFSETS_TOPIC = '__consumer_offsets';

/** A position to write; without a leader epoch by design (law 11: a copied epoch freezes Java consumers without an error). */
export type NewPosition = TopicPartition & { readonly offset: number; readonly metadata?: string };

/** All positions of a group, or those of the given partitions (offset null where there is none). A group that does not exist has none. */
export async function readCommitted(
  session: Session,
  group: string,
  partitions: readonly TopicPartition[] | undefined,
  deadline: Deadline,
): Promise<CommittedOffsets> {
  // FindCoordinator would create __consumer_offsets on a fresh cluster; a read must not change anything.
  if (!(await offsetsTopicExists(session, deadline)))
    return { group, offsets: (partitions ?? []).map(withoutPosition) };
  const topics =
    partitions === undefined
      ? null
      : [...Map.groupBy(partitions, (one) => one.topic)].map(([name, of]) => ({
          name,
          partitionIndexes: of.map((one) => one.partition),
        }));
  const coordinator = await session.coordinator(COORDINATOR_GROUP, group, deadline);
  const request = [{ groupId: group, memberId: null, memberEpoch: -1, topics }];
  const answer = await session.broker(coordinator, session.library.offsetFetchV8.api, [request, false], deadline);
  const found = answer.groups[0];
  if (found === undefined || found.errorCode === GROUP_ID_NOT_FOUND) {
    return { group, offsets: (partitions ?? []).map(withoutPosition) };
  }
  session.check(found.errorCode, `group ${group}`);
  const offsets = found.topics.flatMap((topic) =>
    topic.partitions.map((one): CommittedOffset => {
      const tp = { topic: topic.name, partition: one.partitionIndex };
      session.check(one.errorCode, `group ${group}, ${keyOf(tp)}`);
      if (one.committedOffset < 0n) return withoutPosition(tp);
      return {
        ...tp,
        offset: Number(one.committedOffset),
        committedLeaderEpoch: one.committedLeaderEpoch,
        metadata: one.metadata ?? '',
      };
    }),
  );
  return { group, offsets: offsets.sort(byPartition) };
}

/** Writes positions of an inactive group; Kafka's refusals are thrown with all partitions listed, after the others were taken. */
export async function writeCommitted(
  session: Session,
  group: string,
  positions: readonly NewPosition[],
  deadline: Deadline,
): Promise<void> {
  if (positions.length === 0) return;
  const coordinator = await session.coordinator(COORDINATOR_GROUP, group, deadline);
  const topics = [...Map.groupBy(positions, (one) => one.topic)].map(([name, of]) => ({
    name,
    partitions: of.map((one) => ({
      partitionIndex: one.partition,
      committedOffset: BigInt(one.offset),
      committedLeaderEpoch: -1,
      committedMetadata: one.metadata ?? '',
    })),
  }));
  // Generation -1 without a member: how Kafka's own Admin.alterConsumerGroupOffsets writes.
  const api = session.library.offsetCommitV8.api;
  const answer = await session.broker(coordinator, api, [group, -1, '', null, topics], deadline);
  const refused = answer.topics.flatMap((topic) =>
    topic.partitions
      .filter((one) => one.errorCode !== 0)
      .map((one) => ({ key: keyOf({ topic: topic.name, partition: one.partitionIndex }), code: one.errorCode })),
  );
  const healing = refused
    .map((one) => failureOfCode(session.library, one.code, `group ${group}, ${one.key}`))
    .find((one) => one.kind === 'transient' || one.kind === 'denied');
  if (healing !== undefined) throw healing;
  if (refused.length > 0) {
    const detail = refused.map((one) => `${one.key}: ${one.code} ${nameOfCode(session.library, one.code)}`).join(', ');
    throw kafkaError('TIDE_KAFKA_COMMIT_REFUSED', { cluster: session.name, group, detail, partitions: refused.length });
  }
}

async function offsetsTopicExists(session: Session, deadline: Deadline): Promise<boolean> {
  const { topics } = await fetchMetadata(session, [OFFSETS_TOPIC], deadline);
  return topics[0]?.errorCode !== UNKNOWN_TOPIC_OR_PARTITION;
}

function withoutPosition(tp: TopicPartition): CommittedOffset {
  return { topic: tp.topic, partition: tp.partition, offset: null, committedLeaderEpoch: -1, metadata: '' };
}

function byPartition(a: TopicPartition, b: TopicPartition): number {
  return a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;
}
