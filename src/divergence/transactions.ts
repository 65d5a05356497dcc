// What became of transactional batches, told from the control markers behind them in the same log. Pure.
import type { TailKind } from './contract.ts';

export interface BatchInLog {
  readonly producerId: bigint;
  readonly transactional: boolean;
  /** Set for a control batch that ends a transaction; null for data and for other control records. */
  readonly marker: 'commit' | 'abort' | null;
  readonly control: boolean;
}

/**
 * The kind of every batch, in log order. A marker decides all batches of its producer since that producer's previous marker;
 * batches with no marker behind them belong to a transaction that never ended (Kafka's ProducerAppendInfo.completeTxn).
 */
export function kindsOf(batches: readonly BatchInLog[]): readonly TailKind[] {
  const kinds: TailKind[] = Array.from({ length: batches.length });
  const markerBehind = new Map<bigint, 'commit' | 'abort'>();
  for (let i = batches.length - 1; i >= 0; i -= 1) {
    const batch = batches[i]!;
    if (batch.control) {
      if (batch.marker !== null) markerBehind.set(batch.producerId, batch.marker);
      kinds[i] = 'control';
    } else if (batch.transactional) {
      const marker = markerBehind.get(batch.producerId);
      kinds[i] = marker === undefined ? 'open-transaction' : marker === 'commit' ? 'data' : 'aborted';
    } else kinds[i] = 'data';
  }
  return kinds;
}

/**
 * The same law for a log that is read forwards and not held: what a transactional batch brought waits until its marker comes.
 * Bounded by the size of the transactions that are open at one moment.
 */
export class TransactionGate<Item> {
  readonly #waiting = new Map<bigint, Item[]>();
  readonly #pass: (item: Item) => void;

  constructor(pass: (item: Item) => void) {
    this.#pass = pass;
  }

  /** Items of one batch, in order. Passed on at once unless the batch is transactional. */
  batch(batch: BatchInLog, items: readonly Item[]): void {
    if (batch.marker !== null) {
      const decided = this.#waiting.get(batch.producerId) ?? [];
      this.#waiting.delete(batch.producerId);
      if (batch.marker === 'commit') for (const item of decided) this.#pass(item);
    } else if (!batch.control) {
      if (!batch.transactional) for (const item of items) this.#pass(item);
      else {
        const waiting = this.#waiting.get(batch.producerId);
        if (waiting === undefined) this.#waiting.set(batch.producerId, [...items]);
        else for (const item of items) waiting.push(item);
      }
    }
  }

  get held(): number {
    let sum = 0;
    for (const items of this.#waiting.values()) sum += items.length;
    return sum;
  }

  /** What belongs to transactions that had not ended where the reading stopped. */
  undecided(): readonly Item[] {
    return [...this.#waiting.values()].flat();
  }
}
