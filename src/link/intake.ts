// Intake: cuts a fetch's answer at batch boundaries into pieces; only headers are read, unless a batch has to be taken apart.
import { isTideError } from '../base/core.ts';
import type { FetchedPartition } from '../kafka/core.ts';
import {
  type BatchHeader,
  HIDDEN_FILLER_RECORDS_MAX,
  HOLES_MAX,
  denseBatch,
  hiddenFiller,
  isControl,
  isSparse,
  isTransactional,
  nextOffsetOf,
  sliceBatch,
  controlTypeOf,
  walkBatches,
} from '../wire/core.ts';
import type { LinkOptions } from './contract.ts';
import { type Piece, builtPiece } from './piece-queue.ts';
import type { UnfitCode } from './view.ts';

export interface Taken {
  readonly pieces: readonly Piece[];
  readonly next: number;
  /** Of the last batch taken; -1 none. */
  readonly leaderEpoch: number;
  /** What stopped it before the end. */
  readonly unfit: { readonly code: UnfitCode; readonly offset: number; readonly detail: string } | null;
}

/** Bytes that a hidden filler takes per offset, about. */
const HIDDEN_BYTES = 12;

class Unfit extends Error {
  readonly code: UnfitCode;
  readonly offset: number;

  constructor(code: UnfitCode, offset: number, detail: string) {
    super(detail);
    this.code = code;
    this.offset = offset;
  }
}

/** What lies from `from` on in one partition's answer, read as a committed consumer reads (CompletedFetch): aborted data and markers are holes. */
export function takeIn(answer: FetchedPartition, from: number, fillers: LinkOptions['fillers']): Taken {
  const intake = new Intake(answer, from, fillers);
  try {
    intake.run();
    return { ...intake.result(), unfit: null };
  } catch (error) {
    if (error instanceof Unfit) {
      return { ...intake.result(), unfit: { code: error.code, offset: error.offset, detail: error.message } };
    }
    if (!isTideError(error)) throw error;
    const code = error.code === 'TIDE_WIRE_BATCH_MAGIC' ? 'TIDE_LINK_OLD_FORMAT' : 'TIDE_LINK_CORRUPT';
    return { ...intake.result(), unfit: { code, offset: intake.next, detail: `${error.message} ${error.why}` } };
  }
}

class Intake {
  next: number;
  readonly #from: number;
  readonly #buffer: Buffer;
  readonly #fillers: LinkOptions['fillers'];
  readonly #pieces: Piece[] = [];
  readonly #aborted: { readonly producerId: bigint; readonly firstOffset: number }[];
  readonly #abortedNow = new Set<bigint>();
  #leaderEpoch = -1;
  /** First offset of a hole that is not yet filled. */
  #hole: number | null = null;
  #timestamp = 0;

  constructor(answer: FetchedPartition, from: number, fillers: LinkOptions['fillers']) {
    this.next = from;
    this.#from = from;
    this.#buffer = answer.records ?? Buffer.alloc(0);
    this.#fillers = fillers;
    this.#aborted = [...answer.aborted].sort((one, other) => one.firstOffset - other.firstOffset);
  }

  run(): void {
    for (const header of walkBatches(this.#buffer)) this.#batch(header);
    this.#fillHole();
  }

  result(): Omit<Taken, 'unfit'> {
    return { pieces: this.#pieces, next: this.#pieces.at(-1)?.next ?? this.#from, leaderEpoch: this.#leaderEpoch };
  }

  #batch(header: BatchHeader): void {
    const aborted = this.#isAborted(header);
    const end = nextOffsetOf(header);
    if (end <= this.next) return;
    if (header.baseOffset > this.next)
      this.#skip('TIDE_LINK_COMPACTED', header.baseOffset, 'Offsets before it are gone.');
    this.#timestamp = header.maxTimestamp;
    if (aborted || isControl(header)) this.#skip('TIDE_LINK_TRANSACTIONS', end, '');
    else if (header.count === 0) this.#skip('TIDE_LINK_COMPACTED', end, 'The batch is empty.');
    else this.#data(header, end);
    this.#leaderEpoch = header.leaderEpoch;
  }

  #data(header: BatchHeader, end: number): void {
    const buffer = this.#buffer;
    const range = { base: this.next, next: end, bytes: header.bytes };
    if (isSparse(header)) {
      this.#needFillers(
        'TIDE_LINK_COMPACTED',
        this.next,
        `${header.count} records are left of ${header.lastOffsetDelta + 1}.`,
      );
      if (end - this.next - header.count > HOLES_MAX)
        throw new Unfit(
          'TIDE_LINK_COMPACTED',
          this.next,
          `${header.count} records are left of ${header.lastOffsetDelta + 1}, too few for one batch.`,
        );
      this.#fillHole();
      const base = this.next;
      const bytes = header.bytes + (end - base) * HIDDEN_BYTES;
      this.#push(
        builtPiece({ base, next: end, records: header.count, bytes }, (stamp) =>
          denseBatch(buffer, header, { from: base }, stamp),
        ),
      );
      return;
    }
    this.#fillHole();
    const records = end - this.next;
    if (header.baseOffset < this.next) {
      const { base } = range;
      this.#push(builtPiece({ ...range, records }, (stamp) => sliceBatch(buffer, header, base, stamp)));
      return;
    }
    this.#push({ ...range, records, buffer, header, build: null, room: null });
  }

  #push(piece: Piece): void {
    this.#pieces.push(piece);
    this.next = piece.next;
  }

  /** Leaves everything below `to` to a filler. */
  #skip(code: UnfitCode, to: number, detail: string): void {
    this.#needFillers(code, this.next, detail);
    this.#hole ??= this.next;
    this.next = to;
  }

  #needFillers(code: UnfitCode, offset: number, detail: string): void {
    if (this.#fillers !== 'hidden') throw new Unfit(code, offset, detail);
  }

  #fillHole(): void {
    if (this.#hole === null) return;
    const end = this.next;
    const timestamp = this.#timestamp;
    for (let base = this.#hole; base < end; base += HIDDEN_FILLER_RECORDS_MAX) {
      const next = Math.min(end, base + HIDDEN_FILLER_RECORDS_MAX);
      const count = next - base;
      const range = { base, next, records: 0, bytes: count * HIDDEN_BYTES + 61 };
      this.#pieces.push(builtPiece(range, (stamp) => hiddenFiller({ count, timestamp, stamp })));
    }
    this.#hole = null;
  }

  /** The rule of every consumer (CompletedFetch.nextFetchedRecord): aborted from its first offset until its abort marker. */
  #isAborted(header: BatchHeader): boolean {
    if (!isTransactional(header)) return false;
    while (this.#aborted[0] !== undefined && this.#aborted[0].firstOffset <= nextOffsetOf(header) - 1)
      this.#abortedNow.add(this.#aborted.shift()!.producerId);
    if (isControl(header)) {
      if (controlTypeOf(this.#buffer, header) === 'abort') this.#abortedNow.delete(header.producerId);
      return true;
    }
    return this.#abortedNow.has(header.producerId);
  }
}
