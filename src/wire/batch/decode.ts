// Records of a batch, decoded: any codec, CRC checked first.
import { requireCrc } from './crc.ts';
import { batchError } from './errors.ts';
import { DECOMPRESSED_BYTES_MAX, decompress } from './compression.ts';
import { codecOf, isLogAppendTime } from './header.ts';
import { HEADER_BYTES } from './layout.ts';
import { RecordWalker } from './record-walker.ts';
import type { BatchHeader, DecodedRecord, RecordHeader } from './shapes.ts';
import { DELTA_MAX } from './varint.ts';

/** consumer: the append time where the batch says LogAppendTime; create: always the producers' own. */
export type RecordTimes = 'consumer' | 'create';

const NO_HEADERS: readonly RecordHeader[] = [];
const HEADER_PAIR_BYTES_LEAST = 2;

/** The records as one uncompressed block: a view when they were not compressed. Throws TIDE_WIRE_BATCH_CRC, _CUT, _CODEC, _COMPRESSED, _LARGE. */
export function recordBlock(buffer: Buffer, header: BatchHeader, bytesMax: number = DECOMPRESSED_BYTES_MAX): Buffer {
  requireCrc(buffer, header);
  const block = buffer.subarray(header.at + HEADER_BYTES, header.at + header.bytes);
  // The cleaner keeps emptied batches as bare headers, with the codec bits they had.
  return block.length === 0 ? block : decompress(codecOf(header), block, bytesMax);
}

/**
 * The records as consumers are given them, in order; hidden ones are left out. A control batch gives its markers: ask `isControl` first.
 * Offsets come from the header object, so it is the one that was read before a stamp. Throws TIDE_WIRE_BATCH_CRC, _CUT, _CODEC,
 * _COMPRESSED, _LARGE, _RECORD, _NUMBER (a timestamp beyond 2^52).
 */
export function decodeRecords(
  buffer: Buffer,
  header: BatchHeader,
  times: RecordTimes = 'consumer',
  bytesMax: number = DECOMPRESSED_BYTES_MAX,
): DecodedRecord[] {
  const block = recordBlock(buffer, header, bytesMax);
  const walker = new RecordWalker(block, 0, block.length, header);
  const appended = times === 'consumer' && isLogAppendTime(header);
  requireExact(header, header.baseTimestamp, appended ? header.maxTimestamp : 0);
  const records: DecodedRecord[] = [];
  while (walker.next()) {
    const key = bytesOf(walker, block, 'key');
    const value = bytesOf(walker, block, 'value');
    const headers = headersOf(walker, block);
    if (walker.reader.at !== walker.bodyEnd) throw walker.broken('bytes are left behind its headers');
    if (walker.hidden) continue;
    records.push({
      offset: header.baseOffset + walker.place,
      timestamp: appended ? header.maxTimestamp : header.baseTimestamp + walker.timestampDelta,
      key,
      value,
      headers,
    });
  }
  return records;
}

/** Throws TIDE_WIRE_BATCH_NUMBER for timestamps that are not exact as numbers. */
export function requireExact(header: BatchHeader, ...timestamps: readonly number[]): void {
  if (timestamps.some((timestamp) => Math.abs(timestamp) > DELTA_MAX))
    throw batchError('TIDE_WIRE_BATCH_NUMBER', { baseOffset: header.baseOffset });
}

/** Key of the record at which the walker stands, before anything else of it was read. A view. */
export function keyOfRecord(walker: RecordWalker, block: Buffer): Buffer | null {
  return bytesOf(walker, block, 'key');
}

/** -1 is null; a view. */
function bytesOf(walker: RecordWalker, block: Buffer, part: string): Buffer | null {
  const reader = walker.reader;
  const length = reader.int32();
  if (length === -1) return null;
  const from = reader.at;
  if (length < 0 || length > walker.bodyEnd - from) {
    walker.requireSound();
    throw walker.broken(`its ${part} has a length of ${length} bytes`);
  }
  reader.at = from + length;
  walker.requireSound();
  return block.subarray(from, from + length);
}

function headersOf(walker: RecordWalker, block: Buffer): readonly RecordHeader[] {
  const count = walker.reader.int32();
  walker.requireSound();
  if (count === 0) return NO_HEADERS;
  if (count < 0 || count * HEADER_PAIR_BYTES_LEAST > walker.bodyEnd - walker.reader.at)
    throw walker.broken(`it announces ${count} headers`);
  const headers: RecordHeader[] = [];
  for (let index = 0; index < count; index++) {
    const key = bytesOf(walker, block, 'header key');
    if (key === null) throw walker.broken('the key of a header is null');
    headers.push({ key, value: bytesOf(walker, block, 'header value') });
  }
  return headers;
}

/** What a control batch says: the outcome of a transaction, or something that concerns no reader of data. */
export type ControlType = 'commit' | 'abort' | 'other';

/** Type of a control batch (EndTransactionMarker: the key is version int16, type int16; 0 abort, 1 commit). Throws as `decodeRecords`. */
export function controlTypeOf(buffer: Buffer, header: BatchHeader): ControlType {
  const key = decodeRecords(buffer, header)[0]?.key;
  if (key === undefined || key === null || key.length < 4) return 'other';
  const type = key.readInt16BE(2);
  return type === 1 ? 'commit' : type === 0 ? 'abort' : 'other';
}
