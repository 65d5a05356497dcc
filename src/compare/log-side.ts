// LogSide: one of the two logs on its way through the walk: pieces not yet walked, and the record it stands at.
import type { LogPiece } from './log-piece.ts';
import { RecordCursor } from './record-cursor.ts';
import type { Timestamps } from './record-cursor.ts';

export type BatchPiece = LogPiece & { readonly is: 'records' };

export type Stand =
  /** The next record is at `offset`. */
  | 'record'
  /** Offsets from `holeFrom` to `holeTo` cannot be read, and no record stands before them. */
  | 'hole'
  /** No record up to the end of the comparison. */
  | 'end'
  /** More of the log is needed to say. */
  | 'unknown';

/** All offsets are the source's: `shift` is taken off the target's. */
export class LogSide {
  readonly cursor: RecordCursor;
  readonly shift: number;
  readonly #to: number;
  readonly #waiting: (readonly LogPiece[])[] = [];
  #pieces: readonly LogPiece[] = [];
  #index = 0;
  #knownTo: number;
  /** The batch that comes next or that the cursor is in; null: none. */
  #batch: BatchPiece | null = null;
  /** Records taken of it: 0 = its bytes have not been looked at. */
  #taken = 0;
  holeFrom = 0;
  holeTo = 0;
  holeIs: 'gone' | 'damaged' = 'gone';
  holeSay = '';
  /** Batches whose records were walked. */
  walked = 0;

  constructor(shift: number, from: number, to: number, timestamps: Timestamps) {
    this.shift = shift;
    this.#to = to;
    this.#knownTo = from;
    this.cursor = new RecordCursor(timestamps);
  }

  /** Takes pieces behind those it has; `knownTo` in the log's own offsets. */
  feed(pieces: readonly LogPiece[], knownTo: number): void {
    this.#knownTo = Math.max(this.#knownTo, knownTo - this.shift);
    this.#waiting.push(pieces);
  }

  /** Of the record it stands at. */
  get offset(): number {
    return this.cursor.offset - this.shift;
  }

  /** Where it stands, at `next` or behind it. Opens (and decompresses) a batch only to find its next record. */
  stand(next: number): Stand {
    for (;;) {
      if (this.#batch === null) this.#settle(next);
      if (this.holeTo > next) return 'hole';
      if (this.#batch === null) return this.#knownTo >= this.#to ? 'end' : 'unknown';
      if (this.#taken > 0 && this.offset >= next) return this.offset < this.#to ? 'record' : 'end';
      if (this.#taken === 0) {
        if (this.#batch.from - this.shift >= this.#to) return 'end';
        this.cursor.load(this.#batch.buffer, this.#batch.header);
      }
      this.step();
    }
  }

  /** The batch at whose beginning it stands, when all of it lies in the comparison; else null. */
  wholeBatch(next: number): BatchPiece | null {
    if (this.#batch === null) this.#settle(next);
    const batch = this.#batch;
    if (batch === null || this.#taken > 1 || this.holeTo > next) return null;
    return batch.from - this.shift >= next && batch.to - this.shift <= this.#to ? batch : null;
  }

  /** Leaves the present batch: its bytes were found equal. */
  leaveBatch(): void {
    this.#batch = null;
  }

  /** Moves on by one record of the present batch; false when it had no more. */
  step(): boolean {
    const batch = this.#batch!;
    const behind = this.#taken === 0 ? batch.from : this.cursor.offset + 1;
    if (this.cursor.advance()) {
      this.#taken++;
      return true;
    }
    this.#batch = null;
    this.walked++;
    const damage = this.cursor.damage;
    if (damage !== null && behind < batch.to)
      this.#hole({ is: 'damaged', from: behind, to: batch.to, say: `the batch at offset ${batch.from}: ${damage}` });
    return false;
  }

  /** Moves to the first piece that reaches beyond `next`, if there is one and no hole lies before it. */
  #settle(next: number): void {
    while (this.holeTo <= next) {
      const piece = this.#pieces[this.#index];
      if (piece === undefined) {
        const waiting = this.#waiting.shift();
        if (waiting === undefined) return;
        this.#pieces = waiting;
        this.#index = 0;
        continue;
      }
      this.#index++;
      if (piece.to - this.shift <= next) continue;
      if (piece.is === 'records') {
        this.#batch = piece;
        this.#taken = 0;
        return;
      }
      this.#hole(piece);
    }
  }

  #hole(hole: LogPiece & { is: 'gone' | 'damaged' }): void {
    this.holeFrom = hole.from - this.shift;
    this.holeTo = Math.min(hole.to - this.shift, this.#to);
    this.holeIs = hole.is;
    this.holeSay = hole.say;
  }
}
