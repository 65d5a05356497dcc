// Sampler: compares ranges of both logs for ever, at a bounded byte rate, and reports what is not equal.
import { isTideError } from '../base/core.ts';
import type { Clock, Emit, Random, TopicPartition } from '../base/core.ts';
import type { RawCluster } from '../kafka/core.ts';
import { comparePartition } from './compare-partition.ts';
import type { CompareRequest, ComparedRange, PartitionComparison } from './contract.ts';
import { Pace } from './pace.ts';
import { systemClock, pause } from './world.ts';

export interface SamplerOptions {
  /** Asked before every round: what is replicated now, with its shift; `from` and `to` bound what is sampled, null: all that both hold. */
  readonly requests: () => readonly CompareRequest[];
  /** random: a random partition, a random range. round-robin: the partitions in turn, each from where its last range ended, and again from the beginning. */
  readonly order: 'random' | 'round-robin';
  /** Offsets of one range. */
  readonly rangeOffsets: number;
  /** Read from both clusters together. */
  readonly bytesPerSecond: number;
  /** Between two ranges when there is nothing to read, or a partition failed. */
  readonly idleMs: number;
  readonly random: Random;
  readonly clock?: Clock;
  readonly emit?: Emit;
  readonly onFinding?: (finding: SampleFinding) => void;
}

export interface SampleFinding extends TopicPartition {
  readonly shift: number;
  readonly range: ComparedRange;
}

export interface SamplerStatus {
  readonly samples: number;
  readonly recordsCompared: number;
  readonly bytesRead: number;
  /** Ranges that were missing, extra or different. */
  readonly findings: number;
  /** The latest ones, at most 100. */
  readonly latest: readonly SampleFinding[];
  /** Ranges that could not be compared, and why the last one could not. */
  readonly failures: number;
  readonly lastFailure: string | null;
}

export interface Sampler {
  status(): SamplerStatus;
  /** Nothing is read any more after it resolves. */
  stop(): Promise<void>;
}

const LATEST_MAX = 100;

/** Starts sampling. Never throws for a cluster that does not answer: it says so in its status and goes on. */
export function sampler(source: RawCluster, target: RawCluster, options: SamplerOptions): Sampler {
  return new SamplingRun(source, target, options);
}

class SamplingRun implements Sampler {
  readonly #source: RawCluster;
  readonly #target: RawCluster;
  readonly #options: SamplerOptions;
  readonly #clock: Clock;
  readonly #pace: Pace;
  readonly #abort = new AbortController();
  readonly #latest: SampleFinding[] = [];
  /** Round-robin: offset at which the next range of a partition begins. */
  readonly #begins = new Map<string, number>();
  readonly #running: Promise<void>;
  #turn = 0;
  #counts = { samples: 0, recordsCompared: 0, bytesRead: 0, findings: 0, failures: 0 };
  #lastFailure: string | null = null;

  constructor(source: RawCluster, target: RawCluster, options: SamplerOptions) {
    this.#source = source;
    this.#target = target;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#pace = new Pace(options.bytesPerSecond, this.#clock);
    this.#running = this.#run();
  }

  status(): SamplerStatus {
    return { ...this.#counts, latest: [...this.#latest], lastFailure: this.#lastFailure };
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      const request = this.#pick();
      const read = request !== undefined && (await this.#sample(request));
      if (!read) await pause(this.#options.idleMs, this.#abort.signal);
    }
  }

  #pick(): CompareRequest | undefined {
    const requests = this.#options.requests();
    if (requests.length === 0) return undefined;
    if (this.#options.order === 'random') return this.#options.random.pick(requests);
    return requests[this.#turn++ % requests.length];
  }

  /** One range of one partition; false when there was nothing to compare or it failed. */
  async #sample(request: CompareRequest): Promise<boolean> {
    const { rangeOffsets } = this.#options;
    try {
      const comparison = await comparePartition(this.#source, this.#target, request, {
        choose: (from, to) => this.#choose(request, from, to, rangeOffsets),
        signal: this.#abort.signal,
        pace: this.#pace,
        clock: this.#clock,
        lane: 'sample',
        lookBeyond: false,
      });
      this.#take(request, comparison);
      return comparison.bytesRead > 0;
    } catch (error) {
      if (!isTideError(error)) throw error;
      this.#counts.failures++;
      this.#lastFailure = `${error.code}: ${error.message}`;
      this.#say('compare.unreadable', error.message, { ...idOf(request), code: error.code });
      return false;
    }
  }

  #choose(request: CompareRequest, from: number, to: number, offsets: number): { from: number; to: number } {
    const name = `${request.topic}-${request.partition}`;
    if (this.#options.order === 'random') {
      const begin = from + this.#options.random.int(Math.max(1, to - from - offsets + 1));
      return { from: begin, to: Math.min(to, begin + offsets) };
    }
    const before = this.#begins.get(name) ?? from;
    const begin = before < from || before >= to ? from : before;
    const end = Math.min(to, begin + offsets);
    this.#begins.set(name, end);
    return { from: begin, to: end };
  }

  #take(request: CompareRequest, comparison: PartitionComparison): void {
    this.#counts.samples++;
    this.#counts.recordsCompared += comparison.recordsCompared;
    this.#counts.bytesRead += comparison.bytesRead;
    for (const range of comparison.ranges) {
      if (range.kind === 'equal' || range.kind === 'indistinguishable') continue;
      const finding = { ...idOf(request), shift: request.shift, range };
      this.#counts.findings++;
      if (this.#latest.length === LATEST_MAX) this.#latest.shift();
      this.#latest.push(finding);
      const say = `${request.topic}-${request.partition}: offsets ${range.from} to ${range.to} are ${range.kind} at the target`;
      this.#say('compare.found', say, { ...idOf(request), shift: request.shift, ...range });
      this.#options.onFinding?.(finding);
    }
  }

  #say(type: string, say: string, data: Readonly<Record<string, unknown>>): void {
    const { monotonicMs, wallMs } = { monotonicMs: this.#clock.monotonicMs(), wallMs: this.#clock.wallMs() };
    this.#options.emit?.({ type, monotonicMs, wallMs, say, data });
  }
}

const idOf = ({ topic, partition }: CompareRequest): TopicPartition => ({ topic, partition });
