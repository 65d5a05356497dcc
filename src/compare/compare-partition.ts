// Compares one partition of two clusters: finds what both can show, feeds the walk, and looks a second time where compaction leaves open questions.
import type {
  CompareCheckpoint,
  CompareProgress,
  CompareRequest,
  LogSpan,
  PartitionComparison,
  Side,
} from './contract.ts';
import { compareError } from './errors.ts';
import { LogFeed } from './log-feed.ts';
import { LogReader } from './log-reader.ts';
import type { ReadableLog } from './log-reader.ts';
import { Pace } from './pace.ts';
import type { RawCluster } from '../kafka/core.ts';
import { secondLook } from './second-look.ts';
import { Walk } from './walk.ts';
import { DEFAULT_COMPARE_BOUNDS, systemClock } from './world.ts';
import type { Clock, CompareBounds } from './world.ts';

export interface CompareOptions {
  readonly bounds?: Partial<CompareBounds>;
  /** Goes on from here; must come from the same request. */
  readonly checkpoint?: CompareCheckpoint;
  /** After every answer of a broker; `checkpoint()` makes a state to keep, when it is wanted. */
  readonly onProgress?: (progress: CompareProgress, checkpoint: () => CompareCheckpoint) => void;
  /** Ends the comparison at the next answer: its result says so and carries a checkpoint. */
  readonly signal?: AbortSignal;
  /** Shared by comparisons that share a byte rate. Default: no bound. */
  readonly pace?: Pace;
  /** Name of the connection; different ones do not wait for each other. Default 'compare'. */
  readonly lane?: string;
  /** Narrows what is compared within [from, to), once both logs have said what they hold; a sample of it, say. */
  readonly choose?: (from: number, to: number) => { readonly from: number; readonly to: number };
  /** Compacted topics: false leaves what only records outside the range could explain as indistinguishable. Default true. */
  readonly lookBeyond?: boolean;
  readonly clock?: Clock;
}

/**
 * Walks both logs of a partition. Nothing is written anywhere. Throws TIDE_COMPARE_... or the clusters' TIDE_KAFKA_...; what was
 * found before an error is in the last checkpoint that onProgress gave.
 */
export async function comparePartition(
  source: RawCluster,
  target: RawCluster,
  request: CompareRequest,
  options: CompareOptions = {},
): Promise<PartitionComparison> {
  const clock = options.clock ?? systemClock;
  const pace = options.pace ?? new Pace(null, clock);
  const { fetchBytes, stallMs } = { ...DEFAULT_COMPARE_BOUNDS, ...options.bounds };
  const reader = (cluster: RawCluster): LogReader =>
    new LogReader({
      cluster,
      partition: { topic: request.topic, partition: request.partition },
      isolation: request.isolation,
      fetchBytes,
      stallMs,
      pace,
      clock,
      lane: options.lane ?? 'compare',
      signal: options.signal,
    });
  return compareLogs({ source: reader(source), target: reader(target) }, request, options);
}

/** The same over any two logs that can be read; `pace`, `lane` and `clock` mean nothing here. */
export async function compareLogs(
  logs: Readonly<Record<Side, ReadableLog>>,
  request: CompareRequest,
  options: CompareOptions = {},
): Promise<PartitionComparison> {
  return new PartitionRun(logs, request, options).run();
}

class PartitionRun {
  readonly #request: CompareRequest;
  readonly #options: CompareOptions;
  readonly #bounds: CompareBounds;
  readonly #readers: Readonly<Record<Side, ReadableLog>>;
  #bytesRead: number;

  constructor(logs: Readonly<Record<Side, ReadableLog>>, request: CompareRequest, options: CompareOptions) {
    this.#request = request;
    this.#options = options;
    this.#bounds = { ...DEFAULT_COMPARE_BOUNDS, ...options.bounds };
    this.#bytesRead = options.checkpoint?.bytesRead ?? 0;
    this.#readers = logs;
  }

