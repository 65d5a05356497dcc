// Generated logs for tests: records, and the batches and answers in which a log may hold and give them.
import type { Random } from '../../base/core.ts';
import { encodeBatch, readBatchHeader } from '../../wire/core.ts';
import type { DecodedRecord } from '../../wire/core.ts';
import type { LogChunk, LogPiece } from '../log-piece.ts';
import { chunkOf } from '../log-piece.ts';
import type { ReadableLog } from '../log-reader.ts';

export type LogRecord = DecodedRecord;

/** Records with rising offsets, sometimes with holes; contents differ from record to record, some keys and values are null. */
export function recordsOf(random: Random, count: number, keys = 1_000_000): LogRecord[] {
  const records: LogRecord[] = [];
  let offset = random.int(1000);
  let timestamp = 1_700_000_000_000;
  for (let i = 0; i < count; i++) {
    offset += random.int(8) === 0 ? 1 + random.int(5) : 1;
    timestamp += random.int(2000) - 500;
    const key = random.int(5) === 0 && keys === 1_000_000 ? null : Buffer.from(`key-${random.int(keys)}`);
    const value = random.int(6) === 0 ? null : Buffer.from(`value-${i}-${'x'.repeat(random.int(60))}`);
    const headers = Array.from({ length: random.int(3) }, (_, n) => ({
      key: Buffer.from(`h${n}`),
      value: random.int(4) === 0 ? null : Buffer.from(`${i}`),
    }));
    records.push({ offset, timestamp, key, value, headers });
  }
  return records;
}

export interface Layout {
  readonly batchRecordsMax: number;
  readonly chunkBatchesMax: number;
  readonly codecs: readonly ('none' | 'gzip' | 'zstd')[];
}

/** A log in memory: batches of random sizes and codecs over the given records, at offset + shift. */
export class SampleLog implements ReadableLog {
  readonly batches: readonly Buffer[];
  readonly #random: Random;
  readonly #chunkBatchesMax: number;
  readonly #start: number;
  readonly #end: number;
  reads = 0;

  constructor(
    random: Random,
    records: readonly LogRecord[],
    layout: Layout,
    place: { readonly shift?: number; readonly start: number; readonly end: number },
  ) {
    const shift = place.shift ?? 0;
    this.#random = random;
    this.#chunkBatchesMax = layout.chunkBatchesMax;
    this.#start = place.start + shift;
    this.#end = place.end + shift;
    this.batches = batchesOf(random, records, layout, shift);
  }

  async span(): Promise<{ start: number; end: number }> {
    return { start: this.#start, end: this.#end };
  }

  async read(from: number, to: number): Promise<LogChunk> {
    this.reads++;
    const first = this.batches.findIndex((batch) => endOf(batch) > from);
    if (first === -1) return { pieces: [], knownTo: to, bytes: 0, lastEpoch: -1 };
    const taken = this.batches.slice(first, first + 1 + this.#random.int(this.#chunkBatchesMax));
    const cut = this.batches[first + taken.length]?.subarray(0, this.#random.int(61)) ?? Buffer.alloc(0);
    return chunkOf({ records: Buffer.concat([...taken, cut]), aborted: [] }, from, 'uncommitted');
  }

  /** Everything at once, as a walk is fed. */
  pieces(): readonly LogPiece[] {
    return chunkOf({ records: Buffer.concat(this.batches), aborted: [] }, 0, 'uncommitted').pieces;
  }
}

function batchesOf(random: Random, records: readonly LogRecord[], layout: Layout, shift: number): readonly Buffer[] {
  const batches: Buffer[] = [];
  for (let at = 0; at < records.length; ) {
    const taken = records.slice(at, at + 1 + random.int(layout.batchRecordsMax));
    at += taken.length;
    batches.push(
      batchOf(
        taken.map((one) => ({ ...one, offset: one.offset + shift })),
        random.pick(layout.codecs),
      ),
    );
  }
  return batches;
}

export function batchOf(records: readonly LogRecord[], codec: 'none' | 'gzip' | 'zstd' = 'none'): Buffer {
  const stamp = { producerId: -1n, producerEpoch: -1, baseSequence: -1 };
  return encodeBatch({ records, codec, stamp, baseOffset: records[0]!.offset });
}

function endOf(batch: Buffer): number {
  const header = readBatchHeader(batch, 0);
  return header.baseOffset + header.lastOffsetDelta + 1;
}
