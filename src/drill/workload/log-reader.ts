// Reads whole partitions as fast as the public client fetches: one fetch loop per broker, every batch once, nothing held.
import type { Consumer, ConsumerOptions } from '@platformatic/kafka';
import { within } from './abandon.ts';
import { tellError } from './client-errors.ts';

export interface PartitionRange {
  readonly topic: string;
  readonly partition: number;
  /** Next offset to read. */
  from: number;
  /** First offset not to read. */
  readonly to: number;
}

export interface ReadBatch {
  readonly topic: string;
  readonly partition: number;
  readonly transactional: boolean;
  readonly producerId: bigint;
  /** For control batches: the transaction's end; data otherwise. */
  readonly control: 'commit' | 'abort' | null;
  readonly records: readonly { readonly offset: number; readonly timestamp: number; readonly value: Buffer | null }[];
}

const FETCH_MAX_BYTES = 16 * 1024 * 1024;
const PARTITION_MAX_BYTES = 2 * 1024 * 1024;
const FETCH_WITHIN_MS = 10_000;
/** Attribute bits of a record batch (format v2). */
const TRANSACTIONAL = 1 << 4;
const CONTROL = 1 << 5;

type PublicConsumer = Consumer<Buffer, Buffer, Buffer, Buffer>;
type FetchResult = Awaited<ReturnType<PublicConsumer['fetch']>>;
type PublicBatch = NonNullable<FetchResult['responses'][number]['partitions'][number]['records']>[number];

export class LogReader {
  readonly #consumer: PublicConsumer;
  readonly #tell: (what: string) => void;

  private constructor(consumer: PublicConsumer, tell: (what: string) => void) {
    this.#consumer = consumer;
    this.#tell = tell;
  }

  static async open(
    options: ConsumerOptions<Buffer, Buffer, Buffer, Buffer>,
    tell: (what: string) => void,
  ): Promise<LogReader> {
    const { Consumer } = await import('@platformatic/kafka');
    return new LogReader(new Consumer(options), tell);
  }

  /** Partitions of a topic; null when the site has no such topic. */
  async partitionsOf(topic: string): Promise<number | null> {
    try {
      const metadata = await this.#consumer.metadata({ topics: [topic] });
      const found = metadata.topics.get(topic);
      if (found === undefined) return null;
      this.#consumer.topics.track(topic);
      return found.partitionsCount;
    } catch (error) {
      if (tellError(error).includes('UNKNOWN_TOPIC')) return null;
      throw error;
    }
  }

