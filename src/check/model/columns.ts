// Column: a growing typed array, so that a million records cost megabytes and not a million objects.

export class Column {
  #values: Float64Array;
  #length = 0;

  constructor(capacity = 1024) {
    this.#values = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Appends and returns the index. */
  push(value: number): number {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
    return this.#length - 1;
  }

  /** NaN outside the column: no caller may take an absent value for 0. */
  at(index: number): number {
    return index >= 0 && index < this.#length ? (this.#values[index] ?? Number.NaN) : Number.NaN;
  }

  set(index: number, value: number): void {
    if (index < 0 || index >= this.#length) throw new RangeError(`no index ${index} in a column of ${this.#length}`);
    this.#values[index] = value;
  }

  /** The values in the order given by `indexes`, as a new column. */
  reordered(indexes: readonly number[]): Column {
    const result = new Column(Math.max(1, indexes.length));
    for (const index of indexes) result.push(this.at(index));
    return result;
  }
}
