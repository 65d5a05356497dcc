// A batch with holes written without them: hidden records stand where the cleaner took records away.
import { assert } from '../../base/core.ts';
import { DECOMPRESSED_BYTES_MAX } from './compression.ts';
import { keyOfRecord, recordBlock, requireExact } from './decode.ts';
import { batchError } from './errors.ts';
import { emptyRecord } from './fillers.ts';
import { finishBatch } from './finish.ts';
import { isControl, nextOffsetOf } from './header.ts';
import { HEADER_BYTES, HIDDEN_OFFSET_DELTA } from './layout.ts';
import { RecordWalker } from './record-walker.ts';
import type { BatchHeader, BatchStamp } from './shapes.ts';
import { varintBytes, writeVarint } from './varint.ts';

export interface DenseRange {
  /** First offset of the result: at most the batch's last. It may lie before the batch, where a hole precedes it. */
  readonly from: number;
  /** Behind its last offset. Default: behind the batch's last offset, holes at its end included. */
  readonly to?: number;
  /**
   * For compacted topics, which refuse records without a key. True: hidden records carry the key of the first record kept, so that the
   * cleaner finds that key's latest offset far above theirs and drops them. Default false: null.
   */
  readonly keyed?: boolean;
}

/** Holes in one dense batch at most: beyond it, send `hiddenFiller` batches for the hole and the rest apart. */
export const HOLES_MAX = 65_536;

/**
 * One uncompressed batch for Produce that takes every offset of the range: the source's records at their offsets, hidden records at
 * all others. `stamp.baseSequence` is that of `from`. Throws TIDE_WIRE_BATCH_CRC, _CUT, _CODEC, _COMPRESSED, _LARGE, _RECORD, _NUMBER;
 * more than `HOLES_MAX` holes break an assertion.
 */
export function denseBatch(buffer: Buffer, header: BatchHeader, range: DenseRange, stamp: BatchStamp): Buffer {
  const { from } = range;
  const to = range.to ?? nextOffsetOf(header);
  assert(!isControl(header), 'a control batch is no data');
  assert(from < to && from < nextOffsetOf(header), `the range ${from} to ${to} has offsets of the batch in it`);
  requireExact(header, header.baseTimestamp, header.maxTimestamp);
  const block = recordBlock(buffer, header);
  assert(to - from - header.count <= HOLES_MAX, `${to - from} offsets have at most ${HOLES_MAX} holes`);
  const key = range.keyed === true ? firstKey(block, header, from, to) : null;
  const hole = emptyRecord(HIDDEN_OFFSET_DELTA, key);
  // A record's deltas and its length grow by less than 16 bytes.
  const room = HEADER_BYTES + block.length + header.count * 16 + (to - from) * hole.length;
  // Large keys times many holes.
  if (room > DECOMPRESSED_BYTES_MAX)
    throw batchError('TIDE_WIRE_BATCH_LARGE', { codec: 'none', most: DECOMPRESSED_BYTES_MAX });
  const target = Buffer.allocUnsafe(room);
  const walker = new RecordWalker(block, 0, block.length, header);
  let at: number = HEADER_BYTES;
  let next = from;
  // Deltas count from the first record kept: a base timestamp that is a delete horizon may lie ahead of now.
  let base: number | undefined;
  let latest = -Infinity;
  while (walker.next()) {
    const offset = header.baseOffset + walker.place;
    if (offset < from || offset >= to) continue;
    if (offset < next) throw walker.broken('its offset does not rise');
    for (; next < offset; next++) at += hole.copy(target, at);
    const timestamp = header.baseTimestamp + walker.timestampDelta;
    base ??= timestamp;
    requireExact(header, timestamp - base);
    at = copyRecord(block, walker, target, at, { timestamp: timestamp - base, offset: offset - from });
    latest = Math.max(latest, timestamp);
    next = offset + 1;
  }
  for (; next < to; next++) at += hole.copy(target, at);
  finishBatch(target, at, {
    attributes: 0,
    lastOffsetDelta: to - from - 1,
    baseTimestamp: base ?? header.maxTimestamp,
    maxTimestamp: base === undefined ? header.maxTimestamp : latest,
    count: to - from,
    stamp,
  });
  return target.subarray(0, at);
}

/** Key of the first record of the range; empty, which is a key, when there is none. */
function firstKey(block: Buffer, header: BatchHeader, from: number, to: number): Buffer {
  const walker = new RecordWalker(block, 0, block.length, header);
  while (walker.next()) {
    const offset = header.baseOffset + walker.place;
    if (offset >= from && offset < to && !walker.hidden) return keyOfRecord(walker, block) ?? Buffer.alloc(0);
  }
  return Buffer.alloc(0);
}

/** The walker's record with other deltas. */
function copyRecord(
  block: Buffer,
  walker: RecordWalker,
  target: Buffer,
  from: number,
  deltas: { readonly timestamp: number; readonly offset: number },
): number {
  const offset = walker.hidden ? HIDDEN_OFFSET_DELTA : deltas.offset;
  const rest = walker.bodyEnd - walker.bodyAt;
  let at = writeVarint(target, from, 1 + varintBytes(deltas.timestamp) + varintBytes(offset) + rest);
  target[at++] = walker.attributes;
  at = writeVarint(target, at, deltas.timestamp);
  at = writeVarint(target, at, offset);
  return at + block.copy(target, at, walker.bodyAt, walker.bodyEnd);
}