  /** Earliest, high watermark or last stable offset of every partition of a topic. */
  async offsets(topic: string, which: 'earliest' | 'high-watermark' | 'last-stable'): Promise<readonly number[]> {
    const found = await this.#consumer.listOffsets({
      topics: [topic],
      timestamp: which === 'earliest' ? -2n : -1n,
      isolationLevel: which === 'last-stable' ? 1 : 0,
    });
    return Array.from(found.get(topic) ?? [], Number);
  }

  /** Reads all ranges (advancing their `from`) until each is read or the deadline (performance.now) is over. */
  async read(
    ranges: readonly PartitionRange[],
    deadline: number,
    onBatch: (batch: ReadBatch) => void,
    settle: () => Promise<void>,
  ): Promise<void> {
    for (;;) {
      const left = ranges.filter((range) => range.from < range.to);
      if (left.length === 0 || performance.now() > deadline) return;
      const byLeader = await this.#byLeader(left);
      await Promise.all([...byLeader].map(([leader, mine]) => this.#readFrom(leader, mine, deadline, onBatch, settle)));
    }
  }

  async close(): Promise<void> {
    await within(this.#consumer.close(true), 2000, 'close').catch(() => {});
  }

  async #byLeader(ranges: readonly PartitionRange[]): Promise<Map<number, PartitionRange[]>> {
    const byLeader = new Map<number, PartitionRange[]>();
    const topics = [...new Set(ranges.map((range) => range.topic))];
    try {
      const metadata = await within(
        this.#consumer.metadata({ topics, forceUpdate: true }),
        FETCH_WITHIN_MS,
        'metadata',
      );
      for (const range of ranges) {
        const leader = metadata.topics.get(range.topic)?.partitions[range.partition]?.leader ?? -1;
        if (leader < 0) continue;
        byLeader.set(leader, [...(byLeader.get(leader) ?? []), range]);
      }
    } catch (error) {
      this.#tell(tellError(error));
    }
    if (byLeader.size === 0) await new Promise((resolve) => setTimeout(resolve, 200));
    return byLeader;
  }

  /** Until the broker's ranges are read, or it fails: then the caller asks again who leads. */
  async #readFrom(
    leader: number,
    ranges: readonly PartitionRange[],
    deadline: number,
    onBatch: (batch: ReadBatch) => void,
    settle: () => Promise<void>,
  ): Promise<void> {
    try {
      for (;;) {
        const left = ranges.filter((range) => range.from < range.to);
        if (left.length === 0 || performance.now() > deadline) return;
        const result = await within(this.#fetch(leader, left), FETCH_WITHIN_MS, 'a fetch');
        this.#take(result, left, onBatch);
        await settle();
      }
    } catch (error) {
      this.#tell(`broker ${leader}: ${tellError(error)}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async #fetch(leader: number, ranges: readonly PartitionRange[]): Promise<FetchResult> {
    const metadata = await this.#consumer.metadata({ topics: [...new Set(ranges.map((range) => range.topic))] });
    return this.#consumer.fetch({
      node: leader,
      maxWaitTime: 500,
      minBytes: 1,
      maxBytes: FETCH_MAX_BYTES,
      isolationLevel: 0,
      topics: ranges.map((range) => ({
        topicId: metadata.topics.get(range.topic)!.id,
        partitions: [
          {
            partition: range.partition,
            fetchOffset: BigInt(range.from),
            partitionMaxBytes: PARTITION_MAX_BYTES,
            currentLeaderEpoch: -1,
            lastFetchedEpoch: -1,
          },
        ],
      })),
    });
  }

  #take(result: FetchResult, ranges: readonly PartitionRange[], onBatch: (batch: ReadBatch) => void): void {
    const names = new Map([...(this.#consumer.currentMetadata?.topics ?? [])].map(([name, topic]) => [topic.id, name]));
    for (const topicResult of result.responses) {
      const topic = names.get(topicResult.topicId);
      for (const { partitionIndex, records: batches } of topicResult.partitions) {
        const range = ranges.find((entry) => entry.topic === topic && entry.partition === partitionIndex);
        if (range === undefined || batches === null || batches === undefined) continue;
        for (const batch of batches) {
          onBatch(readBatch(batch, range));
          range.from = Math.max(range.from, Number(batch.firstOffset) + batch.lastOffsetDelta + 1);
        }
      }
    }
  }
}

function readBatch(batch: PublicBatch, range: PartitionRange): ReadBatch {
  const base = Number(batch.firstOffset);
  const timestamp = Number(batch.firstTimestamp);
  const control = (batch.attributes & CONTROL) !== 0;
  // A control record's key is version int16, type int16: 0 abort, 1 commit (ControlRecordType).
  const type = control ? batch.records[0]?.key?.readInt16BE(2) : undefined;
  return {
    topic: range.topic,
    partition: range.partition,
    transactional: (batch.attributes & TRANSACTIONAL) !== 0,
    producerId: batch.producerId,
    control: control ? (type === 1 ? 'commit' : 'abort') : null,
    records: control
      ? []
      : batch.records
          .map((record) => ({
            offset: base + record.offsetDelta,
            timestamp: timestamp + Number(record.timestampDelta),
            value: record.value,
          }))
          .filter(({ offset }) => offset >= range.from && offset < range.to),
  };
}
