// What read_committed shows of one partition, worked out from its batches: data of a transaction becomes visible with its commit marker. Pure.

export interface ViewedBatch<R> {
  readonly transactional: boolean;
  readonly producerId: bigint;
  readonly control: 'commit' | 'abort' | null;
  readonly records: readonly R[];
}

/**
 * Own arithmetic instead of the client's: the public Node client leaves aborted records in when the abort marker comes with a later fetch.
 * Feed it everything below the last stable offset; there every transaction is decided.
 */
export class CommittedView<R extends { readonly offset: number }> {
  readonly #open = new Map<bigint, R[]>();
  readonly #visible: R[] = [];

  take(batch: ViewedBatch<R>): void {
    if (batch.control !== null) {
      if (batch.control === 'commit') this.#visible.push(...(this.#open.get(batch.producerId) ?? []));
      this.#open.delete(batch.producerId);
      return;
    }
    if (!batch.transactional) {
      this.#visible.push(...batch.records);
      return;
    }
    const open = this.#open.get(batch.producerId);
    if (open === undefined) this.#open.set(batch.producerId, [...batch.records]);
    else open.push(...batch.records);
  }

  /** In offset order. Records of transactions without a marker are not among them. */
  visible(): readonly R[] {
    return this.#visible.sort((a, b) => a.offset - b.offset);
  }
}
