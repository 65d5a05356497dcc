// The open-loop schedule: which record is due when, whatever the replies. Pure.

export interface DueRecord {
  readonly partition: number;
  readonly seq: number;
  /** CLOCK_MONOTONIC milliseconds at which the schedule wanted it sent. */
  readonly intendedT: number;
}

/**
 * Record k of a session is due at startAt + k x 1000 / rate and goes to partitions[k mod n] with sequence floor(k / n).
 * Coordinated omission is impossible by construction: nothing here knows about acknowledgements.
 */
export class Schedule {
  readonly #startAt: number;
  readonly #partitions: readonly number[];
  readonly #intervalMs: number;
  readonly #count: number;
  #next = 0;

  /** With a count, so many records become due for each partition and no more. */
  constructor(
    startAt: number,
    recordsPerSecond: number,
    partitions: readonly number[],
    recordsPerPartition = Infinity,
  ) {
    if (!(recordsPerSecond > 0)) throw new RangeError('recordsPerSecond must be above 0');
    if (partitions.length === 0) throw new RangeError('a schedule needs at least one partition');
    this.#startAt = startAt;
    this.#partitions = partitions;
    this.#count = recordsPerPartition * partitions.length;
    this.#intervalMs = 1000 / recordsPerSecond;
  }

  /** All records that became due since the last call, in schedule order. */
  due(now: number): DueRecord[] {
    const records: DueRecord[] = [];
    for (;;) {
      const intendedT = this.#startAt + this.#next * this.#intervalMs;
      if (intendedT > now || this.#next >= this.#count) return records;
      const lanes = this.#partitions.length;
      records.push({
        partition: this.#partitions[this.#next % lanes]!,
        seq: Math.floor(this.#next / lanes),
        intendedT,
      });
      this.#next++;
    }
  }
}
