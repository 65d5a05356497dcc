// Raw fetch: batches as the leader's log holds them, without a fetch session.
import { FETCH, type FetchResponseBody } from '../../wire/core.ts';
import type { Asker } from './asker.ts';
import { groupByTopic, nameIn } from './by-topic.ts';
import type { FetchAnswer, FetchedPartition, FetchRequest } from './contract.ts';

/** Session epoch of a fetch that neither has nor wants a session (KIP-227). */
const NO_SESSION = -1;

/** Waits at most `maxWaitMs` and the request time-out. Throws TideError. */
export async function fetchRaw(
  asker: Asker,
  broker: number,
  request: FetchRequest,
  lane: string,
): Promise<FetchAnswer> {
  const groups = groupByTopic(request.partitions);
  const topics = groups.map(({ topic, topicId, partitions }) => ({
    topic,
    topicId,
    partitions: partitions.map((one) => ({
      partition: one.partition,
      currentLeaderEpoch: one.currentLeaderEpoch,
      fetchOffset: one.offset,
      lastFetchedEpoch: one.lastFetchedEpoch,
      logStartOffset: -1,
      maxBytes: one.maxBytes,
      replicaDirectoryId: null,
    })),
  }));
  const body = {
    replicaId: -1,
    maxWaitMs: request.maxWaitMs,
    minBytes: request.minBytes,
    maxBytes: request.maxBytes,
    isolationLevel: request.isolation === 'committed' ? 1 : 0,
    sessionId: 0,
    sessionEpoch: NO_SESSION,
    topics,
    forgotten: [],
    rack: '',
    clusterId: null,
    replicaState: null,
  };
  const answer = await asker.ask(broker, FETCH, body, lane, request.maxWaitMs + asker.requestTimeoutMs, request.room);
  const partitions = answer.topics.flatMap((topic) => {
    const name = nameIn(groups, topic);
    return topic.partitions.map((one) => fetchedOf(name, one));
  });
  return { throttleMs: answer.throttleMs, error: answer.error, partitions };
}

type Row = FetchResponseBody['topics'][number]['partitions'][number];

function fetchedOf(topic: string, row: Row): FetchedPartition {
  const view = row.records?.[0];
  return {
    topic,
    partition: row.partition,
    error: row.error,
    highWatermark: row.highWatermark,
    lastStableOffset: row.lastStableOffset,
    logStartOffset: row.logStartOffset,
    aborted: row.aborted ?? [],
    records: view === undefined || view.length === 0 ? null : Buffer.from(view.buffer, view.byteOffset, view.length),
    diverging: row.diverging,
    currentLeader: row.currentLeader,
  };
}
