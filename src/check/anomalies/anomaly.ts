// Anomaly: what one class is, and the collector of what was found of it.
import type { Metric } from '../../objectives/core.ts';
import { type Evidence } from '../model/evidence.ts';
import { PRIMARY, partitionOf, siteAt } from '../model/model.ts';
import type { AnomalyName, Example } from '../result.ts';

export const MAX_EXAMPLES = 10;

export interface Anomaly {
  readonly name: AnomalyName;
  /** One sentence for people. */
  readonly meaning: string;
  /** The exact rule, as docs/anomalies.md prints it. */
  readonly definition: string;
  /** Objective metric whose violations it adds to where it is forbidden; null = it has its own measure or none. */
  readonly metric: Metric | null;
  find(evidence: Evidence): Finding;
}

export interface Finding {
  readonly count: number;
  readonly causes: Readonly<Record<string, number>>;
  readonly examples: readonly Example[];
  /** Why a count of 0 proves nothing; null when it does. */
  readonly unknown: string | null;
}

/** Counts, keeps the first examples. */
export class Collector {
  readonly #evidence: Evidence;
  readonly #causes: Record<string, number> = {};
  readonly #examples: Example[] = [];
  #count = 0;

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
  }

  get count(): number {
    return this.#count;
  }

  /** One occurrence; `example` is only called for the first few. */
  add(cause: string | null, example: () => Example): void {
    this.#count += 1;
    if (cause !== null) this.#causes[cause] = (this.#causes[cause] ?? 0) + 1;
    if (this.#examples.length < MAX_EXAMPLES) this.#examples.push(example());
  }

  /** An example about a record. */
  record(site: number | null, row: number, offset: number | null, t: number | null, say: string): Example {
    const { model } = this.#evidence;
    return this.at(site, partitionOf(model, row), offset, model.records.nameOf(row), t, say);
  }

  at(
    site: number | null,
    partition: number,
    offset: number | null,
    id: string,
    t: number | null,
    say: string,
  ): Example {
    const { model } = this.#evidence;
    const tp = partition >= 0 ? model.partitions.at(partition) : { topic: '', partition: -1 };
    const known = (value: number | null): number | null => (value === null || Number.isNaN(value) ? null : value);
    return {
      site: site === null || site < 0 ? null : siteAt(model, site).name,
      topic: tp.topic,
      partition: tp.partition,
      offset: known(offset),
      id,
      t: known(t),
      say,
    };
  }

  done(unknown: string | null = null): Finding {
    return { count: this.#count, causes: this.#causes, examples: this.#examples, unknown };
  }
}

/** The sentence for a site whose log was never read. */
export function unreadLog(evidence: Evidence, site: number): string | null {
  const { log, name } = siteAt(evidence.model, site);
  if (!log.read && site === PRIMARY && evidence.model.wayBack !== null)
    return `the read of ${name} between its return and the way back is missing, and cannot be made any more: repeat the drill`;
  return log.read
    ? null
    : `the final read of ${name} is missing: start the site again, read it, and repeat \`tideover drill check\``;
}
