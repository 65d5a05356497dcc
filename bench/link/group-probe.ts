// A busy group: committed ten times a second at the source, and how old its positions at the target are, looked at ten times a second.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../src/kafka/core.ts';

export interface GroupProbeSpec {
  readonly topic: string;
  readonly group: string;
  readonly warmUpSeconds: number;
}

export interface GroupResult {
  readonly samples: number;
  /** Samples of a partition before the target had any position for it; their age counts from the first commit. */
  readonly absent: number;
  /** Milliseconds since the source's group stood where the target's stands now (the latest commit at or below it). */
  readonly ageP50: number;
  readonly ageMax: number;
  /** Share of the positions at the target that the source's group once had, to the record. */
  readonly exact: number;
  /** Samples beyond the source's latest commit: records that would be skipped. */
  readonly ahead: number;
}

interface Commit {
  readonly offset: number;
  readonly atMs: number;
}

const EVERY_MS = 100;

export class GroupProbe {
  readonly #source: Cluster;
  readonly #target: Cluster;
  readonly #spec: GroupProbeSpec;
  readonly #ends: () => readonly number[];
  /** Of each partition, in order of time. */
  readonly #commits: Commit[][] = [];
  readonly #ages: number[] = [];
  readonly #began = performance.now();
  #absent = 0;
  #exact = 0;
  #ahead = 0;
  #ended = false;

  constructor(source: Cluster, target: Cluster, spec: GroupProbeSpec, ends: () => readonly number[]) {
    this.#source = source;
    this.#target = target;
    this.#spec = spec;
    this.#ends = ends;
  }

  end(): void {
    this.#ended = true;
  }

  async run(): Promise<void> {
    await Promise.all([this.#every(() => this.#commit()), this.#every(() => this.#look())]);
  }

  async #every(act: () => Promise<void>): Promise<void> {
    while (!this.#ended) {
      const began = performance.now();
      await act();
      await sleep(Math.max(1, EVERY_MS - (performance.now() - began)));
    }
  }

  async #commit(): Promise<void> {
    const { topic, group } = this.#spec;
    const offsets = this.#ends().map((offset, partition) => ({ topic, partition, offset }));
    if (offsets.every((one) => one.offset === 0)) return;
    // Noted before it is sent: the target may have it before the answer is here.
    const atMs = performance.now();
    for (const { partition, offset } of offsets) (this.#commits[partition] ??= []).push({ offset, atMs });
    await this.#source.commit(group, offsets);
  }

  async #look(): Promise<void> {
    const [answer] = await this.#target.positions([this.#spec.group]);
    const now = performance.now();
    if (now - this.#began < this.#spec.warmUpSeconds * 1000 || this.#commits.length === 0) return;
    const held = new Map(answer?.offsets.map((one) => [one.partition, one.offset ?? undefined]));
    this.#commits.forEach((commits, partition) => this.#sample(commits, held.get(partition), now));
  }

  #sample(commits: readonly Commit[], held: number | undefined, now: number): void {
    const before = held === undefined ? undefined : commits.findLast((one) => one.offset <= held);
    if (held === undefined) this.#absent += 1;
    else {
      if (before?.offset === held) this.#exact += 1;
      if (held > commits.at(-1)!.offset) this.#ahead += 1;
    }
    this.#ages.push(now - (before ?? commits[0]!).atMs);
  }

  result(): GroupResult {
    const ages = this.#ages.toSorted((a, b) => a - b);
    const present = ages.length - this.#absent;
    return {
      samples: ages.length,
      absent: this.#absent,
      ageP50: ages[Math.floor(ages.length / 2)] ?? Number.NaN,
      ageMax: ages.at(-1) ?? Number.NaN,
      exact: present === 0 ? 0 : this.#exact / present,
      ahead: this.#ahead,
    };
  }
}
