// Puts uncompressed batches that follow each other together into one: the link's biggest lever on small batches.
import { assert } from '../../base/core.ts';
import { requireCrcs } from './crc.ts';
import { batchError } from './errors.ts';
import { isControl, isLogAppendTime, isSparse, nextOffsetOf } from './header.ts';
import { finishBatch } from './finish.ts';
import { BITS, HEADER_BYTES } from './layout.ts';
import { growthMax, rebaseRecords } from './rebase.ts';
import type { RebaseShift } from './rebase.ts';
import type { BatchHeader, BatchStamp } from './shapes.ts';
import { latestTimestamp } from './timestamps.ts';
import { DELTA_MAX } from './varint.ts';

export interface BatchInBuffer {
  readonly buffer: Buffer;
  readonly header: BatchHeader;
}

/** May this batch become part of a larger one? Uncompressed data without holes, and timestamps that can be computed with. */
export function canCoalesce(header: BatchHeader): boolean {
  return (
    (header.attributes & BITS.codec) === 0 &&
    !isControl(header) &&
    !isSparse(header) &&
    Math.abs(header.baseTimestamp) < DELTA_MAX / 2 &&
    Math.abs(header.maxTimestamp) < DELTA_MAX / 2
  );
}

/** Bytes that `coalesceBatches` needs at most. */
export function coalescedBytesMax(batches: readonly BatchInBuffer[]): number {
  const first = batches[0]!.header;
  let bytes = HEADER_BYTES;
  for (const { header } of batches) bytes += header.bytes - HEADER_BYTES + growthMax(header, shiftOf(first, header));
  return bytes;
}

function shiftOf(first: BatchHeader, header: BatchHeader): RebaseShift {
  return {
    timestamp: header.baseTimestamp - first.baseTimestamp,
    offset: header.baseOffset - first.baseOffset,
  };
}

/**
 * One batch, ready for Produce, with the records of several: bodies byte for byte, deltas and CRC anew, each batch's own CRC
 * checked before. Offsets and (create) timestamps stay equal. The batches follow each other without a hole; they are read as the
 * source wrote them or after a stamp. `into`: room to write to, for a caller that uses it again; taken when it is large enough
 * (`coalescedBytesMax`). Throws TIDE_WIRE_BATCH_COALESCE, _CRC, _CUT, _RECORD, _NUMBER: send these batches one by one then.
 */
export function coalesceBatches(batches: readonly BatchInBuffer[], stamp: BatchStamp, into?: Buffer): Buffer {
  const first = batches[0];
  assert(first !== undefined, 'there is at least one batch to put together');
  requireAllCrcs(batches);
  const room = coalescedBytesMax(batches);
  const target = into !== undefined && into.length >= room ? into : Buffer.allocUnsafeSlow(room);
  const base = first.header.baseOffset;
  const plainTarget = plainView(target);
  let source = plainView(first.buffer);
  let sourceOf = first.buffer;
  let at: number = HEADER_BYTES;
  let next = base;
  let count = 0;
  let maxTimestamp = -Infinity;
  for (const { buffer, header } of batches) {
    if (!canCoalesce(header))
      throw cannot(header, 'is compressed, has holes, is a control batch, or has timestamps beyond 2^51 ms');
    if (header.baseOffset !== next) throw cannot(header, `does not begin at ${next}, where the one before ends`);
    const from = header.at + HEADER_BYTES;
    const end = header.at + header.bytes;
    const shift = shiftOf(first.header, header);
    if (buffer !== sourceOf) {
      source = plainView(buffer);
      sourceOf = buffer;
    }
    at = rebaseRecords(source, from, end, header, shift, plainTarget, at);
    const latest = isLogAppendTime(header) ? latestTimestamp(buffer, header) : header.maxTimestamp;
    if (latest > maxTimestamp) maxTimestamp = latest;
    next = nextOffsetOf(header);
    count += header.count;
  }
  finishBatch(target, at, {
    attributes: 0,
    lastOffsetDelta: next - base - 1,
    baseTimestamp: first.header.baseTimestamp,
    maxTimestamp,
    count,
    stamp,
  });
  return target.subarray(0, at);
}

/** The same bytes without Buffer's own `subarray`, which costs as much as copying 500 bytes. */
function plainView(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** One pass for each stretch of batches that stand behind each other in a buffer. */
function requireAllCrcs(batches: readonly BatchInBuffer[]): void {
  let stretch: BatchHeader[] = [];
  let behind = batches[0]!;
  for (const batch of batches) {
    const follows = batch.buffer === behind.buffer && batch.header.at === behind.header.at + behind.header.bytes;
    if (stretch.length > 0 && !follows) {
      requireCrcs(behind.buffer, stretch);
      stretch = [];
    }
    stretch.push(batch.header);
    behind = batch;
  }
  requireCrcs(behind.buffer, stretch);
}

function cannot(header: BatchHeader, detail: string): Error {
  return batchError('TIDE_WIRE_BATCH_COALESCE', { baseOffset: header.baseOffset, detail });
}
