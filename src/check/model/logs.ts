// PartitionLog and SiteLogs: what the final reads found, by site, partition and offset.
import { Column } from './columns.ts';

export interface Range {
  readonly earliest: number;
  readonly logEnd: number;
}

/** One partition of one site at one isolation level, in offset order once sealed. */
export class PartitionLog {
  readonly partition: number;
  range: Range | null = null;
  /** The read gave up: offsets from here on are unknown, though the log goes on. */
  unreadFrom = Number.POSITIVE_INFINITY;
  offsets = new Column(64);
  /** Record row; -1 for a record without a stamp. */
  rows = new Column(64);
  intact = new Column(64);
  bytes = new Column(64);

  constructor(partition: number) {
    this.partition = partition;
  }

  get length(): number {
    return this.offsets.length;
  }

  get earliest(): number {
    return this.range?.earliest ?? 0;
  }

  /** One past the last offset that was read. */
  get readTo(): number {
    return this.length === 0 ? this.earliest : this.offsets.at(this.length - 1) + 1;
  }

  add(offset: number, row: number, intact: number, bytes: number): void {
    this.offsets.push(offset);
    this.rows.push(row);
    this.intact.push(intact);
    this.bytes.push(bytes);
  }

  /** Sorts by offset when the reader did not write in order. */
  seal(): void {
    let sorted = true;
    for (let i = 1; i < this.length && sorted; i++) sorted = this.offsets.at(i) > this.offsets.at(i - 1);
    if (sorted) return;
    const order = Array.from({ length: this.length }, (_, i) => i).sort(
      (a, b) => this.offsets.at(a) - this.offsets.at(b),
    );
    // A reader that reconnected may have written the same offset twice with the same content: that is one record.
    const once = order.filter((index, i) => i === 0 || this.offsets.at(index) !== this.offsets.at(order[i - 1]!));
    this.offsets = this.offsets.reordered(once);
    this.rows = this.rows.reordered(once);
    this.intact = this.intact.reordered(once);
    this.bytes = this.bytes.reordered(once);
  }

  /** Index of an offset, -1 when no record is there. */
  find(offset: number): number {
    const index = this.lowerBound(offset);
    return this.offsets.at(index) === offset ? index : -1;
  }

  /** Index of the first record at or after an offset. */
  lowerBound(offset: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.offsets.at(middle) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** All partitions of one site at one isolation level, and where each record was found first. */
export class SiteLogs {
  readonly partitions: (PartitionLog | undefined)[] = [];
  #firstOffset = new Float64Array(0);
  #firstPartition = new Int32Array(0);
  #copies = new Uint16Array(0);

  /** True when the final read named at least one range or record. */
  get read(): boolean {
    return this.partitions.some((log) => log !== undefined);
  }

  at(partition: number): PartitionLog | undefined {
    return this.partitions[partition];
  }

  ensure(partition: number): PartitionLog {
    const known = this.partitions[partition];
    if (known !== undefined) return known;
    const made = new PartitionLog(partition);
    this.partitions[partition] = made;
    return made;
  }

  seal(records: number): void {
    this.#firstOffset = new Float64Array(records).fill(Number.NaN);
    this.#firstPartition = new Int32Array(records).fill(-1);
    this.#copies = new Uint16Array(records);
    for (const log of this.partitions) {
      if (log === undefined) continue;
      log.seal();
      for (let i = 0; i < log.length; i++) {
        const row = log.rows.at(i);
        if (row < 0) continue;
        if (this.#copies[row] === 0) {
          this.#firstOffset[row] = log.offsets.at(i);
          this.#firstPartition[row] = log.partition;
        }
        this.#copies[row] = Math.min(65_535, (this.#copies[row] ?? 0) + 1);
      }
    }
  }

  has(row: number): boolean {
    return this.copies(row) > 0;
  }

  copies(row: number): number {
    return this.#copies[row] ?? 0;
  }

  /** Offset of the first copy; NaN when the record is not there. */
  offsetOf(row: number): number {
    return this.#firstOffset[row] ?? Number.NaN;
  }

  partitionOf(row: number): number {
    return this.#firstPartition[row] ?? -1;
  }

  /** True when exactly this record is at exactly this offset. */
  holds(partition: number, offset: number, row: number): boolean {
    const log = this.partitions[partition];
    if (log === undefined) return false;
    const index = log.find(offset);
    return index >= 0 && log.rows.at(index) === row;
  }
}