  async run(): Promise<PartitionComparison> {
    const { shift } = this.#request;
    const [source, targetOwn] = await Promise.all([this.#readers.source.span(), this.#readers.target.span()]);
    const target = { start: targetOwn.start - shift, end: targetOwn.end - shift };
    const all = this.#rangeOf(source, target);
    const { from, to } = this.#options.choose?.(all.from, all.to) ?? all;
    const walk = this.#walkOf(from, to);
    const stoppedByCaller = await this.#feed(walk, source, target);
    const reachedEnd = walk.next >= to;
    const beyond = reachedEnd && this.#options.lookBeyond !== false;
    const looked = beyond && (await this.#lookBeyond(walk, source, target));
    return this.#result(walk, { source, target, looked, stopped: this.#whyStopped(walk, stoppedByCaller) });
  }

  /** Feeds the walk until it is done; true when the caller ended it before. */
  async #feed(walk: Walk, source: LogSpan, target: LogSpan): Promise<boolean> {
    const { to, shift } = walk.options;
    const { signal, onProgress } = this.#options;
    const feeds = {
      // Behind the end that a log said to have there is nothing, and nothing is waited for.
      source: new LogFeed(this.#readers.source, walk.next, Math.min(to, source.end)),
      target: new LogFeed(this.#readers.target, walk.next + shift, Math.min(to, target.end) + shift),
    };
    feeds.source.start();
    feeds.target.start();
    try {
      for (let needs = walk.run(); needs !== 'done'; needs = walk.run()) {
        if (signal?.aborted === true) return true;
        const chunk = await feeds[needs].take();
        this.#bytesRead += chunk?.bytes ?? 0;
        const end = needs === 'source' ? to : to + shift;
        walk.feed(needs, chunk?.pieces ?? [], chunk?.knownTo ?? end);
        onProgress?.(this.#progress(walk), () => walk.checkpoint(this.#bytesRead));
      }
      return false;
    } catch (error) {
      if (signal?.aborted === true) return true;
      throw error;
    } finally {
      await Promise.all([feeds.source.end(), feeds.target.end()]);
    }
  }

  async #lookBeyond(walk: Walk, source: LogSpan, target: LogSpan): Promise<boolean> {
    const { signal } = this.#options;
    for (const side of ['source', 'target'] as const) {
      const shift = side === 'source' ? 0 : this.#request.shift;
      const start = side === 'source' ? source.start : target.start;
      const read = await secondLook(walk, side, this.#readers[side], { start, shift, signal });
      if (read === null) return false;
      this.#bytesRead += read;
    }
    walk.ledger.settleTombstones();
    return true;
  }

  /** What is compared: as asked, and at most what one of the two can show. */
  #rangeOf(source: LogSpan, target: LogSpan): { readonly from: number; readonly to: number } {
    const { request, checkpoint } = { request: this.#request, checkpoint: this.#options.checkpoint };
    if (checkpoint !== undefined) return checkpoint;
    const from = request.from ?? Math.max(source.start, target.start);
    const to = Math.min(
      request.to ?? Math.max(from, Math.min(source.end, target.end)),
      Math.max(source.end, target.end, from),
    );
    if (from >= 0 && to >= from && (request.to === null || request.to >= from)) return { from, to };
    const name = `${request.topic}-${request.partition}`;
    throw compareError('TIDE_COMPARE_RANGE', { partition: name, from, to: request.to ?? to });
  }

  #walkOf(from: number, to: number): Walk {
    const { topic, partition, shift, compacted, timestamps = 'visible' } = this.#request;
    const { rangesMax, openKeysMax } = this.#bounds;
    const checkpoint = this.#options.checkpoint ?? null;
    if (checkpoint !== null) assertBelongs(checkpoint, this.#request);
    return new Walk({ topic, partition, shift, from, to, compacted, timestamps, rangesMax, openKeysMax }, checkpoint);
  }

  #progress(walk: Walk): CompareProgress {
    const { topic, partition } = this.#request;
    return { topic, partition, next: walk.next, to: walk.options.to, recordsCompared: walk.recordsCompared };
  }

  #whyStopped(walk: Walk, byCaller: boolean): string | null {
    const { rangesMax, openKeysMax } = this.#bounds;
    if (walk.full) return `more than ${rangesMax} ranges of differences: it went no further than offset ${walk.next}`;
    if (byCaller && walk.next < walk.options.to) return `it was stopped at offset ${walk.next}`;
    const { untracked } = walk.ledger;
    if (untracked === null) return null;
    return `${untracked.records} records between offsets ${untracked.from} and ${untracked.to} that only one side holds were not judged: more than ${openKeysMax} keys were open`;
  }

  #result(
    walk: Walk,
    found: {
      readonly source: LogSpan;
      readonly target: LogSpan;
      readonly looked: boolean;
      readonly stopped: string | null;
    },
  ): PartitionComparison {
    const { topic, partition, shift } = this.#request;
    const checkpoint = walk.checkpoint(this.#bytesRead);
    const ranges = walk.ranges(found.looked);
    const complete = found.stopped === null;
    return {
      topic,
      partition,
      shift,
      from: checkpoint.from,
      to: checkpoint.to,
      ranges,
      recordsCompared: checkpoint.recordsCompared,
      batchesByBytes: checkpoint.batchesByBytes,
      batchesDecoded: checkpoint.batchesDecoded,
      equal: complete && ranges.every((range) => range.kind === 'equal' || range.kind === 'indistinguishable'),
      source: found.source,
      target: found.target,
      superseded: walk.ledger.superseded,
      bytesRead: this.#bytesRead,
      complete,
      stopped: found.stopped,
      checkpoint,
    };
  }
}

/** Throws TIDE_COMPARE_CHECKPOINT when the checkpoint is of another comparison. */
function assertBelongs(checkpoint: CompareCheckpoint, request: CompareRequest): void {
  const wrong =
    checkpoint.format !== 'tideover-compare/1'
      ? `its format is ${String(checkpoint.format)}`
      : checkpoint.topic !== request.topic || checkpoint.partition !== request.partition
        ? `it is of ${checkpoint.topic}-${checkpoint.partition}`
        : checkpoint.shift !== request.shift
          ? `its shift is ${checkpoint.shift}, here it is ${request.shift}`
          : null;
  if (wrong === null) return;
  throw compareError('TIDE_COMPARE_CHECKPOINT', {
    partition: `${request.topic}-${request.partition}`,
    detail: wrong,
  });
}
