// CRC32C of a batch: checked, computed anew, and moved along linearly when only header fields change.
import { crc32c } from '@node-rs/crc32';
import { assert } from '../../base/core.ts';
import { readInt32, readUint32 } from '../integers.ts';
import { batchError } from './errors.ts';
import { requireWhole } from './header.ts';
import { AT } from './layout.ts';
import type { BatchHeader } from './shapes.ts';

/** Castagnoli's polynomial, bits reflected. */
const POLYNOMIAL = 0x82f6_3b78;

const TABLE = new Int32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) !== 0 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  TABLE[byte] = value;
}

/** The CRC of what a batch's CRC covers, unsigned. The buffer holds the whole batch. */
export function crcOfBatch(buffer: Uint8Array, at: number, bytes: number): number {
  return crc32c(buffer.subarray(at + AT.attributes, at + bytes)) >>> 0;
}

/** Does the batch's own CRC fit its bytes? Reads both from the buffer, so it may be asked before and after a stamp. Throws TIDE_WIRE_BATCH_CUT. */
export function crcOk(buffer: Uint8Array, header: BatchHeader): boolean {
  requireWhole(buffer, header);
  return crcOfBatch(buffer, header.at, header.bytes) === readUint32(buffer, header.at + AT.crc);
}

/** Throws TIDE_WIRE_BATCH_CRC, _CUT. */
export function requireCrc(buffer: Uint8Array, header: BatchHeader): void {
  requireWhole(buffer, header);
  const found = crcOfBatch(buffer, header.at, header.bytes);
  const said = readUint32(buffer, header.at + AT.crc);
  if (found !== said) throw batchError('TIDE_WIRE_BATCH_CRC', { baseOffset: header.baseOffset, said, found });
}

/** Bytes of a batch that its CRC does not cover. */
const UNCOVERED = AT.attributes;

/**
 * Checks batches that stand behind each other in one buffer with one pass over all of it: what the CRC of the whole stretch has to be
 * follows from the batches' own CRCs. For one-record batches this halves the cost. Throws TIDE_WIRE_BATCH_CRC for the first wrong one.
 */
export function requireCrcs(buffer: Uint8Array, headers: readonly BatchHeader[]): void {
  const first = headers[0]!;
  const last = headers.at(-1)!;
  requireWhole(buffer, last);
  let expected = readInt32(buffer, first.at + AT.crc);
  for (let index = 1; index < headers.length; index++) {
    const header = headers[index]!;
    let state = ~expected;
    for (let at = header.at, end = at + UNCOVERED; at < end; at++) state = crcStep(state, buffer[at]!);
    expected = crcShift(~state, header.bytes - UNCOVERED) ^ readInt32(buffer, header.at + AT.crc);
  }
  const found = crc32c(buffer.subarray(first.at + AT.attributes, last.at + last.bytes));
  if (found >>> 0 === expected >>> 0) return;
  for (const header of headers) requireCrc(buffer, header);
  assert(false, 'a stretch of batches has a wrong CRC when one of them has');
}

/** One step of a CRC without its initial and final inversion: linear, so CRC(a) ^ CRC(b) = CRC0(a ^ b). */
export function crcStep(crc: number, byte: number): number {
  return TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8);
}

/** Product of two polynomials modulo the CRC's; bits reflected, so the top bit is x^0. Without branches, which could not be predicted. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 32; bit++) {
    product ^= b & (a >> 31);
    a <<= 1;
    b = (b >>> 1) ^ (POLYNOMIAL & -(b & 1));
  }
  return product;
}

/** x^8, x^16, x^32, ...: element k moves a CRC over 2^k bytes. */
const POWERS: number[] = [];
for (let k = 0, power = 0x0080_0000; k < 32; k++) {
  POWERS.push(power);
  power = multiply(power, power);
}

function powerFor(bytes: number): number {
  let factor = 0x8000_0000 | 0;
  for (let k = 0, left = bytes; left !== 0; k++, left >>>= 1)
    if ((left & 1) !== 0) factor = multiply(POWERS[k]!, factor);
  return factor;
}

/** Batches of one flow have few sizes: factors by length, one place for all lengths that are equal modulo its size. */
const CACHED = 4096;
const cachedLength = new Int32Array(CACHED).fill(-1);
const cachedFactor = new Int32Array(CACHED);

/** What a change in CRC0 becomes when `bytes` more bytes follow that did not change. */
export function crcShift(change: number, bytes: number): number {
  const place = bytes & (CACHED - 1);
  if (cachedLength[place] !== bytes) {
    cachedFactor[place] = powerFor(bytes);
    cachedLength[place] = bytes;
  }
  return multiply(cachedFactor[place]!, change);
}
