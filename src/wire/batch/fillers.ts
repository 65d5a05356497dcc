// Batches that stand for offsets no client may write: hidden ones inside a log, visible ones before its start, and the anchor.
import { assert } from '../../base/core.ts';
import { encodeBatch, wrapRecords } from './encode.ts';
import { finishBatch } from './finish.ts';
import type { FinishedHeader } from './finish.ts';
import { AT, HEADER_BYTES, HIDDEN_OFFSET_DELTA } from './layout.ts';
import type { BatchStamp } from './shapes.ts';
import { varintBytes, writeVarint } from './varint.ts';

/** Hidden records in one batch: 11 bytes each without a key, so the batch stays below the default max.message.bytes (1,048,588). */
export const HIDDEN_FILLER_RECORDS_MAX = 65_536;

/** Visible records in one batch: 59 KB compressed. */
export const VISIBLE_FILLER_RECORDS_MAX = 100_000;

/** Create time of visible fillers: so old that the first retention pass takes what DeleteRecords left on disk. */
const LONG_AGO_MS = 1;

export interface HiddenFiller {
  /** Offsets to fill, 1 to `HIDDEN_FILLER_RECORDS_MAX`; the sequence advances by as many. */
  readonly count: number;
  /** Milliseconds; that of the neighbours, so that retention and time queries see nothing special. */
  readonly timestamp: number;
  readonly stamp: BatchStamp;
  /** A compacted topic refuses records without a key: take that of a record that follows (README). Default null. */
  readonly key?: Buffer | null;
}

/**
 * One uncompressed batch that takes `count` offsets and delivers nothing: each record's offset delta is -2^30, so every client drops
 * it as older than what it asked for. The broker counts `lastOffsetDelta`, and so do the sequences (README, laws of the link).
 */
export function hiddenFiller(filler: HiddenFiller): Buffer {
  const { count, timestamp, stamp } = filler;
  assert(
    Number.isInteger(count) && count >= 1 && count <= HIDDEN_FILLER_RECORDS_MAX,
    `a hidden filler takes 1 to ${HIDDEN_FILLER_RECORDS_MAX} offsets, not ${count}`,
  );
  const record = emptyRecord(HIDDEN_OFFSET_DELTA, filler.key ?? null);
  const end = HEADER_BYTES + count * record.length;
  const target = Buffer.allocUnsafeSlow(end);
  for (let at = HEADER_BYTES; at < end; at += record.length) record.copy(target, at);
  finishBatch(target, end, {
    attributes: 0,
    lastOffsetDelta: count - 1,
    baseTimestamp: timestamp,
    maxTimestamp: timestamp,
    count,
    stamp,
  });
  return target;
}

/** A record at the base timestamp with null value and no headers. */
export function emptyRecord(offsetDelta: number, key: Buffer | null): Buffer {
  const keyBytes = key === null ? 1 : varintBytes(key.length) + key.length;
  const body = 1 + 1 + varintBytes(offsetDelta) + keyBytes + 1 + 1;
  const record = Buffer.alloc(varintBytes(body) + body);
  let at = writeVarint(record, 0, body);
  at = writeVarint(record, at + 2, offsetDelta);
  at = writeVarint(record, at, key === null ? -1 : key.length);
  if (key !== null) at += key.copy(record, at);
  writeVarint(record, at, -1);
  return record;
}

export interface VisibleFiller {
  /** Offsets to fill, 1 to `VISIBLE_FILLER_RECORDS_MAX`; the sequence advances by as many. */
  readonly count: number;
  readonly stamp: BatchStamp;
  /** A compacted topic refuses records without one. Default null. */
  readonly key?: Buffer | null;
}

/** A run of fillers is long and alike: the last packed batches are kept, one full and one rest. */
const packed = new Map<string, Buffer>();

/**
 * One zstd batch of `count` records with null key and value and create time 1, about 0.6 bytes each: the way to a start offset
 * above 0. They are delivered, so DeleteRecords cuts them off before anyone may read.
 */
export function visibleFiller(filler: VisibleFiller): Buffer {
  const { count, stamp } = filler;
  assert(
    Number.isInteger(count) && count >= 1 && count <= VISIBLE_FILLER_RECORDS_MAX,
    `a visible filler takes 1 to ${VISIBLE_FILLER_RECORDS_MAX} offsets, not ${count}`,
  );
  const key = filler.key ?? null;
  const name = `${count} ${key === null ? 'null' : key.toString('hex')}`;
  const known = packed.get(name);
  if (known !== undefined) {
    const copy = Buffer.from(known);
    finishBatch(copy, copy.length, visibleHeader(count, stamp, copy[AT.attributes + 1]!));
    return copy;
  }
  const records = Array.from({ length: count }, (_, index) => emptyRecord(index, key));
  const plain = Buffer.concat([Buffer.alloc(HEADER_BYTES), ...records]);
  const batch = wrapRecords(plain, plain.length, 'zstd', visibleHeader(count, stamp, 0));
  if (packed.size >= 2) packed.clear();
  packed.set(name, Buffer.from(batch));
  return batch;
}

function visibleHeader(count: number, stamp: BatchStamp, attributes: number): FinishedHeader {
  return {
    attributes,
    lastOffsetDelta: count - 1,
    baseTimestamp: LONG_AGO_MS,
    maxTimestamp: LONG_AGO_MS,
    count,
    stamp,
  };
}

/**
 * The one record that ends a run of visible fillers, dated now: without it the broker forgets the producer at its next restart,
 * and with it the sequence check that every later append relies on; it also begins a new segment, so that the old one can go.
 */
export function anchorBatch(anchor: {
  readonly timestamp: number;
  readonly stamp: BatchStamp;
  readonly key?: Buffer | null;
}): Buffer {
  const record = { offset: 0, timestamp: anchor.timestamp, key: anchor.key ?? null, value: null, headers: [] };
  return encodeBatch({ records: [record], codec: 'none', stamp: anchor.stamp });
}
