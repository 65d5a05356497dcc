// One hand-made record batch (magic 2, not compressed), and whole requests about it, for tests of raw access.
import { crc32c } from '@node-rs/crc32';
import type {
  FetchedPartition,
  FetchRequest,
  ProducedPartition,
  RawCluster,
  RawTopic,
} from '../../src/kafka/raw/contract.ts';

export interface BatchOptions {
  /** Default: now; older records may fall to retention while a test looks at them. */
  readonly timestamp?: number;
  readonly producerId?: bigint;
  readonly producerEpoch?: number;
  readonly sequence?: number;
}

/** Records without key and headers; lengths below 64 bytes, so that every varint is one byte. Kafka's DefaultRecordBatch and DefaultRecord. */
export function batchOf(values: readonly string[], options: BatchOptions = {}): Buffer {
  const zigzag = (value: number): number => (value << 1) ^ (value >> 31);
  const records = values.map((value, index) => {
    const body = Buffer.concat([
      Buffer.from([0, 0, zigzag(index), zigzag(-1), zigzag(value.length)]),
      Buffer.from(value),
      Buffer.from([0]),
    ]);
    return Buffer.concat([Buffer.from([zigzag(body.length)]), body]);
  });
  const batch = Buffer.concat([Buffer.alloc(61), ...records]);
  const timestamp = BigInt(options.timestamp ?? Date.now());
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(-1, 12);
  batch.writeInt8(2, 16);
  batch.writeInt32BE(values.length - 1, 23);
  batch.writeBigInt64BE(timestamp, 27);
  batch.writeBigInt64BE(timestamp, 35);
  batch.writeBigInt64BE(options.producerId ?? -1n, 43);
  batch.writeInt16BE(options.producerEpoch ?? -1, 51);
  batch.writeInt32BE(options.sequence ?? -1, 53);
  batch.writeInt32BE(values.length, 57);
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}

/** The same batch as a leader stores it: offset and leader epoch are outside of the checksum. */
export function stored(batch: Buffer, baseOffset: number, leaderEpoch: number): Buffer {
  const copy = Buffer.from(batch);
  copy.writeBigInt64BE(BigInt(baseOffset), 0);
  copy.writeInt32BE(leaderEpoch, 12);
  return copy;
}

export type Place = Pick<RawTopic, 'name' | 'id'>;

export async function produceOne(
  cluster: RawCluster,
  broker: number,
  topic: Place,
  partition: number,
  batch: readonly Buffer[],
  acks: -1 | 1 = -1,
): Promise<ProducedPartition> {
  const partitions = [{ topic: topic.name, topicId: topic.id, partition, batch }];
  const answer = await cluster.produce(broker, { acks, timeoutMs: 5000, transactionalId: null, partitions });
  return answer.partitions[0]!;
}

export function fetchOf(
  topic: Place,
  partition: number,
  offset: number,
  more: { readonly lastFetchedEpoch?: number; readonly maxWaitMs?: number } = {},
): FetchRequest {
  return {
    maxWaitMs: more.maxWaitMs ?? 100,
    minBytes: 1,
    maxBytes: 1_000_000,
    isolation: 'uncommitted',
    partitions: [
      {
        topic: topic.name,
        topicId: topic.id,
        partition,
        offset,
        currentLeaderEpoch: -1,
        lastFetchedEpoch: more.lastFetchedEpoch ?? -1,
        maxBytes: 1_000_000,
      },
    ],
  };
}

export async function fetchOne(
  cluster: RawCluster,
  broker: number,
  topic: Place,
  partition: number,
  offset: number,
  lastFetchedEpoch = -1,
): Promise<FetchedPartition> {
  const answer = await cluster.fetch(broker, fetchOf(topic, partition, offset, { lastFetchedEpoch }));
  return answer.partitions[0]!;
}
