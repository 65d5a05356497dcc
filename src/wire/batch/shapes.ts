// Shapes of record batches (magic 2): the header, what a rewrite stamps, one decoded record.

/** Fields of the 61 bytes before the records (Kafka DefaultRecordBatch). Offsets and timestamps as numbers: exact up to 2^53. */
export interface BatchHeader {
  /** Position of the batch in the buffer it was read from, and its whole size including the 12 bytes of offset and length. */
  readonly at: number;
  readonly bytes: number;
  readonly baseOffset: number;
  readonly leaderEpoch: number;
  readonly magic: number;
  readonly crc: number;
  readonly attributes: number;
  readonly lastOffsetDelta: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly count: number;
}

/** What the link writes over the header of a batch; the records stay byte for byte. */
export interface BatchStamp {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** 0 .. 2^31-1 */
  readonly baseSequence: number;
}

export type Codec = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

export interface RecordHeader {
  readonly key: Buffer;
  readonly value: Buffer | null;
}

/** One record, decoded; key, value and headers are views into the batch where it was not compressed. */
export interface DecodedRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly RecordHeader[];
}
