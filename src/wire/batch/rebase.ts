// The hot loop: copies record bodies behind each other with new offset and timestamp deltas. No object per record.
import { batchError } from './errors.ts';
import { HIDDEN_OFFSET_DELTA } from './layout.ts';
import { DELTA_MAX, varintBytes } from './varint.ts';
import type { BatchHeader } from './shapes.ts';

/** Up to this many bytes a loop is faster than a native copy. */
const LOOP_BYTES = 24;

/** What is added to each record's deltas. */
export interface RebaseShift {
  readonly timestamp: number;
  readonly offset: number;
}

/** How many bytes at most the records grow by: a longer offset delta, a longer timestamp delta, and a longer length for it. */
export function growthMax(header: BatchHeader, shift: RebaseShift): number {
  const offset = varintBytes(header.lastOffsetDelta + Math.max(0, shift.offset)) - 1;
  const timestamp = shift.timestamp === 0 ? 0 : varintBytes(shift.timestamp);
  return offset + timestamp === 0 ? 0 : header.count * (offset + timestamp + 1);
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
  target: Buffer,
  to: number,
): number {
  const shiftTimestamp = shift.timestamp;
  const shiftOffset = shift.offset;
  const lastDelta = header.lastOffsetDelta;
  const count = header.count;
  let q = from;
  let p = to;
  for (let index = 0; index < count; index++) {
    // length: one or two bytes almost always
    let byte = source[q++]!;
    let zigzag = byte;
    if (byte > 127) {
      byte = source[q++]!;
      zigzag = (zigzag & 127) | ((byte & 127) << 7);
      for (let bits = 14; byte > 127 && bits <= 28; bits += 7) {
        byte = source[q++]!;
        zigzag |= (byte & 127) << bits;
      }
    }
    const bodyEnd = q + (zigzag >>> 1);
    if ((zigzag & 1) !== 0 || byte > 127 || !(bodyEnd <= end))
      throw cannotRead(header, index, 'its length leaves the batch');
    const attributes = source[q++]!;

    // timestamp delta
    byte = source[q++]!;
    zigzag = byte & 127;
    for (let weight = 128; byte > 127; weight *= 128) {
      byte = q < bodyEnd ? source[q++]! : 255;
      if (weight > DELTA_MAX) throw cannotCompute(header, q < bodyEnd);
      zigzag += (byte & 127) * weight;
    }
    let timestamp = (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2) + shiftTimestamp;
    timestamp = timestamp < 0 ? -2 * timestamp - 1 : 2 * timestamp;
    if (timestamp >= 2 * DELTA_MAX) throw cannotCompute(header, true);

    // offset delta: hidden, or within the batch
    byte = source[q++]!;
    zigzag = byte & 127;
    for (let bits = 7; byte > 127 && bits <= 28; bits += 7) {
      byte = source[q++]!;
      zigzag |= (byte & 127) << bits;
    }
    zigzag >>>= 0;
    if (byte > 127 || !(q <= bodyEnd)) throw cannotRead(header, index, 'it ends inside its deltas');
    let offset = zigzag;
    if (zigzag !== HIDDEN_ZIGZAG) {
      if ((zigzag & 1) !== 0 || zigzag >>> 1 > lastDelta)
        throw cannotRead(header, index, 'its offset lies outside the batch');
      offset = zigzag + 2 * shiftOffset;
    }

    const rest = bodyEnd - q;
    p = writeUnsigned(target, p, 2 * (1 + unsignedBytes(timestamp) + unsignedBytes(offset) + rest));
    target[p++] = attributes;
    p = writeUnsigned(target, p, timestamp);
    p = writeUnsigned(target, p, offset);
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

const HIDDEN_ZIGZAG = -2 * HIDDEN_OFFSET_DELTA - 1;

function unsignedBytes(value: number): number {
  if (value < 128) return 1;
  if (value < 16_384) return 2;
  if (value < 2_097_152) return 3;
  let bytes = 4;
  for (let rest = Math.floor(value / 268_435_456); rest > 0; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

function writeUnsigned(target: Uint8Array, at: number, value: number): number {
  while (value > 0x7fff_ffff) {
    target[at++] = (value % 128) | 128;
    value = Math.floor(value / 128);
  }
  while (value > 127) {
    target[at++] = (value & 127) | 128;
    value >>>= 7;
  }
  target[at++] = value;
  return at;
}

function cannotRead(header: BatchHeader, index: number, detail: string): Error {
  return batchError('TIDE_WIRE_BATCH_RECORD', { baseOffset: header.baseOffset, index, detail });
}

function cannotCompute(header: BatchHeader, whole: boolean): Error {
  if (!whole) return cannotRead(header, 0, 'it ends inside its deltas');
  return batchError('TIDE_WIRE_BATCH_NUMBER', { baseOffset: header.baseOffset });
}
