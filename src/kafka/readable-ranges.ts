// Readable ranges: log start and high watermark of whatever can be asked now; one bad partition does not keep the others waiting.
import { keyOf, type TopicPartition } from '../base/core.ts';
import type { LogRange, OffsetAndEpoch } from './core.ts';
import type { Deadline } from './deadline.ts';
import type { Session } from './session.ts';
import { describeTopics } from './metadata.ts';

const EARLIEST = -2n;
const LATEST = -1n;
const CONSUMER = -1;
const UNCOMMITTED = 0;

/** One try, in no order. A partition without a leader, with an error, or whose leader does not answer is left out. */
export async function readableRanges(
  session: Session,
  partitions: readonly TopicPartition[],
  deadline: Deadline,
): Promise<readonly LogRange[]> {
  if (partitions.length === 0) return [];
  const topics = await describeTopics(session, [...new Set(partitions.map((one) => one.topic))], deadline);
  const leaders = new Map(topics.flatMap((topic) => topic.partitions.map((one) => [keyOf(one), one.leader] as const)));
  const led = Map.groupBy(partitions, (one) => leaders.get(keyOf(one)) ?? -1);
  const answers = await Promise.all(
    [...led]
      .filter(([leader]) => leader >= 0)
      .map(async ([leader, of]) => {
        const [first, last] = await Promise.all([
          offsetsAt(session, leader, of, EARLIEST, deadline),
          offsetsAt(session, leader, of, LATEST, deadline),
        ]);
        return of.flatMap(({ topic, partition }): LogRange[] => {
          const earliest = first.get(keyOf({ topic, partition }));
          const end = last.get(keyOf({ topic, partition }));
          return earliest === undefined || end === undefined ? [] : [{ topic, partition, earliest, end }];
        });
      }),
  );
  return answers.flat();
}

async function offsetsAt(
  session: Session,
  leader: number,
  partitions: readonly TopicPartition[],
  timestamp: bigint,
  deadline: Deadline,
): Promise<ReadonlyMap<string, OffsetAndEpoch>> {
  const found = new Map<string, OffsetAndEpoch>();
  const request = [...Map.groupBy(partitions, (one) => one.topic)].map(([name, of]) => ({
    name,
    partitions: of.map((one) => ({ partitionIndex: one.partition, currentLeaderEpoch: -1, timestamp })),
  }));
  const parameters: [number, 0, typeof request] = [CONSUMER, UNCOMMITTED, request];
  try {
    const answer = await session.broker(leader, session.library.listOffsetsV7.api, parameters, deadline);
    for (const { name: topic, partitions: of } of answer.topics) {
      for (const one of of) {
        if (one.errorCode !== 0) continue;
        const at = { offset: Number(one.offset), leaderEpoch: one.leaderEpoch };
        found.set(keyOf({ topic, partition: one.partitionIndex }), at);
      }
    }
  } catch {
    // The leader does not answer: its partitions have no range now, and the caller comes again.
  }
  return found;
}
