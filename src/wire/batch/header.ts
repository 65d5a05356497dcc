// Reads batch headers, and walks the whole batches of a fetched buffer.
import { DEFAULT_MAX_FRAME_BYTES, readInt16, readInt32, readUint32 } from '../integers.ts';
import { batchError } from './errors.ts';
import { AT, BITS, HEADER_BYTES, MAGIC, PREFIX_BYTES } from './layout.ts';
import type { BatchHeader, Codec } from './shapes.ts';

const CODECS: readonly Codec[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
const BATCH_BYTES_MAX = DEFAULT_MAX_FRAME_BYTES;

/** INT64 as a number; exact up to 2^53. */
export function readInt64(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at) * 4_294_967_296 + readUint32(bytes, at + 4);
}

/** Most producer ids are -1, small, or the one of the batch before: a BigInt is made for none of these. */
let lastHigh = -1;
let lastLow = -1;
let lastId = -1n;

function readProducerId(bytes: Uint8Array, at: number): bigint {
  const high = readInt32(bytes, at);
  const low = readInt32(bytes, at + 4);
  if (high !== lastHigh || low !== lastLow) {
    lastId = (BigInt(high) << 32n) | BigInt(low >>> 0);
    lastHigh = high;
    lastLow = low;
  }
  return lastId;
}

/**
 * The header of the batch at a position. The batch itself may be cut; its header must be there.
 * Throws TIDE_WIRE_BATCH_CUT, _LENGTH, _MAGIC (formats 0 and 1), _HEADER.
 */
export function readBatchHeader(buffer: Uint8Array, at: number): BatchHeader {
  const have = buffer.length - at;
  if (at < 0 || have < HEADER_BYTES) {
    // A short old message is an old message, not a cut batch.
    if (at >= 0 && have > AT.magic && isOldMagic(buffer[at + AT.magic]!)) throw oldMagic(buffer, at);
    throw batchError('TIDE_WIRE_BATCH_CUT', { at, need: HEADER_BYTES, have: Math.max(0, have) });
  }
  const length = readInt32(buffer, at + AT.length);
  const magic = buffer[at + AT.magic]!;
  if (magic !== MAGIC) throw oldMagic(buffer, at);
  if (length < HEADER_BYTES - PREFIX_BYTES || length > BATCH_BYTES_MAX - PREFIX_BYTES)
    throw batchError('TIDE_WIRE_BATCH_LENGTH', { at, length, most: BATCH_BYTES_MAX - PREFIX_BYTES });
  const header: BatchHeader = {
    at,
    bytes: length + PREFIX_BYTES,
    baseOffset: readInt64(buffer, at + AT.baseOffset),
    leaderEpoch: readInt32(buffer, at + AT.leaderEpoch),
    magic,
    crc: readUint32(buffer, at + AT.crc),
    attributes: readInt16(buffer, at + AT.attributes),
    lastOffsetDelta: readInt32(buffer, at + AT.lastOffsetDelta),
    baseTimestamp: readInt64(buffer, at + AT.baseTimestamp),
    maxTimestamp: readInt64(buffer, at + AT.maxTimestamp),
    producerId: readProducerId(buffer, at + AT.producerId),
    producerEpoch: readInt16(buffer, at + AT.producerEpoch),
    baseSequence: readInt32(buffer, at + AT.baseSequence),
    count: readInt32(buffer, at + AT.count),
  };
  if (header.baseOffset < 0 || header.baseOffset + header.lastOffsetDelta > Number.MAX_SAFE_INTEGER)
    throw wrongField('base offset', header.baseOffset);
  if (header.lastOffsetDelta < 0) throw wrongField('last offset delta', header.lastOffsetDelta);
  // A cleaned batch may hold fewer records than offsets, never more.
  if (header.count < 0 || header.count > header.lastOffsetDelta + 1)
    throw wrongField('number of records', header.count);
  return header;
}

function isOldMagic(magic: number): boolean {
  return magic === 0 || magic === 1;
}

function oldMagic(buffer: Uint8Array, at: number): Error {
  return batchError('TIDE_WIRE_BATCH_MAGIC', { at, magic: buffer[at + AT.magic]! });
}

function wrongField(field: string, value: number): Error {
  return batchError('TIDE_WIRE_BATCH_HEADER', { field, value });
}

/**
 * Headers of the whole batches in a fetched buffer, in order. A last one that is cut, as brokers cut it, is left out:
 * nothing at all out of a buffer with bytes in it means that the first batch is larger than what was asked for.
 * Throws as `readBatchHeader`.
 */
export function* walkBatches(buffer: Uint8Array): Generator<BatchHeader, void, undefined> {
  let at = 0;
  while (buffer.length - at > AT.magic) {
    // Far too little for a header, but enough to know an old message.
    if (buffer.length - at < HEADER_BYTES && !isOldMagic(buffer[at + AT.magic]!)) return;
    const header = readBatchHeader(buffer, at);
    if (header.bytes > buffer.length - at) return;
    yield header;
    at += header.bytes;
  }
}

/** Throws TIDE_WIRE_BATCH_CODEC for a number that is none. */
export function codecOf(header: BatchHeader): Codec {
  const codec = CODECS[header.attributes & BITS.codec];
  if (codec === undefined)
    throw batchError('TIDE_WIRE_BATCH_CODEC', {
      baseOffset: header.baseOffset,
      codec: header.attributes & BITS.codec,
    });
  return codec;
}

export function codecBits(codec: Codec): number {
  return CODECS.indexOf(codec);
}

export function isControl(header: BatchHeader): boolean {
  return (header.attributes & BITS.control) !== 0;
}

export function isTransactional(header: BatchHeader): boolean {
  return (header.attributes & BITS.transactional) !== 0;
}

/** The broker's time of appending stands for all records; their own times are the producers' (README). */
export function isLogAppendTime(header: BatchHeader): boolean {
  return (header.attributes & BITS.logAppendTime) !== 0;
}

export function hasDeleteHorizon(header: BatchHeader): boolean {
  return (header.attributes & BITS.deleteHorizon) !== 0;
}

/** First offset behind the batch. */
export function nextOffsetOf(header: BatchHeader): number {
  return header.baseOffset + header.lastOffsetDelta + 1;
}

/** Holes: a batch that the cleaner has been through. Brokers refuse it from a client. */
export function isSparse(header: BatchHeader): boolean {
  return header.count !== header.lastOffsetDelta + 1;
}

/** Throws TIDE_WIRE_BATCH_CUT when the buffer does not hold all of the batch. */
export function requireWhole(buffer: Uint8Array, header: BatchHeader): void {
  const have = buffer.length - header.at;
  if (have < header.bytes) throw batchError('TIDE_WIRE_BATCH_CUT', { at: header.at, need: header.bytes, have });
}
