// RecordCursor: one record after the other of a batch, as byte ranges in place where the batch is not compressed; nothing is allocated per record.
import { codecOf, recordBlock } from '../wire/core.ts';
import type { BatchHeader, RecordHeader } from '../wire/core.ts';

/** Bytes before the records of a batch of magic 2 (Kafka DefaultRecordBatch.RECORD_BATCH_OVERHEAD). */
export const RECORDS_AT = 61;
const RECORD_BYTES_LEAST = 7;
const LOG_APPEND_TIME = 0x08;
/** Offset delta of a filler that no client is given (facts: hidden fillers). */
const HIDDEN_OFFSET_DELTA = -(2 ** 30);
const NOTHING = Buffer.alloc(0);

/** Which timestamp counts: what consumers see, or what the producer gave. */
export type Timestamps = 'visible' | 'created';

/**
 * Record => length attributes timestampDelta offsetDelta keyLength key valueLength value [headers]
 *   length, offsetDelta, keyLength, valueLength: varint; timestampDelta: varlong (zigzag both); attributes: int8
 * (Kafka DefaultRecord). Hidden fillers are passed over, as every consumer does.
 */
export class RecordCursor {
  /** Of the present record; meaningless before the first `advance` and after the last. */
  offset = -1;
  timestamp = -1;
  /** What the ranges below are ranges of. */
  bytes: Buffer = NOTHING;
  /** `...At` -1: null. */
  keyAt = -1;
  keyEnd = -1;
  valueAt = -1;
  valueEnd = -1;
  headerCount = 0;
  /** From the key's length to the record's end: all its content but the timestamp. */
  bodyAt = -1;
  bodyEnd = -1;
  /** Why the rest of the batch cannot be read, after `advance` returned false; null when it was read to its end. */
  damage: string | null = null;

  #header: BatchHeader | null = null;
  readonly #timestamps: Timestamps;
  #left = 0;
  #at = 0;
  #end = 0;
  #headersAt = 0;

  constructor(timestamps: Timestamps) {
    this.#timestamps = timestamps;
  }

  /** Begins with a batch whose CRC has been checked; decompresses it when it is compressed. */
  load(buffer: Buffer, header: BatchHeader): void {
    this.#header = header;
    this.#left = header.count;
    this.damage = null;
    this.bytes = buffer;
    this.#at = header.at + RECORDS_AT;
    this.#end = header.at + header.bytes;
    if (codecOf(header) === 'none') return;
    try {
      this.bytes = recordBlock(buffer, header);
      this.#at = 0;
      this.#end = this.bytes.length;
    } catch (error) {
      this.#left = 0;
      this.damage = `its records cannot be decompressed (${(error as Error).message})`;
    }
  }

  /** Moves to the next record that a consumer would get; false at the end of the batch. */
  advance(): boolean {
    while (this.#left > 0) {
      this.#left--;
      const delta = this.#parse();
      if (delta === HIDDEN_OFFSET_DELTA) continue;
      if (delta >= 0 && delta <= this.#header!.lastOffsetDelta) return true;
      this.#left = 0;
      this.damage = 'its records are no records';
    }
    return false;
  }

  /** The headers of the present record, decoded: only for the rare record whose bytes differ. */
  headers(): readonly RecordHeader[] {
    const found: RecordHeader[] = [];
    let at = this.#headersAt;
    const { bytes } = this;
    const take = (): Buffer | null => {
      const length = zigzagAt(bytes, at);
      at = behindVarint(bytes, at);
      if (length < 0) return null;
      at += length;
      return bytes.subarray(at - length, at);
    };
    for (let i = 0; i < this.headerCount && at < this.bodyEnd; i++)
      found.push({ key: take() ?? NOTHING, value: take() });
    return found;
  }

  /** A copy of the key; null when the record has none. */
  key(): Buffer | null {
    return this.keyAt === -1 ? null : this.bytes.subarray(this.keyAt, this.keyEnd);
  }

  /** Reads one record; returns its offset delta, or -1 when its lengths contradict each other. */
  #parse(): number {
    const { bytes } = this;
    const header = this.#header!;
    const length = zigzagAt(bytes, this.#at);
    let at = behindVarint(bytes, this.#at);
    const end = at + length;
    if (length < RECORD_BYTES_LEAST - 1 || end > this.#end) return -1;
    at += 1;
    const timestampDelta = zigzagAt(bytes, at);
    at = behindVarint(bytes, at);
    const offsetDelta = zigzagAt(bytes, at);
    at = behindVarint(bytes, at);
    this.bodyAt = at;
    const keyLength = zigzagAt(bytes, at);
    at = behindVarint(bytes, at);
    this.keyAt = keyLength < 0 ? -1 : at;
    at += Math.max(keyLength, 0);
    this.keyEnd = at;
    if (at > end) return -1;
    const valueLength = zigzagAt(bytes, at);
    at = behindVarint(bytes, at);
    this.valueAt = valueLength < 0 ? -1 : at;
    at += Math.max(valueLength, 0);
    this.valueEnd = at;
    if (at > end) return -1;
    this.headerCount = zigzagAt(bytes, at);
    this.#headersAt = behindVarint(bytes, at);
    if (this.headerCount < 0 || this.#headersAt > end) return -1;
    this.bodyEnd = end;
    this.#at = end;
    this.offset = header.baseOffset + offsetDelta;
    const stampedByBroker = (header.attributes & LOG_APPEND_TIME) !== 0 && this.#timestamps === 'visible';
    this.timestamp = stampedByBroker ? header.maxTimestamp : header.baseTimestamp + timestampDelta;
    return offsetDelta;
  }
}

/** The zigzag number of a varint or varlong, exact up to 2^53; a longer one than ten bytes ends as a length that fits nowhere. */
function zigzagAt(bytes: Buffer, at: number): number {
  let byte = bytes[at]!;
  if (byte < 0x80) return (byte & 1) === 0 ? byte >>> 1 : -(byte >>> 1) - 1;
  let value = byte & 0x7f;
  let weight = 128;
  for (let i = 1; i < 10; i++) {
    byte = bytes[at + i]!;
    value += (byte & 0x7f) * weight;
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value - 1) / 2 - 1;
    weight *= 128;
  }
  return Number.MAX_SAFE_INTEGER;
}

function behindVarint(bytes: Buffer, at: number): number {
  let next = at;
  while (next - at < 9 && bytes[next]! >= 0x80) next++;
  return next + 1;
}
