// Log ranges: first and last offset of partitions, asked at their leaders (ListOffsets, KIP-207).
import { keyOf, type TopicPartition } from '../base/core.ts';
import type { LogRange, OffsetAndEpoch } from './core.ts';
import type { Deadline } from './deadline.ts';
import { Failure, failureOfCode } from './failure.ts';
import { describeTopics } from './metadata.ts';
import type { Session } from './session.ts';

export type Isolation = 'uncommitted' | 'committed';

const EARLIEST = -2n;
const LATEST = -1n;
const CONSUMER = -1;

/** Ranges in the order of the request. `end` is the high watermark, or with `committed` the last stable offset. */
export async function logRanges(
  session: Session,
  partitions: readonly TopicPartition[],
  isolation: Isolation,
  deadline: Deadline,
): Promise<readonly LogRange[]> {
  if (partitions.length === 0) return [];
  const byLeader = await groupByLeader(session, partitions, deadline);
  const found = new Map<string, LogRange>();
  await Promise.all(
    [...byLeader].map(async ([leader, led]) => {
      const [earliest, end] = await Promise.all([
        listOffsets(session, leader, led, EARLIEST, isolation, deadline),
        listOffsets(session, leader, led, LATEST, isolation, deadline),
      ]);
      for (const tp of led) {
        const key = keyOf(tp);
        const first = earliest.get(key);
        const last = end.get(key);
        if (first === undefined || last === undefined)
          throw new Failure('transient', `${key}: no offset in the answer`);
        found.set(key, { topic: tp.topic, partition: tp.partition, earliest: first, end: last });
      }
    }),
  );
  return partitions.map((tp) => found.get(keyOf(tp))!);
}

/** Sorts partitions by their current leader. Throws Failure: refused for a missing partition, transient for one without leader. */
export async function groupByLeader(
  session: Session,
  partitions: readonly TopicPartition[],
  deadline: Deadline,
): Promise<ReadonlyMap<number, readonly TopicPartition[]>> {
  const topics = await describeTopics(session, [...new Set(partitions.map((one) => one.topic))], deadline);
  const leaders = new Map(topics.flatMap((topic) => topic.partitions.map((one) => [keyOf(one), one.leader] as const)));
  const byLeader = new Map<number, Map<string, TopicPartition>>();
  for (const tp of partitions) {
    const key = keyOf(tp);
    const leader = leaders.get(key);
    if (leader === undefined) throw failureOfCode(session.library, 3, key);
    if (leader < 0) throw failureOfCode(session.library, 5, key);
    const led = byLeader.get(leader) ?? new Map<string, TopicPartition>();
    led.set(key, tp);
    byLeader.set(leader, led);
  }
  return new Map([...byLeader].map(([leader, led]) => [leader, [...led.values()]]));
}

async function listOffsets(
  session: Session,
  leader: number,
  partitions: readonly TopicPartition[],
  timestamp: bigint,
  isolation: Isolation,
  deadline: Deadline,
): Promise<ReadonlyMap<string, OffsetAndEpoch>> {
  const topics = Map.groupBy(partitions, (one) => one.topic);
  const request = [...topics].map(([name, led]) => ({
    name,
    partitions: led.map((one) => ({ partitionIndex: one.partition, currentLeaderEpoch: -1, timestamp })),
  }));
  const level = isolation === 'committed' ? 1 : 0;
  const answer = await session.broker(leader, session.library.listOffsetsV7.api, [CONSUMER, level, request], deadline);
  const found = new Map<string, OffsetAndEpoch>();
  for (const topic of answer.topics) {
    for (const one of topic.partitions) {
      const key = keyOf({ topic: topic.name, partition: one.partitionIndex });
      session.check(one.errorCode, key);
      found.set(key, { offset: Number(one.offset), leaderEpoch: one.leaderEpoch });
    }
  }
  return found;
}
