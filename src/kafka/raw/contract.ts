// Shapes of raw access to a cluster: batches as the log holds them, one request at a time to one broker. For link, compare and divergence.
import type { TopicPartition } from '../../base/core.ts';

export interface RawPartition {
  readonly partition: number;
  /** -1: none now. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** Kafka's error code for the partition; 0 or 9 (REPLICA_NOT_AVAILABLE) are fine. */
  readonly error: number;
}

export interface RawTopic {
  readonly name: string;
  /** Canonical text, `8-4-4-4-12` hex. */
  readonly id: string;
  readonly error: number;
  readonly internal: boolean;
  /** In order of partition number. */
  readonly partitions: readonly RawPartition[];
}

export interface FetchPartition extends TopicPartition {
  readonly topicId: string;
  readonly offset: number;
  /** Leader epoch of the reader's metadata; -1: do not check. */
  readonly currentLeaderEpoch: number;
  /** Leader epoch of the last batch taken; sent in every fetch so that a truncated source answers with `diverging` (law 10). -1: none yet. */
  readonly lastFetchedEpoch: number;
  readonly maxBytes: number;
}

export interface FetchRequest {
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolation: 'uncommitted' | 'committed';
  readonly partitions: readonly FetchPartition[];
  /** Memory for the answer, used when the whole answer fits in it: `records` are then views into it. Absent: new memory for each answer. */
  readonly room?: Buffer;
}

export interface FetchedPartition extends TopicPartition {
  readonly error: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly aborted: readonly { readonly producerId: bigint; readonly firstOffset: number }[];
  /** Batches as the log holds them: the first may begin before the offset asked for, the last may be cut. A view into the response frame: it pins the frame. */
  readonly records: Buffer | null;
  /** The source's log differs from what the reader took: it ends at `endOffset` in that epoch. */
  readonly diverging: { readonly epoch: number; readonly endOffset: number } | null;
  readonly currentLeader: { readonly leader: number; readonly epoch: number } | null;
}

export interface FetchAnswer {
  readonly throttleMs: number;
  readonly error: number;
  readonly partitions: readonly FetchedPartition[];
}

export interface ProducePartition extends TopicPartition {
  readonly topicId: string;
  /** Exactly one batch (law 2). One or several buffers, written one after the other. */
  readonly batch: readonly Uint8Array[];
}

export interface ProduceRequest {
  /** -1 = all. */
  readonly acks: -1 | 1;
  readonly timeoutMs: number;
  readonly transactionalId: string | null;
  /** Each partition at most once: the broker would silently execute only the last entry (law 2). The encoder throws on a repeat. */
  readonly partitions: readonly ProducePartition[];
}

export interface ProducedPartition extends TopicPartition {
  readonly error: number;
  readonly baseOffset: number;
  readonly logStartOffset: number;
  readonly message: string | null;
  readonly currentLeader: { readonly leader: number; readonly epoch: number } | null;
}

export interface ProduceAnswer {
  readonly throttleMs: number;
  readonly partitions: readonly ProducedPartition[];
}

export interface OffsetAnswer extends TopicPartition {
  readonly error: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly leaderEpoch: number;
}

export interface ProducerState {
  readonly producerId: bigint;
  readonly epoch: number;
  readonly lastSequence: number;
  readonly lastTimestamp: number;
  /** -1: no open transaction. */
  readonly transactionStart: number;
}

/**
 * One cluster at the level of single requests. Nothing is retried here: an error code is a value in the answer, and a broken or
 * late connection throws TideError (TIDE_KAFKA_...) after destroying that connection. Addresses resolve through the same overlay as `connectCluster`.
 */
export interface RawCluster {
  readonly name: string;
  /** Asks brokers in turn, never the same one twice in a row (a fixed one stays stale for 20 s, law 7). Names: those topics; null: all. */
  metadata(topics: readonly string[] | null): Promise<{
    readonly clusterId: string;
    readonly brokers: readonly { readonly id: number; readonly host: string; readonly port: number }[];
    readonly topics: readonly RawTopic[];
  }>;
  /** Highest usable version of an API at a broker, within what our codecs know; -1: none. */
  versionOf(broker: number, apiKey: number): Promise<number>;
  /** `lane`: name of the connection to use; different lanes to one broker do not wait for each other. Default 'main'. */
  fetch(broker: number, request: FetchRequest, lane?: string): Promise<FetchAnswer>;
  produce(broker: number, request: ProduceRequest, lane?: string): Promise<ProduceAnswer>;
  /**
   * timestamp -1 latest, -2 earliest, else by time. `view`: 'consumer' = up to the high watermark (or last stable offset with
   * isolation committed), 'log' = the leader's log end (replica id -2).
   */
  listOffsets(
    broker: number,
    partitions: readonly TopicPartition[],
    timestamp: number,
    view: 'consumer' | 'log',
    isolation?: 'uncommitted' | 'committed',
  ): Promise<readonly OffsetAnswer[]>;
  describeProducers(
    broker: number,
    partitions: readonly TopicPartition[],
  ): Promise<readonly (TopicPartition & { readonly error: number; readonly producers: readonly ProducerState[] })[]>;
  offsetsForLeaderEpoch(
    broker: number,
    partitions: readonly (TopicPartition & { readonly currentLeaderEpoch: number; readonly leaderEpoch: number })[],
  ): Promise<
    readonly (TopicPartition & { readonly error: number; readonly leaderEpoch: number; readonly endOffset: number })[]
  >;
  /** Cuts the front of logs; needs DELETE on the topic. Waits until replicas followed, at most timeoutMs. */
  deleteRecords(
    broker: number,
    partitions: readonly (TopicPartition & { readonly before: number })[],
    timeoutMs: number,
  ): Promise<readonly (TopicPartition & { readonly error: number; readonly lowWatermark: number })[]>;
  /** One control marker per entry, appended at the log end; needs ALTER or CLUSTER_ACTION on the cluster. Never idempotent: confirm by log ends (law 9). */
  writeTxnMarkers(
    broker: number,
    markers: readonly (TopicPartition & {
      readonly producerId: bigint;
      readonly producerEpoch: number;
      readonly commit: boolean;
    })[],
  ): Promise<readonly (TopicPartition & { readonly error: number })[]>;
  /** InitProducerId without a transactional id, `count` times at one broker, many on their way at once: how many ids came, the lowest and the highest, and an error code if some did not. */
  producerIds(
    broker: number,
    count: number,
  ): Promise<{ readonly error: number; readonly taken: number; readonly lowest: number; readonly highest: number }>;
  close(): void;
}
