// Stamps a batch in place for Produce: the producer's fields and nothing else; its CRC follows linearly.
import { assert } from '../../base/core.ts';
import { readUint32 } from '../integers.ts';
import { crcShift, crcStep } from './crc.ts';
import { requireWhole } from './header.ts';
import { AT, BITS } from './layout.ts';
import type { BatchHeader, BatchStamp } from './shapes.ts';

const SEQUENCES = 2 ** 31;

/** The stamp of a batch that belongs to no producer. */
export const NO_PRODUCER: BatchStamp = { producerId: -1n, producerEpoch: -1, baseSequence: -1 };

/** Sequence of the record at an offset: counts to 2^31-1 and goes on at 0, as brokers do (DefaultRecordBatch.incrementSequence). */
export function sequenceAt(offset: number): number {
  return offset % SEQUENCES;
}

/** Sequence of the last record of a batch; smaller than its base sequence in the one batch that crosses 2^31. */
export function lastSequenceOf(header: BatchHeader): number {
  return header.baseSequence < 0 ? -1 : (header.baseSequence + header.lastOffsetDelta) % SEQUENCES;
}

/** Producer id, epoch and sequence as they stand in a batch: 14 bytes, of which the first eight rarely change. */
const fields = Buffer.alloc(AT.count - AT.producerId);
let idInFields: bigint | undefined;

function fieldsOf(stamp: BatchStamp): Buffer {
  const { producerId, producerEpoch, baseSequence } = stamp;
  assert(baseSequence >= -1 && baseSequence < SEQUENCES, `a base sequence is 0 to 2^31-1, not ${baseSequence}`);
  if (idInFields !== producerId) {
    fields.writeBigInt64BE(producerId, 0);
    idInFields = producerId;
  }
  fields[8] = producerEpoch >> 8;
  fields[9] = producerEpoch;
  writeInt32(fields, 10, baseSequence);
  return fields;
}

export function writeInt32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** Exact up to 2^53. */
export function writeInt64(bytes: Uint8Array, at: number, value: number): void {
  writeInt32(bytes, at, Math.floor(value / 4_294_967_296));
  writeInt32(bytes, at + 4, value % 4_294_967_296);
}

/**
 * Makes a batch of a log one that Produce accepts, in place: base offset 0, leader epoch -1, the stamp's producer fields, and
 * attribute bits 3 (LogAppendTime) and 4 (transactional) cleared; the delete horizon and the payload stay. The CRC is moved by the
 * change alone, so a batch whose CRC was wrong before has a wrong one after it. The header object keeps what the source said.
 * Throws TIDE_WIRE_BATCH_CUT.
 */
export function stampBatch(buffer: Uint8Array, header: BatchHeader, stamp: BatchStamp): void {
  requireWhole(buffer, header);
  const at = header.at;
  const wanted = fieldsOf(stamp);
  for (let index = AT.baseOffset; index < AT.length; index++) buffer[at + index] = 0;
  writeInt32(buffer, at + AT.leaderEpoch, -1);

  let change = 0;
  const low = at + AT.attributes + 1;
  const before = buffer[low]!;
  const after = before & ~(BITS.logAppendTime | BITS.transactional);
  if (before !== after) {
    buffer[low] = after;
    change = crcStep(0, before ^ after);
    for (let index = AT.lastOffsetDelta; index < AT.producerId; index++) change = crcStep(change, 0);
  }
  const producer = at + AT.producerId;
  for (let index = 0; index < wanted.length; index++) {
    const byte = wanted[index]!;
    change = crcStep(change, buffer[producer + index]! ^ byte);
    buffer[producer + index] = byte;
  }
  // The number of records and the records follow unchanged.
  const crc = readUint32(buffer, at + AT.crc) ^ crcShift(change, header.bytes - AT.count);
  writeInt32(buffer, at + AT.crc, crc);
}

/** Writes the producer's fields without touching the CRC: for a batch that gets its first one. */
export function writeProducer(buffer: Uint8Array, at: number, stamp: BatchStamp): void {
  buffer.set(fieldsOf(stamp), at + AT.producerId);
}
