// RecordWalker: the outline of each record of a block, one after the other, without objects; for everything that is not the hot loop.
import { batchError } from './errors.ts';
import { HIDDEN_OFFSET_DELTA, RECORD_BYTES_LEAST } from './layout.ts';
import type { BatchHeader } from './shapes.ts';
import { VarintReader } from './varint.ts';
import type { VarintFault } from './varint.ts';

const FAULTS: Readonly<Record<Exclude<VarintFault, 'large'>, string>> = {
  cut: 'it ends inside a number',
  long: 'a number in it has too many bytes',
};

/** Steps through `header.count` records between two positions. After `next()` gave true the fields describe that record. */
export class RecordWalker {
  readonly reader: VarintReader;
  readonly #header: BatchHeader;
  readonly #end: number;
  index = -1;
  /** Where its length stands, where its key length stands, and where it ends. */
  start = 0;
  bodyAt = 0;
  bodyEnd = 0;
  attributes = 0;
  timestampDelta = 0;
  /** Distance from the base offset of the place that the record takes in the log; a hidden one takes one too. */
  place = -1;
  hidden = false;

  constructor(bytes: Uint8Array, at: number, end: number, header: BatchHeader) {
    this.reader = new VarintReader(bytes, at, end);
    this.#header = header;
    this.#end = end;
    if (header.count * RECORD_BYTES_LEAST > end - at)
      throw this.broken(`${header.count} records do not fit into ${end - at} bytes`);
  }

  /** Throws TIDE_WIRE_BATCH_RECORD, _NUMBER; also when bytes are left behind the last record. */
  next(): boolean {
    const reader = this.reader;
    reader.at = this.bodyEnd === 0 ? reader.at : this.bodyEnd;
    reader.end = this.#end;
    if (++this.index >= this.#header.count) {
      if (reader.at !== this.#end) throw this.broken(`${this.#end - reader.at} bytes are left behind the last record`);
      return false;
    }
    this.start = reader.at;
    const length = reader.int32();
    this.bodyEnd = reader.at + length;
    if (length < 0 || this.bodyEnd > this.#end) throw this.broken('its length leaves the batch');
    reader.end = this.bodyEnd;
    this.attributes = reader.byte();
    this.timestampDelta = reader.int64();
    const delta = reader.int32();
    this.requireSound();
    this.hidden = delta === HIDDEN_OFFSET_DELTA;
    this.place = this.hidden ? this.place + 1 : delta;
    if (this.place < 0 || this.place > this.#header.lastOffsetDelta)
      throw this.broken('its offset lies outside the batch');
    this.bodyAt = reader.at;
    return true;
  }

  /** Throws when a number read since the record began was broken. */
  requireSound(): void {
    const fault = this.reader.fault;
    if (fault === undefined) return;
    if (fault === 'large') throw batchError('TIDE_WIRE_BATCH_NUMBER', { baseOffset: this.#header.baseOffset });
    throw this.broken(FAULTS[fault]);
  }

  broken(detail: string): Error {
    return batchError('TIDE_WIRE_BATCH_RECORD', { baseOffset: this.#header.baseOffset, index: this.index, detail });
  }
}
