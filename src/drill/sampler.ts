// Sampler: while the workload runs, follows the histories and asks the mechanism for its exposure, on a fixed schedule.
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../base/core.ts';
import { formatCount, formatSeconds } from '../base/core.ts';
import type { ExposureSample } from '../check/core.ts';
import type { Exposure, ReplicationMechanism } from '../replication/core.ts';
import type { EventLog } from './event-log.ts';
import type { HistoryWatch } from './history-watch.ts';

export interface SamplerOptions {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly watch: HistoryWatch;
  readonly mechanism: () => ReplicationMechanism | null;
  readonly phase: () => string;
  readonly exposureEveryMs: number;
  readonly progressEveryMs: number;
}

export class Sampler {
  readonly exposure: ExposureSample[] = [];
  /** The last sample in which the source answered for every partition; null: never. */
  lastKnown: Exposure | null = null;
  readonly #options: SamplerOptions;
  readonly #stopping = new AbortController();
  readonly #loops: Promise<void>[];
  #lastServed = 0;

  constructor(options: SamplerOptions) {
    this.#options = options;
    this.#loops = [
      this.#every(options.exposureEveryMs, () => this.#sampleExposure()),
      this.#every(options.progressEveryMs, () => this.#progress()),
    ];
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#loops);
  }

  async #every(ms: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const next = this.#options.clock.monotonicMs() + ms;
      // What cannot be read this time is read the next; a sampler must never end a drill.
      await work().catch(() => undefined);
      const left = Math.max(0, next - this.#options.clock.monotonicMs());
      await pause(left, undefined, { signal }).catch(() => undefined);
    }
  }

  async #sampleExposure(): Promise<void> {
    const mechanism = this.#options.mechanism();
    if (mechanism === null) return;
    try {
      const exposure = await mechanism.exposure();
      if (exposure.records !== null) this.lastKnown = exposure;
      const why = exposure.partitions.find((partition) => partition.unknown !== undefined)?.unknown?.why;
      this.exposure.push({
        t: exposure.monotonicMs,
        records: exposure.records,
        ms: exposure.ms,
        ...(why === undefined ? {} : { why }),
      });
    } catch (error) {
      // Unknown is a sample too: it is drawn as a gap, never as 0.
      const why = error instanceof Error ? error.message : String(error);
      this.exposure.push({ t: this.#options.clock.monotonicMs(), records: null, ms: null, why });
    }
  }

  async #progress(): Promise<void> {
    const { watch, log, phase, progressEveryMs } = this.#options;
    await watch.poll();
    const pulses = watch.pulses();
    const acknowledged = sum(pulses.filter((p) => p.header.role === 'producer').map((p) => p.served));
    const delivered = sum(pulses.filter((p) => p.header.role === 'consumer').map((p) => p.served));
    const perSecond = Math.round(((acknowledged - this.#lastServed) * 1000) / progressEveryMs);
    this.#lastServed = acknowledged;
    const last = this.exposure.at(-1);
    const exposed =
      last === undefined
        ? ''
        : `, exposure ${last.records === null ? 'unknown' : `${formatCount(last.records)} records`}${last.ms === null ? '' : ` / ${formatSeconds(last.ms)}`}`;
    log.say(
      'drill.progress',
      `${formatCount(acknowledged)} records acknowledged (${formatCount(perSecond)}/s), ${formatCount(delivered)} delivered${exposed}`,
      {
        acknowledged,
        perSecond,
        delivered,
        exposureRecords: last?.records ?? null,
        exposureMs: last?.ms ?? null,
        phase: phase(),
      },
    );
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
