// Fixed-width big-endian integers and the unsigned varint, read from plain Uint8Arrays (Kafka protocol guide, "Protocol Primitive Types").
import { wireError } from './errors.ts';

/** Kafka's `socket.request.max.bytes` default; a longer frame is refused by every broker. */
export const DEFAULT_MAX_FRAME_BYTES = 104_857_600;

/** INT32 at an offset; the caller has checked the length. */
export function readInt32(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 24) | (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!;
}

/** UINT32 at an offset; the caller has checked the length. */
export function readUint32(bytes: Uint8Array, offset: number): number {
  return readInt32(bytes, offset) >>> 0;
}

/** INT16 at an offset; the caller has checked the length. */
export function readInt16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset]! << 24) | (bytes[offset + 1]! << 16)) >> 16;
}

/** UNSIGNED_VARINT at an offset: the value and the offset behind it. Throws TIDE_WIRE_TRUNCATED, TIDE_WIRE_VARINT. */
export function readUnsignedVarint(
  bytes: Uint8Array,
  offset: number,
): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes[offset + index];
    if (byte === undefined)
      throw wireError('TIDE_WIRE_TRUNCATED', { part: 'unsigned varint', need: index + 1, have: index });
    value += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) {
      if (value > 0xffff_ffff) break;
      return { value, next: offset + index + 1 };
    }
  }
  throw wireError('TIDE_WIRE_VARINT', { offset });
}

/** Skips the tagged fields of a flexible header or body (KIP-482); returns the offset behind them. */
export function skipTaggedFields(bytes: Uint8Array, offset: number): number {
  const count = readUnsignedVarint(bytes, offset);
  let at = count.next;
  for (let index = 0; index < count.value; index++) {
    at = readUnsignedVarint(bytes, at).next;
    const size = readUnsignedVarint(bytes, at);
    at = size.next + size.value;
    if (at > bytes.length)
      throw wireError('TIDE_WIRE_TRUNCATED', { part: 'tagged field', need: at, have: bytes.length });
  }
  return at;
}
