// Exposure of a running flow: log ends at the target first, high watermarks at the source after, each bounded.
import { type Clock, type TopicPartition, keyOf } from '../base/core.ts';
import type { Cluster } from '../kafka/core.ts';
import { type Exposure, type ExposureTracker, exposureTracker } from '../replication/core.ts';
import { within } from '../runbook/index.ts';
import { type Baseline, positionOf } from './position.ts';

export interface MeasureOptions {
  readonly source: Cluster;
  readonly target: Cluster;
  readonly partitions: readonly TopicPartition[];
  /** By partition key; null: unknown, and why. */
  readonly noBaselineWhy: string;
  readonly baselines: ReadonlyMap<string, Baseline | null>;
  readonly clock: Clock;
  /** Bound of one look at one cluster, milliseconds. */
  readonly lookMs: number;
  readonly onSilence: (why: string) => void;
  readonly onAnswer: (silentMs: number) => void;
}

export interface Measure {
  /** Takes one sample of both ends and tells the exposure. Two calls at once share one sample. */
  sample(): Promise<Exposure>;
}

export function measureOf(options: MeasureOptions): Measure {
  const { clock } = options;
  const tracker = exposureTracker({ partitions: options.partitions });
  let running: Promise<Exposure> | undefined;
  let sourceAsked: Promise<unknown> | undefined;
  let silentSince: number | undefined;

  const fellSilent = (why: string): void => {
    if (silentSince === undefined) options.onSilence(why);
    silentSince ??= clock.monotonicMs();
    tracker.observeSilence(silentSince, why);
  };

  const lookAtSource = async (): Promise<void> => {
    const { source } = options;
    // A request that hangs on a silent source is not joined by a second one: at most one is open.
    if (sourceAsked !== undefined) return fellSilent(`${source.name} has not answered the look before`);
    const askedAtMs = clock.monotonicMs();
    const asked = source.logRanges(options.partitions, 'uncommitted');
    sourceAsked = asked;
    asked.catch(() => undefined).finally(() => (sourceAsked = undefined));
    try {
      const answer = await within(asked, options.lookMs);
      if (answer.in !== 'time') return fellSilent(`${source.name} did not answer within ${options.lookMs} ms`);
      const highWatermarks = new Map(answer.value.map((range) => [keyOf(range), range.end.offset]));
      tracker.observeSource({ askedAtMs, answeredAtMs: clock.monotonicMs(), highWatermarks });
      if (silentSince !== undefined) options.onAnswer(clock.monotonicMs() - silentSince);
      silentSince = undefined;
    } catch (error) {
      fellSilent(`${source.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  const sample = async (): Promise<Exposure> => {
    // The target first: a record copied between the two looks then counts as missing, never the other way round.
    await lookAtTarget(options, tracker);
    await lookAtSource();
    return tracker.exposure(clock.monotonicMs());
  };
  return {
    sample() {
      running ??= sample().finally(() => (running = undefined));
      return running;
    },
  };
}

async function lookAtTarget(options: MeasureOptions, tracker: ExposureTracker): Promise<void> {
  const { target } = options;
  const positions = new Map<string, number>();
  try {
    const answer = await within(target.logRanges(options.partitions, 'uncommitted'), options.lookMs);
    if (answer.in !== 'time')
      return tracker.observeTarget(positions, `${target.name} did not answer within ${options.lookMs} ms`);
    for (const range of answer.value) {
      const baseline = options.baselines.get(keyOf(range));
      if (baseline) positions.set(keyOf(range), positionOf(baseline, range.end.offset));
    }
    tracker.observeTarget(positions, options.noBaselineWhy);
  } catch (error) {
    tracker.observeTarget(positions, `${target.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
