// Walk: two logs side by side, offset by offset, into ranges. Pure: it is fed pieces of both logs and says which one it needs next.
import { assert } from '../base/core.ts';
import type { CompareCheckpoint, ComparedRange, Side } from './contract.ts';
import { KeyLedger } from './key-ledger.ts';
import type { LogPiece } from './log-piece.ts';
import { LogSide } from './log-side.ts';
import { RangeList, withLateFindings } from './range-list.ts';
import type { RecordCursor, Timestamps } from './record-cursor.ts';
import { sameBatch } from './same-batch.ts';
import { describeDifference, sameRecord } from './same-record.ts';

export interface WalkOptions {
  readonly topic: string;
  readonly partition: number;
  /** target offset = source offset + shift */
  readonly shift: number;
  /** Source offsets, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly compacted: boolean;
  readonly timestamps: Timestamps;
  /** Ranges kept; a comparison that finds more stops and says so. */
  readonly rangesMax: number;
  /** Compacted topics: keys kept whose last record only one side holds. */
  readonly openKeysMax: number;
}

export class Walk {
  readonly options: WalkOptions;
  readonly ledger: KeyLedger;
  readonly #source: LogSide;
  readonly #target: LogSide;
  readonly #ranges: RangeList;
  readonly #walkedBefore: number;
  #next: number;
  #recordsCompared: number;
  #batchesByBytes: number;

  /** Begins at options.from, or goes on where the checkpoint stands (the caller checked that it belongs here). */
  constructor(options: WalkOptions, checkpoint: CompareCheckpoint | null = null) {
    this.options = options;
    this.#next = checkpoint?.next ?? options.from;
    this.#source = new LogSide(0, this.#next, options.to, options.timestamps);
    this.#target = new LogSide(options.shift, this.#next, options.to, options.timestamps);
    this.#ranges = new RangeList(options.from, options.rangesMax, checkpoint?.ranges);
    this.ledger = new KeyLedger(options.openKeysMax, checkpoint);
    this.#recordsCompared = checkpoint?.recordsCompared ?? 0;
    this.#batchesByBytes = checkpoint?.batchesByBytes ?? 0;
    this.#walkedBefore = checkpoint?.batchesDecoded ?? 0;
  }

  /** Source offset up to which everything has been judged. */
  get next(): number {
    return this.#next;
  }

  get recordsCompared(): number {
    return this.#recordsCompared;
  }

  /** True when so many ranges were found that it stopped before the end. */
  get full(): boolean {
    return this.#ranges.full && this.#next < this.options.to;
  }

