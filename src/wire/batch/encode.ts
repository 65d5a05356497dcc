// Makes a batch out of records: for recovered tails, fillers and tests. Not the hot path, which copies.
import { assert } from '../../base/core.ts';
import { compress } from './compression.ts';
import type { WritableCodec } from './compression.ts';
import { finishBatch } from './finish.ts';
import type { FinishedHeader } from './finish.ts';
import { codecBits } from './header.ts';
import { BITS, HEADER_BYTES } from './layout.ts';
import type { BatchStamp, DecodedRecord } from './shapes.ts';
import { DELTA_MAX, varintBytes, writeVarint } from './varint.ts';

export interface BatchToEncode {
  /** At least one; offsets rise. The first stands at the base offset, the others at their distance from it. */
  readonly records: readonly DecodedRecord[];
  readonly codec: WritableCodec;
  /** `NO_PRODUCER` for none. */
  readonly stamp: BatchStamp;
  /** What the header says. 0, the default, is the only one that brokers take in Produce. */
  readonly baseOffset?: number;
  /** Default create. append: bit 3 is set and the latest timestamp stands for all. Brokers set this by themselves; for tests of readers. */
  readonly timestampType?: 'create' | 'append';
  /** Default false. */
  readonly transactional?: boolean;
}

/** One batch; offsets with holes make it sparse, which no broker takes. Numbers outside what a batch can say break an assertion. */
export function encodeBatch(batch: BatchToEncode): Buffer {
  const { records, codec, stamp } = batch;
  const first = records[0];
  assert(first !== undefined, 'a batch has at least one record');
  const deltas = { baseOffset: first.offset, baseTimestamp: first.timestamp };
  let bytes = 0;
  let maxTimestamp = first.timestamp;
  let previous = first.offset - 1;
  for (const record of records) {
    assert(record.offset > previous, `offsets rise within a batch; ${record.offset} follows ${previous}`);
    assert(
      Number.isInteger(record.timestamp) && Math.abs(record.timestamp) < DELTA_MAX / 2,
      `a timestamp is a whole number of milliseconds below 2^51, not ${record.timestamp}`,
    );
    bytes += recordBytes(record, deltas);
    maxTimestamp = Math.max(maxTimestamp, record.timestamp);
    previous = record.offset;
  }
  const lastOffsetDelta = previous - first.offset;
  assert(lastOffsetDelta < 2 ** 31, 'the offsets of a batch lie within 2^31');

  const plain = Buffer.allocUnsafe(HEADER_BYTES + bytes);
  let at: number = HEADER_BYTES;
  for (const record of records) at = writeRecord(plain, at, record, deltas);
  return wrapRecords(plain, at, codec, {
    baseOffset: batch.baseOffset ?? 0,
    attributes:
      (batch.timestampType === 'append' ? BITS.logAppendTime : 0) |
      (batch.transactional === true ? BITS.transactional : 0),
    lastOffsetDelta,
    baseTimestamp: first.timestamp,
    maxTimestamp,
    count: records.length,
    stamp,
  });
}

/**
 * A batch around records that stand in `plain` from byte 61 to `end`: compressed if the codec is one, and its header written.
 * The codec's bits are added to `attributes`.
 */
export function wrapRecords(plain: Buffer, end: number, codec: WritableCodec, header: FinishedHeader): Buffer {
  if (codec === 'none') {
    finishBatch(plain, end, header);
    return plain.subarray(0, end);
  }
  const packed = compress(codec, plain.subarray(HEADER_BYTES, end));
  const bytes = HEADER_BYTES + packed.length;
  const target = Buffer.allocUnsafe(bytes);
  packed.copy(target, HEADER_BYTES);
  finishBatch(target, bytes, { ...header, attributes: header.attributes | codecBits(codec) });
  return target;
}

/** What a batch's deltas count from. */
interface DeltaBase {
  readonly baseOffset: number;
  readonly baseTimestamp: number;
}

function bodyBytes(record: DecodedRecord, base: DeltaBase): number {
  let bytes =
    1 +
    varintBytes(record.timestamp - base.baseTimestamp) +
    varintBytes(record.offset - base.baseOffset) +
    fieldBytes(record.key) +
    fieldBytes(record.value) +
    varintBytes(record.headers.length);
  for (const { key, value } of record.headers) bytes += fieldBytes(key) + fieldBytes(value);
  return bytes;
}

function recordBytes(record: DecodedRecord, base: DeltaBase): number {
  const body = bodyBytes(record, base);
  return varintBytes(body) + body;
}

function fieldBytes(field: Buffer | null): number {
  return field === null ? 1 : varintBytes(field.length) + field.length;
}

function writeRecord(target: Buffer, from: number, record: DecodedRecord, base: DeltaBase): number {
  let at = writeVarint(target, from, bodyBytes(record, base));
  target[at++] = 0;
  at = writeVarint(target, at, record.timestamp - base.baseTimestamp);
  at = writeVarint(target, at, record.offset - base.baseOffset);
  at = writeField(target, at, record.key);
  at = writeField(target, at, record.value);
  at = writeVarint(target, at, record.headers.length);
  for (const { key, value } of record.headers) at = writeField(target, writeField(target, at, key), value);
  return at;
}

function writeField(target: Buffer, from: number, field: Buffer | null): number {
  if (field === null) return writeVarint(target, from, -1);
  const at = writeVarint(target, from, field.length);
  field.copy(target, at);
  return at + field.length;
}
