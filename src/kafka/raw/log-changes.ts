// Log changes beside Produce: cuts of the log's front, and control markers at its end.
import { DELETE_RECORDS, WRITE_TXN_MARKERS } from '../../wire/core.ts';
import { type Asker, CONTROL_LANE } from './asker.ts';
import { groupByTopic } from './by-topic.ts';
import type { RawCluster } from './contract.ts';

type Cuts = Parameters<RawCluster['deleteRecords']>[1];
type Markers = Parameters<RawCluster['writeTxnMarkers']>[1];

const UNKNOWN_SERVER_ERROR = -1;

/** DeleteRecords at one broker; waits at most `timeoutMs` (for the replicas) and the request time-out. Throws TideError. */
export async function deleteRawRecords(
  asker: Asker,
  broker: number,
  cuts: Cuts,
  timeoutMs: number,
): ReturnType<RawCluster['deleteRecords']> {
  const topics = groupByTopic(cuts).map(({ topic, partitions }) => {
    return { topic, partitions: partitions.map(({ partition, before }) => ({ partition, before })) };
  });
  // Its own lane: it may wait for replicas.
  const boundMs = timeoutMs + asker.requestTimeoutMs;
  const answer = await asker.ask(broker, DELETE_RECORDS, { topics, timeoutMs }, 'delete-records', boundMs);
  return answer.topics.flatMap(({ topic, partitions }) => partitions.map((one) => ({ topic, ...one })));
}

/**
 * WriteTxnMarkers at one broker: one marker per entry, also when entries repeat; the answer has one row per entry, in their order.
 * The broker answers once per producer id and partition: repeated entries share that row. Throws TideError.
 */
export async function writeRawMarkers(
  asker: Asker,
  broker: number,
  entries: Markers,
): ReturnType<RawCluster['writeTxnMarkers']> {
  const markers = entries.map(({ topic, partition, producerId, producerEpoch, commit }) => ({
    producerId,
    producerEpoch,
    commit,
    topics: [{ topic, partitions: [partition] }],
    coordinatorEpoch: 0,
    transactionVersion: 0,
  }));
  const answer = await asker.ask(broker, WRITE_TXN_MARKERS, { markers }, CONTROL_LANE, asker.requestTimeoutMs);
  const errors = new Map<string, number>();
  for (const { producerId, topics } of answer.markers) {
    for (const { topic, partitions } of topics) {
      for (const { partition, error } of partitions) errors.set(`${producerId}/${topic}/${partition}`, error);
    }
  }
  return entries.map(({ topic, partition, producerId }) => {
    const error = errors.get(`${producerId}/${topic}/${partition}`) ?? UNKNOWN_SERVER_ERROR;
    return { topic, partition, error };
  });
}
