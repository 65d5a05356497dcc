// Model of a Kafka partition log for tests: appends with the sequence check (only while producer state exists), other writers, lost tails.

export interface ModelBatch {
  readonly producerId: number | null;
  readonly sequence: number;
  readonly ids: readonly string[];
  base: number;
}

export class ModelLog {
  batches: ModelBatch[] = [];
  start = 0;
  /** What every replica holds: a leader change never goes below it. */
  safe = 0;
  leaderEpoch = 0;
  private state = new Map<number, { last: number; recent: ModelBatch[] }>();

  get end(): number {
    const last = this.batches.at(-1);
    return last === undefined ? this.start : last.base + last.ids.length;
  }

  idAt(offset: number): string | undefined {
    const batch = this.batches.find((one) => offset >= one.base && offset < one.base + one.ids.length);
    return batch?.ids[offset - batch.base];
  }

  batchAt(offset: number): ModelBatch | undefined {
    return this.batches.find((one) => offset >= one.base && offset < one.base + one.ids.length);
  }

  lastSequence(producerId: number): number | null {
    return this.state.get(producerId)?.last ?? null;
  }

  /** Produce of one idempotent batch (ProducerAppendInfo.checkSequence, ProducerStateEntry: the last five batches are remembered). */
  append(producerId: number, sequence: number, ids: readonly string[]): { error: number; base: number } {
    const known = this.state.get(producerId);
    if (known !== undefined) {
      const repeat = known.recent.find((one) => one.sequence === sequence && one.ids.length === ids.length);
      if (repeat !== undefined) return { error: 0, base: repeat.base };
      if (sequence !== known.last + 1) return { error: 45, base: -1 };
    }
    const batch: ModelBatch = { producerId, sequence, ids, base: this.end };
    this.batches.push(batch);
    this.remember(batch);
    return { error: 0, base: batch.base };
  }

  /** A writer without producer id: no sequence tells of it. */
  appendAlien(id: string): void {
    this.batches.push({ producerId: null, sequence: -1, ids: [id], base: this.end });
  }

  expireProducers(): void {
    this.state.clear();
  }

  /** A new leader that lacks what was not safe. Its producer state is what its log says, or nothing. */
  changeLeader(losing: number, keepsState: boolean): void {
    this.leaderEpoch += 1;
    while (losing > 0 && this.batches.length > 0 && this.batches.at(-1)!.base >= this.safe) {
      this.batches.pop();
      losing -= 1;
    }
    this.state.clear();
    if (keepsState) for (const batch of this.batches) this.remember(batch);
  }

  cutFront(before: number): void {
    this.batches = this.batches.filter((one) => one.base >= before);
    this.start = before;
  }

  private remember(batch: ModelBatch): void {
    if (batch.producerId === null) return;
    const recent = this.state.get(batch.producerId)?.recent ?? [];
    this.state.set(batch.producerId, {
      last: batch.sequence + batch.ids.length - 1,
      recent: [...recent, batch].slice(-5),
    });
  }
}

/** The source: ids per offset, with the leader epoch of each. */
export class ModelSource {
  start = 0;
  epoch = 0;
  records: { id: string; epoch: number }[] = [];
  private made = 0;

  get end(): number {
    return this.records.length;
  }

  append(count: number): void {
    for (let i = 0; i < count; i += 1) {
      this.made += 1;
      this.records.push({ id: `r${this.made}`, epoch: this.epoch });
    }
  }

  /** Unclean election: the tail is gone, the next records belong to a new epoch. */
  truncate(to: number): void {
    this.records.length = Math.max(this.start, Math.min(this.records.length, to));
    this.epoch += 1;
  }

  /** What a fetch with LastFetchedEpoch answers (KIP-595). */
  diverging(offset: number, lastFetchedEpoch: number): { epoch: number; endOffset: number } | null {
    if (lastFetchedEpoch < 0) return null;
    let end = 0;
    let epoch = -1;
    this.records.forEach((record, at) => {
      if (record.epoch > lastFetchedEpoch) return;
      end = at + 1;
      epoch = record.epoch;
    });
    return epoch < lastFetchedEpoch || end < offset ? { epoch, endOffset: end } : null;
  }
}
