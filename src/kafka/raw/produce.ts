// Raw produce: one batch per partition, its bytes handed to the socket as they are.
import { PRODUCE } from '../../wire/core.ts';
import type { Asker } from './asker.ts';
import { groupByTopic, nameIn } from './by-topic.ts';
import type { ProduceAnswer, ProduceRequest } from './contract.ts';

/** Waits at most `timeoutMs` (for the replicas) and the request time-out. Throws TideError; TIDE_WIRE_REPEATED_PARTITION before anything is sent. */
export async function produceRaw(
  asker: Asker,
  broker: number,
  request: ProduceRequest,
  lane: string,
): Promise<ProduceAnswer> {
  const groups = groupByTopic(request.partitions);
  const topics = groups.map(({ topic, topicId, partitions }) => ({
    topic,
    topicId,
    partitions: partitions.map(({ partition, batch }) => ({ partition, records: batch })),
  }));
  const { transactionalId, acks, timeoutMs } = request;
  const body = { transactionalId, acks, timeoutMs, topics };
  const answer = await asker.ask(broker, PRODUCE, body, lane, timeoutMs + asker.requestTimeoutMs);
  const partitions = answer.topics.flatMap((topic) => {
    const name = nameIn(groups, topic);
    return topic.partitions.map(({ partition, error, baseOffset, logStartOffset, message, currentLeader }) => {
      return { topic: name, partition, error, baseOffset, logStartOffset, message, currentLeader };
    });
  });
  return { throttleMs: answer.throttleMs, partitions };
}
