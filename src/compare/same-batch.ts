// Are two batches the same but for where they stand and who wrote them: then their records need not be looked at.
import type { BatchHeader } from '../wire/core.ts';
import type { BatchPiece } from './log-side.ts';
import { RECORDS_AT } from './record-cursor.ts';
import { sameBytes } from './same-record.ts';

/** Codec (bits 0-2) and timestamp type (bit 3); the transactional bit and the producer's fields are not content. */
const CONTENT_BITS = 0x0f;

/** True when both hold the same records at the same offsets (the target's less `shift`), as every consumer sees them. */
export function sameBatch(source: BatchPiece, target: BatchPiece, shift: number): boolean {
  return (
    source.from === target.from - shift &&
    sameHeader(source.header, target.header) &&
    sameBytes(source.buffer, recordsAt(source), endOf(source), target.buffer, recordsAt(target), endOf(target))
  );
}

function sameHeader(one: BatchHeader, other: BatchHeader): boolean {
  return (
    one.bytes === other.bytes &&
    one.lastOffsetDelta === other.lastOffsetDelta &&
    one.count === other.count &&
    one.baseTimestamp === other.baseTimestamp &&
    one.maxTimestamp === other.maxTimestamp &&
    (one.attributes & CONTENT_BITS) === (other.attributes & CONTENT_BITS)
  );
}

const recordsAt = (batch: BatchPiece): number => batch.header.at + RECORDS_AT;
const endOf = (batch: BatchPiece): number => batch.header.at + batch.header.bytes;
