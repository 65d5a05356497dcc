// Log facts: what leaders know about their logs: offsets, producers, ends of leader epochs.
import type { TopicPartition } from '../../base/core.ts';
import { DESCRIBE_PRODUCERS, LIST_OFFSETS, OFFSET_FOR_LEADER_EPOCH } from '../../wire/core.ts';
import { type Asker, CONTROL_LANE } from './asker.ts';
import { groupByTopic } from './by-topic.ts';
import type { OffsetAnswer, RawCluster } from './contract.ts';

const CONSUMER = -1;
/** ListOffsetsRequest.DEBUGGING_REPLICA_ID: sees up to the log end of the leader, not of the high watermark. */
const DEBUGGING = -2;

export interface OffsetQuestion {
  readonly timestamp: number;
  readonly view: 'consumer' | 'log';
  readonly isolation: 'uncommitted' | 'committed';
}

/** ListOffsets at one broker. Throws TideError. */
export async function listRawOffsets(
  asker: Asker,
  broker: number,
  wanted: readonly TopicPartition[],
  question: OffsetQuestion,
): Promise<readonly OffsetAnswer[]> {
  const { timestamp, view, isolation } = question;
  const body = {
    replicaId: view === 'log' ? DEBUGGING : CONSUMER,
    isolationLevel: isolation === 'committed' ? 1 : 0,
    topics: groupByTopic(wanted).map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => ({ partition, currentLeaderEpoch: -1, timestamp })),
    })),
  };
  const answer = await asker.ask(broker, LIST_OFFSETS, body, CONTROL_LANE, asker.requestTimeoutMs);
  return answer.topics.flatMap(({ topic, partitions }) => partitions.map((one) => ({ topic, ...one })));
}

/** DescribeProducers at one broker. Throws TideError. */
export async function describeRawProducers(
  asker: Asker,
  broker: number,
  wanted: readonly TopicPartition[],
): ReturnType<RawCluster['describeProducers']> {
  const topics = groupByTopic(wanted).map(({ topic, partitions }) => {
    return { topic, partitions: partitions.map(({ partition }) => partition) };
  });
  const answer = await asker.ask(broker, DESCRIBE_PRODUCERS, { topics }, CONTROL_LANE, asker.requestTimeoutMs);
  return answer.topics.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, error, producers }) => ({ topic, partition, error, producers })),
  );
}

/** OffsetForLeaderEpoch at one broker. Throws TideError. */
export async function endsOfLeaderEpochs(
  asker: Asker,
  broker: number,
  wanted: Parameters<RawCluster['offsetsForLeaderEpoch']>[1],
): ReturnType<RawCluster['offsetsForLeaderEpoch']> {
  const topics = groupByTopic(wanted).map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition, currentLeaderEpoch, leaderEpoch }) => {
      return { partition, currentLeaderEpoch, leaderEpoch };
    }),
  }));
  const body = { replicaId: CONSUMER, topics };
  const answer = await asker.ask(broker, OFFSET_FOR_LEADER_EPOCH, body, CONTROL_LANE, asker.requestTimeoutMs);
  return answer.topics.flatMap(({ topic, partitions }) => partitions.map((one) => ({ topic, ...one })));
}
