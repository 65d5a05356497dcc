// LogReader: reads one partition's log from its leader, answer by answer, following leaders that move; nothing is kept here but the position.
import { isTideError } from '../base/core.ts';
import type { Clock, TideError, TopicPartition } from '../base/core.ts';
import type { FetchedPartition, RawCluster } from '../kafka/core.ts';
import { compareError } from './errors.ts';
import { chunkOf } from './log-piece.ts';
import type { LogChunk } from './log-piece.ts';
import type { Pace } from './pace.ts';
import { pause } from './world.ts';

/** Kafka's error codes (org.apache.kafka.common.protocol.Errors) that decide what a reader does. */
const OFFSET_OUT_OF_RANGE = 1;
const UNKNOWN_TOPIC_OR_PARTITION = 3;
const TOPIC_AUTHORIZATION_FAILED = 29;
const UNKNOWN_TOPIC_ID = 100;
const INCONSISTENT_TOPIC_ID = 103;
/** LEADER_NOT_AVAILABLE, NOT_LEADER_OR_FOLLOWER, REQUEST_TIMED_OUT, BROKER_NOT_AVAILABLE, REPLICA_NOT_AVAILABLE, NETWORK_EXCEPTION, KAFKA_STORAGE_ERROR, FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH, OFFSET_NOT_AVAILABLE. */
const PASSING: ReadonlySet<number> = new Set([5, 6, 7, 8, 9, 13, 56, 74, 75, 78]);
const FETCH_WAIT_MS = 500;
const RETRY_MS_MIN = 50;
const RETRY_MS_MAX = 1000;

export interface LogReaderOptions {
  readonly cluster: RawCluster;
  readonly partition: TopicPartition;
  readonly isolation: 'uncommitted' | 'committed';
  readonly fetchBytes: number;
  readonly stallMs: number;
  /** Connection to use, so that comparisons do not wait for each other. */
  readonly lane: string;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** A log that can be read: what a comparison needs of a cluster. Offsets are the log's own. */
export interface ReadableLog {
  span(): Promise<{ readonly start: number; readonly end: number }>;
  read(from: number, to: number): Promise<LogChunk>;
}

interface Leader {
  readonly broker: number;
  readonly epoch: number;
}

/** Offsets are the log's own. Every method throws TIDE_COMPARE_... with the log's name, or the cluster's own error. */
export class LogReader implements ReadableLog {
  readonly #options: LogReaderOptions;
  #topicId: string | null = null;
  #leader: Leader | null = null;
  #lastEpoch = -1;
  #position = -1;

  constructor(options: LogReaderOptions) {
    this.#options = options;
  }

