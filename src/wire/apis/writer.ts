// Writer: Kafka's primitive types into a growing buffer; large byte strings are handed through as pieces of their own.
import { wireError } from '../errors.ts';

const TWO_32 = 4_294_967_296;
const FIRST_BYTES = 256;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export class Writer {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #at = 0;
  /** Pieces of others, each with the position of our own bytes at which it comes. */
  readonly #cuts: { readonly at: number; readonly piece: Uint8Array }[] = [];

  #room(size: number): number {
    const at = this.#at;
    const end = at + size;
    if (end > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(end, this.#bytes.length * 2));
      this.#bytes.copy(grown, 0, 0, at);
      this.#bytes = grown;
    }
    this.#at = end;
    return at;
  }

  int8(value: number): void {
    const at = this.#room(1);
    this.#bytes.writeInt8(value, at);
  }

  int16(value: number): void {
    const at = this.#room(2);
    this.#bytes.writeInt16BE(value, at);
  }

  int32(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeInt32BE(value, at);
  }

  /** INT64 from a number. Throws TIDE_WIRE_INTEGER when it is no integer that a number holds exactly: an offset must never be rounded. */
  int64(value: number): void {
    if (!Number.isSafeInteger(value)) throw wireError('TIDE_WIRE_INTEGER', { value: String(value) });
    const at = this.#room(8);
    this.#bytes.writeInt32BE(Math.floor(value / TWO_32), at);
    this.#bytes.writeUInt32BE(value >>> 0, at + 4);
  }

  bigInt64(value: bigint): void {
    const at = this.#room(8);
    this.#bytes.writeBigInt64BE(value, at);
  }

  unsignedVarint(value: number): void {
    let left = value >>> 0;
    let at = this.#room(left < 0x80 ? 1 : left < 0x4000 ? 2 : left < 0x20_0000 ? 3 : left < 0x1000_0000 ? 4 : 5);
    for (; left > 0x7f; left >>>= 7) this.#bytes[at++] = (left & 0x7f) | 0x80;
    this.#bytes[at] = left;
  }

  /** From canonical text, `8-4-4-4-12`. Throws TIDE_WIRE_UUID. */
  uuid(text: string): void {
    if (!UUID.test(text)) throw wireError('TIDE_WIRE_UUID', { text });
    const at = this.#room(16);
    this.#bytes.write(text.replaceAll('-', ''), at, 'hex');
  }

  nullableString(text: string | null): void {
    if (text === null) {
      this.unsignedVarint(0);
      return;
    }
    const size = Buffer.byteLength(text);
    this.unsignedVarint(size + 1);
    const at = this.#room(size);
    this.#bytes.write(text, at, size, 'utf8');
  }

  /** COMPACT_RECORDS: its length here, its pieces as they are, not copied. */
  nullablePieces(pieces: readonly Uint8Array[] | null): void {
    if (pieces === null) {
      this.unsignedVarint(0);
      return;
    }
    let size = 0;
    for (const piece of pieces) size += piece.length;
    this.unsignedVarint(size + 1);
    for (const piece of pieces) if (piece.length > 0) this.#cuts.push({ at: this.#at, piece });
  }

  arrayLength(length: number | null): void {
    this.unsignedVarint(length === null ? 0 : length + 1);
  }

  /** A tagged field: its size comes before it, so that it is written apart first. */
  taggedField(tag: number, write: (writer: Writer) => void): void {
    const apart = new Writer();
    write(apart);
    const bytes = Buffer.concat(apart.parts());
    this.unsignedVarint(tag);
    this.unsignedVarint(bytes.length);
    const at = this.#room(bytes.length);
    bytes.copy(this.#bytes, at);
  }

  /** What was written, to be sent one after the other. */
  parts(): Uint8Array[] {
    const parts: Uint8Array[] = [];
    let from = 0;
    for (const { at, piece } of this.#cuts) {
      if (at > from) parts.push(this.#bytes.subarray(from, at));
      parts.push(piece);
      from = at;
    }
    if (this.#at > from) parts.push(this.#bytes.subarray(from, this.#at));
    return parts;
  }
}
