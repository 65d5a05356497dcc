// PartitionTable: gives each topic-partition of a run a small number.
import type { TopicPartition } from '../../base/core.ts';

export class PartitionTable {
  readonly #byTopic = new Map<string, number[]>();
  readonly all: TopicPartition[] = [];

  indexOf(topic: string, partition: number): number {
    let row = this.#byTopic.get(topic);
    if (row === undefined) {
      row = [];
      this.#byTopic.set(topic, row);
    }
    const known = row[partition];
    if (known !== undefined) return known;
    this.all.push({ topic, partition });
    row[partition] = this.all.length - 1;
    return this.all.length - 1;
  }

  at(index: number): TopicPartition {
    const found = this.all[index];
    if (found === undefined) throw new RangeError(`no topic-partition number ${index}`);
    return found;
  }

  get length(): number {
    return this.all.length;
  }
}
