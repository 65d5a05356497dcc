// Positions of many groups at once: one OffsetFetch per coordinator and 100 groups, one OffsetCommit per group (KIP-709, KIP-447).
import { keyOf, type TopicPartition } from '../base/core.ts';
import type { GroupPositions, PositionsToWrite, PositionsWritten, Refused } from './administration.ts';
import type { CommittedOffset } from './core.ts';
import type { Coordinators } from './coordinators.ts';
import type { Deadline } from './deadline.ts';
import { failureOf } from './failure.ts';
import type { KafkaLibrary } from './library.ts';
import { refusal } from './refused.ts';
import type { Session } from './session.ts';

const GROUPS_PER_REQUEST = 100;
const GROUP_ID_NOT_FOUND = 69;
const UNSTABLE_OFFSET_COMMIT = 88;
const COORDINATOR_NOT_AVAILABLE = 15;

type FetchAnswer = Awaited<ReturnType<KafkaLibrary['offsetFetchV8']['api']['async']>>;
type FetchedGroup = FetchAnswer['groups'][number];

/** Settled positions of the groups, in the order asked for. One try: a caller that comes again in half a second is its own retry. */
export async function readPositions(
  session: Session,
  coordinators: Coordinators,
  groups: readonly string[],
  deadline: Deadline,
): Promise<readonly GroupPositions[]> {
  if (groups.length === 0) return [];
  const found = new Map<string, GroupPositions>();
  if (await coordinators.offsetsTopicExists(session, deadline)) {
    const located = await coordinators.locate(session, groups, deadline);
    for (const [group, refused] of located.refused) found.set(group, { ...withoutPositions(group), refused });
    const pieces = [...located.byBroker].flatMap(([broker, of]) => sliced(of).map((names) => ({ broker, names })));
    const answers = await Promise.all(
      pieces.map(({ broker, names }) => fetchFrom(session, coordinators, broker, names, deadline)),
    );
    for (const one of answers.flat()) found.set(one.group, one);
  }
  return groups.map((group) => found.get(group) ?? withoutPositions(group));
}

async function fetchFrom(
  session: Session,
  coordinators: Coordinators,
  broker: number,
  groups: readonly string[],
  deadline: Deadline,
): Promise<readonly GroupPositions[]> {
  const request = groups.map((groupId) => ({ groupId, memberId: null, memberEpoch: -1, topics: null }));
  try {
    const answer = await session.broker(broker, session.library.offsetFetchV8.api, [request, true], deadline);
    return answer.groups.map((one) => {
      coordinators.learn(one.groupId, one.errorCode);
      return positionsOf(session, one);
    });
  } catch (error) {
    coordinators.forget(groups);
    return groups.map((group) => ({ ...withoutPositions(group), refused: unreachable(session, group, broker, error) }));
  }
}

function positionsOf(session: Session, answer: FetchedGroup): GroupPositions {
  const group = answer.groupId;
  if (answer.errorCode === GROUP_ID_NOT_FOUND) return withoutPositions(group);
  if (answer.errorCode !== 0) {
    return {
      ...withoutPositions(group),
      refused: refusal(session, { item: `group ${group}`, code: answer.errorCode }),
    };
  }
  const offsets: CommittedOffset[] = [];
  const unstable: TopicPartition[] = [];
  for (const { name: topic, partitions } of answer.topics) {
    for (const one of partitions) {
      const tp = { topic, partition: one.partitionIndex };
      if (one.errorCode === UNSTABLE_OFFSET_COMMIT) unstable.push(tp);
      else if (one.errorCode !== 0) {
        const item = `group ${group}, ${keyOf(tp)}`;
        return { ...withoutPositions(group), refused: refusal(session, { item, code: one.errorCode }) };
      } else if (one.committedOffset >= 0n) {
        offsets.push({
          ...tp,
          offset: Number(one.committedOffset),
          committedLeaderEpoch: one.committedLeaderEpoch,
          metadata: one.metadata ?? '',
        });
      }
    }
  }
  return { group, offsets, unstable, refused: null };
}

/** Leader epoch -1 always (law 11). Groups of one coordinator share its connection, which bounds what is in flight. */
export async function writePositions(
  session: Session,
  coordinators: Coordinators,
  writes: readonly PositionsToWrite[],
  deadline: Deadline,
): Promise<readonly PositionsWritten[]> {
  if (writes.length === 0) return [];
  const located = await coordinators.locate(
    session,
    writes.map((one) => one.group),
    deadline,
  );
  const brokerOf = new Map(
    [...located.byBroker].flatMap(([broker, of]) => of.map((group) => [group, broker] as const)),
  );
  return await Promise.all(
    writes.map(async (one): Promise<PositionsWritten> => {
      const broker = brokerOf.get(one.group);
      const refused = located.refused.get(one.group);
      if (broker !== undefined) return await commitTo(session, coordinators, broker, one, deadline);
      return { group: one.group, refused: refused === undefined ? [] : [{ ...refused, partition: null }] };
    }),
  );
}

async function commitTo(
  session: Session,
  coordinators: Coordinators,
  broker: number,
  { group, offsets }: PositionsToWrite,
  deadline: Deadline,
): Promise<PositionsWritten> {
  const topics = [...Map.groupBy(offsets, (one) => one.topic)].map(([name, of]) => ({
    name,
    partitions: of.map((one) => ({
      partitionIndex: one.partition,
      committedOffset: BigInt(one.offset),
      committedLeaderEpoch: -1,
      committedMetadata: one.metadata,
    })),
  }));
  try {
    const api = session.library.offsetCommitV8.api;
    const answer = await session.broker(broker, api, [group, -1, '', null, topics], deadline);
    const refused = answer.topics.flatMap(({ name: topic, partitions }) =>
      partitions
        .filter((one) => one.errorCode !== 0)
        .map((one) => {
          coordinators.learn(group, one.errorCode);
          const partition = { topic, partition: one.partitionIndex };
          const item = `group ${group}, ${keyOf(partition)}`;
          return { ...refusal(session, { item, code: one.errorCode }), partition };
        }),
    );
    return { group, refused };
  } catch (error) {
    coordinators.forget([group]);
    return { group, refused: [{ ...unreachable(session, group, broker, error), partition: null }] };
  }
}

function unreachable(session: Session, group: string, broker: number, error: unknown): Refused {
  const message = failureOf(error, `broker ${broker}`).message;
  return refusal(session, { item: `group ${group}`, code: COORDINATOR_NOT_AVAILABLE, message });
}

function withoutPositions(group: string): GroupPositions {
  return { group, offsets: [], unstable: [], refused: null };
}

function sliced(groups: readonly string[]): readonly (readonly string[])[] {
  const slices: (readonly string[])[] = [];
  for (let i = 0; i < groups.length; i += GROUPS_PER_REQUEST) slices.push(groups.slice(i, i + GROUPS_PER_REQUEST));
  return slices;
}
