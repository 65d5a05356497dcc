// The hot loop: copies record bodies behind each other with new offset and timestamp deltas. No object per record.
import { batchError } from './errors.ts';
import { HIDDEN_OFFSET_DELTA } from './layout.ts';
import { DELTA_MAX, varintBytes } from './varint.ts';
import type { BatchHeader } from './shapes.ts';

/** Up to this many bytes a loop is faster than a native copy. */
const LOOP_BYTES = 32;

/** What is added to each record's deltas. */
export interface RebaseShift {
  readonly timestamp: number;
  readonly offset: number;
}

/** How many bytes at most the records grow by: a longer offset delta, a longer timestamp delta, and a longer length for it. */
export function growthMax(header: BatchHeader, shift: RebaseShift): number {
  if (shift.offset <= 0 && shift.timestamp === 0) return 0;
  return (
    header.count * (varintBytes(header.lastOffsetDelta + Math.max(0, shift.offset)) + varintBytes(shift.timestamp))
  );
}

/**
 * Writes `header.count` uncompressed records that stand at `from` .. `end` of the source to `to` of the target, each delta shifted.
 * The bytes behind the deltas are copied as they are; a hidden record keeps its offset delta. Returns where the target ends.
 * `target` must have room for the source's bytes and `growthMax`. Throws TIDE_WIRE_BATCH_RECORD, _NUMBER.
 */
export function rebaseRecords(
  source: Uint8Array,
  from: number,
  end: number,
  header: BatchHeader,
  shift: RebaseShift,
  target: Uint8Array,
  to: number,
): number {
  const shiftTimestamp = shift.timestamp;
  const shiftZigzag = 2 * shift.offset;
  const lastZigzag = 2 * header.lastOffsetDelta;
  const count = header.count;
  let q = from;
  let p = to;
  for (let index = 0; index < count; index++) {
    let byte = source[q++]!;
    let zigzag = byte & 127;
    for (let bits = 7; byte > 127 && bits <= 28; bits += 7) {
      byte = source[q++]!;
      zigzag |= (byte & 127) << bits;
    }
    const bodyEnd = q + (zigzag >>> 1);
    if ((zigzag & 1) !== 0 || byte > 127 || !(bodyEnd <= end)) throw lengthLeaves(header, index);
    const attributes = source[q++]!;

    // Timestamp delta: three bytes reach 17 minutes; what is longer takes the slow way.
    byte = source[q++]!;
    zigzag = byte & 127;
    for (let bits = 7; byte > 127 && bits <= 14; bits += 7) {
      byte = source[q++]!;
      zigzag |= (byte & 127) << bits;
    }
    let timestamp = (zigzag >>> 1) ^ -(zigzag & 1);
    if (byte > 127) {
      timestamp = longDelta(source, q, bodyEnd, zigzag, header, index);
      q = behindLongDelta;
    }
    timestamp += shiftTimestamp;
    timestamp = timestamp < 0 ? -2 * timestamp - 1 : 2 * timestamp;
    if (timestamp >= 2 * DELTA_MAX) throw cannotCompute(header);

    byte = source[q++]!;
    zigzag = byte & 127;
    for (let bits = 7; byte > 127 && bits <= 28; bits += 7) {
      byte = source[q++]!;
      zigzag |= (byte & 127) << bits;
    }
    if (byte > 127 || !(q <= bodyEnd)) throw endsInside(header, index);
    // Bit 31 is the sign here; offsets within the batch never have it, and the hidden delta is compared as a whole.
    if (zigzag !== HIDDEN_ZIGZAG) {
      if ((zigzag & 1) !== 0 || zigzag < 0 || zigzag > lastZigzag) throw offsetLeaves(header, index);
      zigzag += shiftZigzag;
    }

    const rest = bodyEnd - q;
    p = writeUnsigned(target, p, 2 * (1 + unsignedBytes(timestamp) + unsignedBytes(zigzag) + rest));
    target[p++] = attributes;
    p = writeUnsigned(target, p, timestamp);
    p = writeUnsigned(target, p, zigzag);
    if (rest <= LOOP_BYTES) while (q < bodyEnd) target[p++] = source[q++]!;
    else {
      target.set(source.subarray(q, bodyEnd), p);
      p += rest;
      q = bodyEnd;
    }
  }
  if (q !== end) throw cannotRead(header, count, `${end - q} bytes are left behind the last record`);
  return p;
}

/** -2^30 as zigzag: 2^31 - 1. */
const HIDDEN_ZIGZAG = -2 * HIDDEN_OFFSET_DELTA - 1;

/** Where the last `longDelta` ended: a second result without an object. */
let behindLongDelta = 0;

/** The rest of a varlong whose first three bytes gave `zigzag`. */
function longDelta(
  source: Uint8Array,
  from: number,
  end: number,
  zigzag: number,
  header: BatchHeader,
  index: number,
): number {
  let at = from;
  let byte = 255;
  for (let weight = 2 ** 21; byte > 127; weight *= 128) {
    if (at >= end) throw endsInside(header, index);
    if (weight > DELTA_MAX) throw cannotCompute(header);
    byte = source[at++]!;
    zigzag += (byte & 127) * weight;
  }
  if (zigzag >= 2 * DELTA_MAX) throw cannotCompute(header);
  behindLongDelta = at;
  return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
}

/** Bytes of an unsigned varint below 2^53. */
function unsignedBytes(value: number): number {
  if (value < 128) return 1;
  if (value < 16_384) return 2;
  if (value < 2_097_152) return 3;
  if (value < 268_435_456) return 4;
  let bytes = 5;
  for (let rest = Math.floor(value / 34_359_738_368); rest > 0; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

function writeUnsigned(target: Uint8Array, at: number, value: number): number {
  if (value > 0x7fff_ffff) {
    do {
      target[at++] = (value % 128) | 128;
      value = Math.floor(value / 128);
    } while (value > 0x7fff_ffff);
  }
  while (value > 127) {
    target[at++] = (value & 127) | 128;
    value >>>= 7;
  }
  target[at++] = value;
  return at;
}

function lengthLeaves(header: BatchHeader, index: number): Error {
  return cannotRead(header, index, 'its length leaves the batch');
}

function endsInside(header: BatchHeader, index: number): Error {
  return cannotRead(header, index, 'it ends inside a number');
}

function offsetLeaves(header: BatchHeader, index: number): Error {
  return cannotRead(header, index, 'its offset lies outside the batch');
}

function cannotRead(header: BatchHeader, index: number, detail: string): Error {
  return batchError('TIDE_WIRE_BATCH_RECORD', { baseOffset: header.baseOffset, index, detail });
}

function cannotCompute(header: BatchHeader): Error {
  return batchError('TIDE_WIRE_BATCH_NUMBER', { baseOffset: header.baseOffset });
}
