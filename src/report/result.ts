// DrillResult: report.json, versioned. HTML, text and JSON are renderings of it; nothing else is.
import type { CheckResult } from '../check/core.ts';
import type { Outcome, Verdict } from '../objectives/core.ts';
import type { Scenario } from '../scenario/core.ts';

/** Minor adds, major breaks. */
export const DRILL_RESULT_FORMAT = '1.0';

export interface TimelineItem {
  /** Milliseconds from T0 (negative before it); from the workload's start in a run without T0. */
  readonly atMs: number;
  readonly wallMs: number;
  readonly type: string;
  readonly say: string;
}

/** One line of a chart. The page groups lines by unit; `site` gives a line the colour of its site. */
export interface Series {
  readonly name: string;
  readonly site?: string;
  readonly unit: 'records' | 'ms' | 'records/s';
  /** Pairs [milliseconds from T0, value or null for unknown]. */
  readonly points: readonly (readonly [number, number | null])[];
}

export interface FaultBand {
  readonly title: string;
  /** Milliseconds from T0 at which the fault was effective. */
  readonly fromMs: number;
  /** Null: it lasted until the end of the run. */
  readonly toMs: number | null;
  readonly site?: string | null;
  /** When the command was given, milliseconds from T0: the other clock of the fault. */
  readonly commandedMs?: number | null;
  /** How the fault was proven effective, or why not. */
  readonly proof?: string;
}

/** What a returning old site let through: records of a stubborn client that still points at it. */
export interface FencingShow {
  readonly armed: boolean;
  readonly method: string;
  readonly stubbornAttempts: number;
  readonly stubbornAcknowledged: number;
  /** Sentences: what the method cannot stop. */
  readonly notStopped: readonly string[];
}

/** The planned way back as the engine tells it; what the judge found of it is `check.failback`. */
export interface WayBackShow {
  readonly mode: 'recreate' | 'shift';
  /** Folder of the archive, relative to the run directory. */
  readonly archive: string;
  /** SHA-256 over the archive's manifest; null when there was no tail to archive. */
  readonly archiveId: string | null;
  readonly encrypted: boolean;
  /** Records brought into the surviving history; records of the tail that were found there before. */
  readonly recovered: number;
  readonly alreadyThere: number;
  /** Partitions with a divergent tail. */
  readonly tails: readonly WayBackTail[];
}

export interface WayBackTail {
  readonly topic: string;
  readonly partition: number;
  /** The tail is [point, end) in the old primary's offsets. */
  readonly point: number;
  readonly end: number;
  /** In the archive; it was read back and compared with the log before anything was changed. */
  readonly records: number;
  readonly bytes: number;
  /** Of the file with the raw batches. */
  readonly sha256: string;
  readonly recovered: number;
  readonly alreadyThere: number;
}

/** A number that was known before the drill, and what was found. */
export interface Figure {
  readonly what: string;
  readonly topic: string;
  readonly partition: number;
  readonly expected: number;
  /** Null: nothing in the run tells it. */
  readonly found: number | null;
}

export interface SecondOpinion {
  readonly tool: string;
  readonly site: string;
  readonly topic: string;
  readonly counted: number;
  readonly checkerCounted: number;
}

export interface ConfigurationSnapshot {
  readonly title: string;
  /** Sorted key-value lines; secrets already removed. */
  readonly entries: Readonly<Record<string, string>>;
}

export interface DrillResult {
  readonly formatVersion: typeof DRILL_RESULT_FORMAT;
  readonly tool: { readonly name: 'tideover'; readonly version: string; readonly commit: string | null };
  readonly run: {
    readonly id: string;
    readonly directory: string;
    readonly seed: number;
    readonly startedWallMs: number;
    /** Wall time of T0; absent or null in a run without a fault. */
    readonly t0WallMs?: number | null;
    readonly endedWallMs: number;
    readonly durationMs: number;
  };
  readonly scenario: Scenario;
  readonly outcome: Outcome;
  /** Whether the outcome is what the scenario was built to end with. */
  readonly asExpected: boolean;
  readonly verdicts: readonly Verdict[];
  readonly check: CheckResult;
  readonly timeline: readonly TimelineItem[];
  readonly series: readonly Series[];
  readonly bands: readonly FaultBand[];
  readonly fencing: FencingShow | null;
  readonly secondOpinions: readonly SecondOpinion[];
  /** Absent in runs without a way back. */
  readonly wayBack?: WayBackShow | null;
  /** Only of a counted workload. */
  readonly figures?: readonly Figure[];
  readonly configuration: readonly ConfigurationSnapshot[];
  readonly environment: Readonly<Record<string, string>>;
  /** What the run could not show, with the command that would. */
  readonly gaps: readonly string[];
  /** The command that checks this run's history again. */
  readonly recheck: string;
}
