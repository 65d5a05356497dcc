// Reads a partition batch by batch, raw, control batches included, up to the end of its log; a log that changes meanwhile is an error.
import { type TopicPartition, isTideError, keyOf } from '../base/core.ts';
import type { FetchedPartition, RawCluster } from '../kafka/core.ts';
import { type BatchHeader, walkBatches } from '../wire/core.ts';
import { divergenceError } from './errors.ts';
import { PATIENCE, type Patience, type Route, isPassing, persist, refused, routeOf } from './route.ts';

export interface RawBatch {
  /** Holds the batch at `header.at`; a view that pins the whole answer of the broker. */
  readonly buffer: Buffer;
  readonly header: BatchHeader;
}

export interface OffsetRange {
  readonly from: number;
  readonly to: number;
}

const FETCH_BYTES = 4 << 20;
const FETCH_WAIT_MS = 250;
const OFFSET_OUT_OF_RANGE = 1;

/**
 * Batches that hold offsets of [from, to), in order; the first may begin before `from`. `to` is at most the log end: what lies
 * above the high watermark is waited for (within the patience), then TIDE_DIVERGENCE_HIDDEN says so.
 */
export async function* readBatches(
  cluster: RawCluster,
  partition: TopicPartition,
  range: OffsetRange,
  patience: Patience = PATIENCE,
): AsyncGenerator<RawBatch> {
  let next = range.from;
  let lastEpoch = -1;
  let route: Route | null = null;
  while (next < range.to) {
    const at: number = next;
    const records: Buffer = await persist(cluster, partition, at, patience, async (note) => {
      route ??= await routeOf(cluster, partition, patience);
      const answer = await fetchOnce(cluster, route, at, lastEpoch);
      checkStill(cluster, partition, at, answer);
      if (answer.error === 0 && answer.records !== null && answer.records.length > 0) return answer.records;
      note(answer.error === 0 ? `high watermark ${answer.highWatermark}` : `Kafka error ${answer.error}`);
      if (answer.error !== 0 && !isPassing(answer.error)) throw refused(cluster, partition, answer.error, at);
      if (answer.error !== 0) route = null;
      return null;
    }).catch((error: unknown) => hiddenOr(error, cluster, partition, range, at));
    for (const header of walkBatches(records)) {
      const behind = header.baseOffset + header.lastOffsetDelta + 1;
      if (behind <= next) continue;
      if (header.baseOffset >= range.to) return;
      yield { buffer: records, header };
      next = behind;
      lastEpoch = header.leaderEpoch;
    }
    if (next === at) throw moved(cluster, partition, at, 'an answer held no batch at or behind that offset');
  }
}

async function fetchOnce(
  cluster: RawCluster,
  route: Route,
  offset: number,
  lastEpoch: number,
): Promise<FetchedPartition> {
  const answer = await cluster.fetch(
    route.leader,
    {
      maxWaitMs: FETCH_WAIT_MS,
      minBytes: 1,
      maxBytes: FETCH_BYTES,
      isolation: 'uncommitted',
      partitions: [
        {
          topic: route.topic,
          partition: route.partition,
          topicId: route.topicId,
          offset,
          currentLeaderEpoch: route.leaderEpoch,
          // In every fetch: a truncated log answers with `diverging` instead of other records (law 10).
          lastFetchedEpoch: lastEpoch,
          maxBytes: FETCH_BYTES,
        },
      ],
    },
    'divergence',
  );
  const [fetched] = answer.partitions;
  if (answer.error !== 0 || fetched === undefined) throw refused(cluster, route, answer.error, offset);
  return fetched;
}

function checkStill(cluster: RawCluster, partition: TopicPartition, offset: number, answer: FetchedPartition): void {
  if (answer.diverging !== null)
    throw moved(
      cluster,
      partition,
      offset,
      `the leader's log ends at ${answer.diverging.endOffset} in leader epoch ${answer.diverging.epoch}: it was truncated`,
    );
  if (answer.error === OFFSET_OUT_OF_RANGE)
    throw moved(
      cluster,
      partition,
      offset,
      `the log begins at ${answer.logStartOffset} and its high watermark is ${answer.highWatermark}`,
    );
}

function moved(cluster: RawCluster, partition: TopicPartition, offset: number, detail: string): Error {
  return divergenceError('TIDE_DIVERGENCE_LOG_MOVED', {
    cluster: cluster.name,
    partition: keyOf(partition),
    offset,
    detail,
  });
}

/** A reading that starved at the high watermark has its own name: the records exist. */
function hiddenOr(
  error: unknown,
  cluster: RawCluster,
  partition: TopicPartition,
  range: OffsetRange,
  offset: number,
): never {
  const detail = isTideError(error) ? error.fields['detail'] : undefined;
  const match = typeof detail === 'string' ? /^high watermark (-?\d+)$/.exec(detail) : null;
  if (match === null) throw error;
  throw divergenceError('TIDE_DIVERGENCE_HIDDEN', {
    cluster: cluster.name,
    partition: keyOf(partition),
    from: offset,
    to: range.to - 1,
    highWatermark: Number(match[1]),
  });
}
