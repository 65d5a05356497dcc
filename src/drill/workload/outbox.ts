// Records that are due and not yet handed to the client: per partition in order, bounded, taken as batches. Pure.
import type { DueRecord } from './schedule.ts';

export interface OutboxBounds {
  /** Records held over all partitions; what is due beyond it is refused (and reported as never sent). */
  readonly maxRecords: number;
  /** Payload bytes of one batch over all its partitions. Below the broker's message.max.bytes (1,048,588) minus headers. */
  readonly maxBatchBytes: number;
  readonly recordBytes: number;
}

export class Outbox {
  readonly #bounds: OutboxBounds;
  readonly #queues = new Map<number, { records: DueRecord[]; head: number }>();
  #size = 0;

  constructor(bounds: OutboxBounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#size;
  }

  /** False when the bound is reached: the record was not taken. */
  offer(record: DueRecord): boolean {
    if (this.#size >= this.#bounds.maxRecords) return false;
    let queue = this.#queues.get(record.partition);
    if (queue === undefined) {
      queue = { records: [], head: 0 };
      this.#queues.set(record.partition, queue);
    }
    queue.records.push(record);
    this.#size++;
    return true;
  }

  has(partition: number): boolean {
    const queue = this.#queues.get(partition);
    return queue !== undefined && queue.head < queue.records.length;
  }

  /** Partitions with records waiting. */
  waiting(): number[] {
    return [...this.#queues.keys()].filter((partition) => this.has(partition));
  }

  /** Takes from the heads of the given partitions, fair shares, at most maxBatchBytes in all; order within a partition is kept. */
  take(partitions: readonly number[]): DueRecord[] {
    const limit = Math.max(1, Math.floor(this.#bounds.maxBatchBytes / this.#bounds.recordBytes));
    const share = Math.max(1, Math.floor(limit / Math.max(1, partitions.length)));
    const batch: DueRecord[] = [];
    for (const partition of partitions) {
      const queue = this.#queues.get(partition);
      if (queue === undefined) continue;
      const room = Math.min(share, limit - batch.length);
      const taken = queue.records.slice(queue.head, queue.head + room);
      queue.head += taken.length;
      if (queue.head > 4096 || queue.head === queue.records.length) {
        queue.records.splice(0, queue.head);
        queue.head = 0;
      }
      batch.push(...taken);
    }
    this.#size -= batch.length;
    return batch;
  }

  /** Empties it, in partition order. */
  drain(): DueRecord[] {
    const rest = this.waiting().flatMap((partition) => {
      const queue = this.#queues.get(partition)!;
      return queue.records.slice(queue.head);
    });
    this.#queues.clear();
    this.#size = 0;
    return rest;
  }
}
