// What is gathered while a drill runs, for the judgement afterwards.
import type { FailbackFacts } from '../check/core.ts';
import type { CutRecord } from '../failover/core.ts';
import type { WayBackShow } from '../report/core.ts';
import type { FailoverFacts } from './facts.ts';
import type { FenceStory } from './fencing.ts';
import type { HistoryWatch } from './history-watch.ts';
import type { Sampler } from './sampler.ts';
import type { Counted } from './second-opinions.ts';

export interface Gathered {
  failover: FailoverFacts;
  /** What the failover left for the way back; null when there was none. */
  cut: CutRecord | null;
  failback: FailbackFacts | null;
  /** The way back as the report shows it. */
  wayBack: WayBackShow | null;
  fence: FenceStory;
  counted: readonly Counted[];
  /** Names of all client processes that were started. */
  readonly processes: () => readonly string[];
  readonly watch: HistoryWatch;
  readonly sampler: Sampler;
  /** The measured part of the run, CLOCK_MONOTONIC milliseconds. */
  workloadFrom: number;
  workloadTo: number;
}
