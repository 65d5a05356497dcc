// Reader: Kafka's primitive types out of one buffer; every read is checked against its end, byte strings are views.
import { wireError } from '../errors.ts';

const TWO_32 = 4_294_967_296;

/** Throws TIDE_WIRE_TRUNCATED, _VARINT or _LENGTH; never reads past the buffer, never allocates what a length announces before it is compared with what is there. */
export class Reader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Moves on by `size` bytes and returns where they begin. */
  #take(size: number, part: string): number {
    const at = this.#at;
    if (size > this.#bytes.length - at) {
      throw wireError('TIDE_WIRE_TRUNCATED', { part, need: at + size, have: this.#bytes.length });
    }
    this.#at = at + size;
    return at;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#take(1, 'int8'));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#take(2, 'int16'));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#take(4, 'int32'));
  }

  /** INT64 as a number: exact up to 2^53, which offsets and timestamps never pass. */
  int64(): number {
    const at = this.#take(8, 'int64');
    return this.#bytes.readInt32BE(at) * TWO_32 + this.#bytes.readUInt32BE(at + 4);
  }

  bigInt64(): bigint {
    return this.#bytes.readBigInt64BE(this.#take(8, 'int64'));
  }

  /** UNSIGNED_VARINT: at most 5 bytes and 32 bits. */
  unsignedVarint(): number {
    let value = 0;
    for (let index = 0; index < 5; index++) {
      const byte = this.#bytes[this.#take(1, 'unsigned varint')]!;
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) {
        if (value >= TWO_32) break;
        return value;
      }
    }
    throw wireError('TIDE_WIRE_VARINT', { offset: this.#at });
  }

  /** UUID in canonical text, `8-4-4-4-12`. */
  uuid(): string {
    const at = this.#take(16, 'uuid');
    const hex = this.#bytes.toString('hex', at, at + 16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  nullableString(): string | null {
    const bytes = this.nullableBytes('string');
    return bytes === null ? null : bytes.toString('utf8');
  }

  string(): string {
    const text = this.nullableString();
    if (text === null) throw wireError('TIDE_WIRE_NULL', { part: 'string', offset: this.#at });
    return text;
  }

  /** COMPACT_NULLABLE_BYTES and COMPACT_RECORDS: a view, which keeps the whole frame alive. */
  nullableBytes(part: string): Buffer | null {
    const announced = this.unsignedVarint();
    if (announced === 0) return null;
    const at = this.#take(announced - 1, part);
    return this.#bytes.subarray(at, this.#at);
  }

  /** Length of a COMPACT_ARRAY; null when the array is. Each element takes a byte at least, so that a longer one is cut. */
  arrayLength(): number | null {
    const announced = this.unsignedVarint();
    if (announced === 0) return null;
    const length = announced - 1;
    if (length > this.left) {
      throw wireError('TIDE_WIRE_TRUNCATED', { part: 'array', need: this.#at + length, have: this.#bytes.length });
    }
    return length;
  }

  /** Length of a classic ARRAY (INT32). Only the answer to an ApiVersions version that a broker refuses is not flexible. */
  classicArrayLength(): number {
    const length = this.int32();
    if (length < 0 || length > this.left) throw wireError('TIDE_WIRE_LENGTH', { part: 'array', length });
    return length;
  }

  /** Tagged fields (KIP-482): `onTag` reads those it knows; others, and what it leaves of one, are skipped. */
  taggedFields(onTag?: (tag: number) => void): void {
    const count = this.unsignedVarint();
    for (let index = 0; index < count; index++) {
      const tag = this.unsignedVarint();
      const size = this.unsignedVarint();
      const end = this.#take(size, 'tagged field') + size;
      this.#at = end - size;
      onTag?.(tag);
      if (this.#at > end)
        throw wireError('TIDE_WIRE_TRUNCATED', { part: `tagged field ${tag}`, need: this.#at, have: end });
      this.#at = end;
    }
  }

  /** Throws TIDE_WIRE_LEFTOVER unless the whole buffer was read: leftover bytes mean another version than assumed. */
  finish(): void {
    if (this.left !== 0) throw wireError('TIDE_WIRE_LEFTOVER', { left: this.left, length: this.#bytes.length });
  }
}
