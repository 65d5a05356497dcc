// Are two records the same but for their offset, and if not, in what; without allocating while they are.
import type { RecordHeader } from '../wire/core.ts';
import type { RecordCursor } from './record-cursor.ts';

/** Below this many bytes a loop is faster than a call into native code. */
const LOOP_BYTES_MAX = 24;

/** True when timestamp, key, value and headers are equal. */
export function sameRecord(one: RecordCursor, other: RecordCursor): boolean {
  if (one.timestamp !== other.timestamp) return false;
  if (sameBytes(one.bytes, one.bodyAt, one.bodyEnd, other.bytes, other.bodyAt, other.bodyEnd)) return true;
  // Bytes may differ where the content does not: a varint can be written longer than need be.
  return sameKey(one, other) && sameValue(one, other) && sameHeaders(one, other);
}

/** What differs between two records, for a person; sizes and timestamps, never payload. */
export function describeDifference(offset: number, one: RecordCursor, other: RecordCursor): string {
  const found: string[] = [];
  if (one.timestamp !== other.timestamp) found.push(`timestamp (source ${one.timestamp}, target ${other.timestamp})`);
  if (!sameKey(one, other)) found.push(`key (source ${sizeOf(one.key())}, target ${sizeOf(other.key())})`);
  if (!sameValue(one, other)) found.push(`value (source ${sizeOf(valueOf(one))}, target ${sizeOf(valueOf(other))})`);
  if (!sameHeaders(one, other)) found.push(`header (source has ${one.headerCount}, target ${other.headerCount})`);
  return `offset ${offset}: different ${found.join(', ')}`;
}

function sameKey(one: RecordCursor, other: RecordCursor): boolean {
  if (one.keyAt === -1 || other.keyAt === -1) return one.keyAt === other.keyAt;
  return sameBytes(one.bytes, one.keyAt, one.keyEnd, other.bytes, other.keyAt, other.keyEnd);
}

function sameValue(one: RecordCursor, other: RecordCursor): boolean {
  if (one.valueAt === -1 || other.valueAt === -1) return one.valueAt === other.valueAt;
  return sameBytes(one.bytes, one.valueAt, one.valueEnd, other.bytes, other.valueAt, other.valueEnd);
}

function sameHeaders(one: RecordCursor, other: RecordCursor): boolean {
  if (one.headerCount !== other.headerCount) return false;
  if (one.headerCount === 0) return true;
  const [ours, theirs] = [one.headers(), other.headers()];
  return ours.length === theirs.length && ours.every((header, i) => sameHeader(header, theirs[i]!));
}

function sameHeader(one: RecordHeader, other: RecordHeader): boolean {
  if (!one.key.equals(other.key)) return false;
  if (one.value === null || other.value === null) return one.value === other.value;
  return one.value.equals(other.value);
}

/** Byte ranges of two buffers. */
export function sameBytes(
  one: Buffer,
  oneAt: number,
  oneEnd: number,
  other: Buffer,
  otherAt: number,
  otherEnd: number,
): boolean {
  const length = oneEnd - oneAt;
  if (otherEnd - otherAt !== length) return false;
  if (length > LOOP_BYTES_MAX) return one.compare(other, otherAt, otherEnd, oneAt, oneEnd) === 0;
  for (let i = 0; i < length; i++) if (one[oneAt + i] !== other[otherAt + i]) return false;
  return true;
}

function valueOf(cursor: RecordCursor): Buffer | null {
  return cursor.valueAt === -1 ? null : cursor.bytes.subarray(cursor.valueAt, cursor.valueEnd);
}

function sizeOf(bytes: Buffer | null): string {
  return bytes === null ? 'null' : `${bytes.length} bytes`;
}