  /** First offset, and the high watermark or last stable offset. */
  async span(): Promise<{ readonly start: number; readonly end: number }> {
    const { cluster, partition, isolation } = this.#options;
    return this.#persist(-1, async () => {
      const { broker } = await this.#led();
      const [first, last] = await Promise.all([
        cluster.listOffsets(broker, [partition], -2, 'consumer'),
        cluster.listOffsets(broker, [partition], -1, 'consumer', isolation),
      ]);
      const [start, end] = [first[0], last[0]];
      if (start === undefined || end === undefined) return 'the broker left the partition out of its answer';
      if (start.error !== 0 || end.error !== 0) return this.#judge(start.error || end.error, 0);
      return { start: start.offset, end: end.offset };
    });
  }

  /**
   * What the log holds from `from` on, at least one batch of it when there is one below `to`. What retention has taken is a piece of its own.
   * Never waits for records that are not written yet: `to` is at most what `span` said.
   */
  async read(from: number, to: number): Promise<LogChunk> {
    if (from !== this.#position) this.#lastEpoch = -1;
    const chunk = await this.#persist(from, () => this.#readOnce(from, to));
    this.#position = chunk.knownTo;
    if (chunk.lastEpoch !== -1) this.#lastEpoch = chunk.lastEpoch;
    return chunk;
  }

  async #readOnce(from: number, to: number): Promise<LogChunk | string> {
    const { cluster, partition, isolation, fetchBytes, lane, pace, signal } = this.#options;
    const leader = await this.#led();
    await pause(pace.waitMs(), signal);
    const answer = await cluster.fetch(
      leader.broker,
      {
        maxWaitMs: FETCH_WAIT_MS,
        minBytes: 1,
        maxBytes: fetchBytes,
        isolation,
        partitions: [
          {
            topic: partition.topic,
            partition: partition.partition,
            topicId: this.#topicId!,
            offset: from,
            currentLeaderEpoch: leader.epoch,
            lastFetchedEpoch: this.#lastEpoch,
            maxBytes: fetchBytes,
          },
        ],
      },
      lane,
    );
    const fetched = answer.partitions[0];
    if (answer.error !== 0) return this.#judge(answer.error, from);
    if (fetched === undefined) {
      // A broker over its quota answers with nothing and says for how long (KIP-219).
      await pause(answer.throttleMs, signal);
      return `an empty answer, throttled for ${answer.throttleMs} ms`;
    }
    pace.read(fetched.records?.length ?? 0);
    return await this.#chunk(fetched, from, to);
  }

  async #chunk(fetched: FetchedPartition, from: number, to: number): Promise<LogChunk | string> {
    if (fetched.diverging !== null) {
      const detail = `its log ends at ${fetched.diverging.endOffset} in leader epoch ${fetched.diverging.epoch}`;
      throw this.#error('TIDE_COMPARE_TRUNCATED', { position: from, end: fetched.diverging.endOffset, detail });
    }
    if (fetched.error === OFFSET_OUT_OF_RANGE) return await this.#outOfRange(fetched, from, to);
    if (fetched.error !== 0) return this.#judge(fetched.error, from);
    const chunk = chunkOf(fetched, from, this.#options.isolation);
    if (chunk.knownTo > from) return chunk;
    const end = this.#options.isolation === 'committed' ? fetched.lastStableOffset : fetched.highWatermark;
    // Kafka gives at least one batch when there is any (KIP-74): nothing below an end beyond `to` means that no record is left there.
    if (end >= to && chunk.bytes === 0) return { ...chunk, knownTo: to };
    return `no record at offset ${from}, the log is readable up to ${end}`;
  }

  async #outOfRange(fetched: FetchedPartition, from: number, to: number): Promise<LogChunk | string> {
    const { start, end } =
      fetched.logStartOffset > from ? { start: fetched.logStartOffset, end: to } : await this.#ends();
    if (from < start) {
      const say = `the log begins at offset ${start} now`;
      return { pieces: [{ is: 'gone', from, to: start, say }], knownTo: start, bytes: 0, lastEpoch: -1 };
    }
    if (from > end) {
      const detail = `error 1 OFFSET_OUT_OF_RANGE, the log ends at ${end}`;
      throw this.#error('TIDE_COMPARE_TRUNCATED', { position: from, end, detail });
    }
    return 'error 1 OFFSET_OUT_OF_RANGE';
  }

  async #ends(): Promise<{ readonly start: number; readonly end: number }> {
    const { cluster, partition } = this.#options;
    const { broker } = await this.#led();
    const [first, last] = await Promise.all([
      cluster.listOffsets(broker, [partition], -2, 'consumer'),
      cluster.listOffsets(broker, [partition], -1, 'log'),
    ]);
    return { start: first[0]?.offset ?? 0, end: last[0]?.offset ?? 0 };
  }

  /** Repeats until it gives something else than a sentence that says why not yet; bounded by stallMs. */
  async #persist<T extends object>(position: number, attempt: () => Promise<T | string>): Promise<T> {
    const { stallMs, clock, signal } = this.#options;
    const began = clock.monotonicMs();
    for (let delayMs = RETRY_MS_MIN; ; delayMs = Math.min(delayMs * 2, RETRY_MS_MAX)) {
      let detail: string;
      let cause: TideError | undefined;
      try {
        const got = await attempt();
        if (typeof got !== 'string') return got;
        detail = got;
      } catch (error) {
        if (!isTideError(error) || !error.retriable) throw error;
        cause = error;
        detail = `${error.message} ${error.why}`;
      }
      this.#leader = null;
      if (clock.monotonicMs() - began > stallMs || signal?.aborted === true)
        throw this.#error('TIDE_COMPARE_STALLED', { position, boundMs: stallMs, detail }, cause);
      await pause(delayMs, signal);
    }
  }

  /** The leader as metadata tells it; checks that the topic is still the same one. */
  async #led(): Promise<Leader> {
    if (this.#leader !== null) return this.#leader;
    const { cluster, partition } = this.#options;
    const { topics } = await cluster.metadata([partition.topic]);
    const topic = topics.find((one) => one.name === partition.topic);
    if (topic === undefined || topic.error === UNKNOWN_TOPIC_OR_PARTITION) {
      const detail = 'the cluster does not know the topic';
      if (this.#topicId === null) throw this.#error('TIDE_COMPARE_NO_PARTITION', { detail });
      throw this.#error('TIDE_COMPARE_RECREATED', { topicId: this.#topicId, detail: `now ${detail}` });
    }
    if (topic.error === TOPIC_AUTHORIZATION_FAILED)
      throw this.#error('TIDE_COMPARE_DENIED', { detail: 'error 29 TOPIC_AUTHORIZATION_FAILED' });
    if (this.#topicId !== null && this.#topicId !== topic.id)
      throw this.#error('TIDE_COMPARE_RECREATED', { topicId: this.#topicId, detail: `now it is ${topic.id}` });
    const found = topic.partitions.find((one) => one.partition === partition.partition);
    if (found === undefined) {
      if (topic.error !== 0) throw this.#stillUnknown(`metadata error ${topic.error}`);
      throw this.#error('TIDE_COMPARE_NO_PARTITION', { detail: `it has ${topic.partitions.length} partitions` });
    }
    if (found.leader < 0) throw this.#stillUnknown('the partition has no leader now');
    this.#topicId = topic.id;
    this.#leader = { broker: found.leader, epoch: found.leaderEpoch };
    return this.#leader;
  }

  #stillUnknown(detail: string): TideError {
    return this.#error('TIDE_COMPARE_STALLED', { position: this.#position, boundMs: 0, detail });
  }

  /** A passing error becomes a sentence, a lasting one is thrown. */
  #judge(code: number, position: number): string {
    const topicId = this.#topicId ?? 'unknown';
    if (code === TOPIC_AUTHORIZATION_FAILED)
      throw this.#error('TIDE_COMPARE_DENIED', { detail: 'error 29 TOPIC_AUTHORIZATION_FAILED' });
    if (code === INCONSISTENT_TOPIC_ID)
      throw this.#error('TIDE_COMPARE_RECREATED', { topicId, detail: 'the broker answered error 103' });
    // A broker that has not heard of the topic yet answers like one whose topic is gone: metadata decides, on the next attempt.
    if (PASSING.has(code) || code === UNKNOWN_TOPIC_ID || code === UNKNOWN_TOPIC_OR_PARTITION)
      return `Kafka error ${code}`;
    throw this.#error('TIDE_COMPARE_REFUSED', { position, detail: `Kafka error ${code}` });
  }

  #error(
    code: Parameters<typeof compareError>[0],
    fields: Readonly<Record<string, string | number>>,
    cause?: unknown,
  ): TideError {
    const { cluster, partition } = this.#options;
    const name = `${partition.topic}-${partition.partition}`;
    return compareError(code, { cluster: cluster.name, topic: partition.topic, partition: name, ...fields }, cause);
  }
}