  /** Pieces of one log behind those it was fed before, and the log's own offset up to which it is known now. */
  feed(side: Side, pieces: readonly LogPiece[], knownTo: number): void {
    (side === 'source' ? this.#source : this.#target).feed(pieces, knownTo);
  }

  /** Walks as far as it can; returns the side it needs more of, or that it is done. */
  run(): Side | 'done' {
    for (;;) {
      if (this.#next >= this.options.to || this.#ranges.full) return 'done';
      if (!this.ledger.watching && this.#byBytes()) continue;
      const source = this.#source.stand(this.#next);
      if (source === 'unknown') return 'source';
      const target = this.#target.stand(this.#next);
      if (target === 'unknown') return 'target';
      if (source === 'record' && target === 'record' && this.#source.offset === this.#target.offset) this.#pair();
      else this.#apart(source, target);
    }
  }

  /** Everything found so far, late findings of compacted topics included. `looked`: see KeyLedger.findings. */
  ranges(looked: boolean): readonly ComparedRange[] {
    const list = this.#ranges.list();
    if (this.#next < this.options.to) return list;
    return withLateFindings(list, this.ledger.findings(looked), this.options.rangesMax);
  }

  /** All that a later walk needs to go on from here. */
  checkpoint(bytesRead: number): CompareCheckpoint {
    const { topic, partition, shift, from, to } = this.options;
    return {
      format: 'tideover-compare/1',
      topic,
      partition,
      shift,
      from,
      to,
      next: this.#next,
      recordsCompared: this.#recordsCompared,
      ranges: this.#ranges.list(),
      batchesByBytes: this.#batchesByBytes,
      batchesDecoded: this.#walkedBefore + this.#source.walked + this.#target.walked,
      bytesRead,
      superseded: this.ledger.superseded,
      openKeys: this.ledger.openKeys(),
      untracked: this.ledger.untracked,
    };
  }

  /** Takes a pair of whole batches with the same bytes at once. */
  #byBytes(): boolean {
    const source = this.#source.wholeBatch(this.#next);
    if (source === null) return false;
    const target = this.#target.wholeBatch(this.#next);
    if (target === null || !sameBatch(source, target, this.options.shift)) return false;
    this.#source.leaveBatch();
    this.#target.leaveBatch();
    this.#batchesByBytes += 2;
    this.#recordsCompared += source.header.count;
    this.#ranges.add('equal', source.from, source.to, source.header.count, null);
    this.#next = source.to;
    return true;
  }

  /** Both stand at the same offset; goes on while they do. */
  #pair(): void {
    const { cursor: one } = this.#source;
    const { cursor: other } = this.#target;
    for (;;) {
      const offset = one.offset;
      if (this.ledger.watching && one.keyAt !== -1) this.ledger.both(one.key()!);
      if (sameRecord(one, other)) this.#ranges.add('equal', offset, offset + 1, 1, null);
      else this.#ranges.add('different', offset, offset + 1, 1, () => describeDifference(offset, one, other));
      this.#recordsCompared++;
      this.#next = offset + 1;
      const source = this.#source.step();
      const target = this.#target.step();
      if (!source || !target || this.#ranges.full) return;
      if (one.offset !== this.#target.offset || one.offset >= this.options.to) return;
    }
  }

  /** They stand at different offsets, or one of them at something that is no record. */
  #apart(source: string, target: string): void {
    const sourceAt = this.#standsAt(this.#source, source);
    const targetAt = this.#standsAt(this.#target, target);
    const at = Math.min(sourceAt, targetAt);
    if (at >= this.options.to) {
      this.#ranges.close(this.options.to);
      this.#next = this.options.to;
    } else if (source === 'hole' && sourceAt === at) this.#hole(this.#source, 'source', at);
    else if (target === 'hole' && targetAt === at) this.#hole(this.#target, 'target', at);
    else if (sourceAt === at) this.#oneSided('source', this.#source, at);
    else this.#oneSided('target', this.#target, at);
  }

  #standsAt(side: LogSide, stand: string): number {
    if (stand === 'record') return side.offset;
    return stand === 'hole' ? Math.max(side.holeFrom, this.#next) : this.options.to;
  }

  #hole(side: LogSide, name: Side, at: number): void {
    const { holeTo, holeSay } = side;
    assert(holeTo > at, 'a hole that has been passed is none any more');
    const kind = side.holeIs === 'gone' ? 'indistinguishable' : 'different';
    const records = side.holeIs === 'gone' ? 0 : holeTo - at;
    this.#ranges.add(kind, at, holeTo, records, () => `offset ${at}: the ${name} cannot show it: ${holeSay}`);
    this.#next = holeTo;
  }

  #oneSided(heldBy: Side, side: LogSide, offset: number): void {
    const { cursor } = side;
    if (this.options.compacted && cursor.keyAt !== -1) {
      this.ledger.oneSided(heldBy, cursor.key()!, offset, cursor.valueAt === -1);
      this.#ranges.add('equal', offset, offset + 1, 0, null);
    } else {
      const lacking = heldBy === 'source' ? 'target' : 'source';
      const kind = heldBy === 'source' ? 'missing' : 'extra';
      const example = (): string => `offset ${offset}: the ${heldBy} holds a record, the ${lacking} none`;
      this.#ranges.add(kind, offset, offset + 1, 1, example);
    }
    this.#recordsCompared++;
    this.#next = offset + 1;
  }
}

/** Calls back with every record of a piece: for the second look at compacted topics. */
export function eachRecord(piece: LogPiece, cursor: RecordCursor, see: (cursor: RecordCursor) => void): void {
  if (piece.is !== 'records') return;
  cursor.load(piece.buffer, piece.header);
  while (cursor.advance()) see(cursor);
}
