// CheckResult: what the checker says of one run; pure data, versioned, the input of the report.
import type { Measurement, Outcome } from '../objectives/core.ts';

/** Names of all anomaly classes. The list in anomalies.ts holds one file each; facts/definitions: docs/anomalies.md. */
export type AnomalyName =
  | 'lost.tail'
  | 'lost.hole'
  | 'lost.in-cluster'
  | 'lost.overwritten'
  | 'acked.not-written'
  | 'phantom'
  | 'corrupt'
  | 'dup.retry'
  | 'dup.link'
  | 'dup.loop'
  | 'dup.replay'
  | 'dup.failback'
  | 'dup.recovered'
  | 'dup.switch'
  | 'reorder'
  | 'reorder.switch'
  | 'reorder.recovered'
  | 'diverged'
  | 'translation.bad'
  | 'skipped'
  | 'redelivered.uncommitted'
  | 'redelivered.committed'
  | 'rewound'
  | 'commit.regression'
  | 'commit.epoch-ahead'
  | 'dual.write'
  | 'dual.processing'
  | 'aborted.visible'
  | 'torn.txn'
  | 'txn.hanging'
  | 'stuck'
  | 'ambiguous';

/** How the matrix of the run's architecture treats a class. `budget`: allowed, its size is what an objective limits. */
export type Allowed = 'forbidden' | 'budget' | 'expected' | 'not-applicable';

/** One first example; ids and offsets only, never payload. */
export interface Example {
  readonly site: string | null;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number | null;
  /** `session/partition/seq`, or the group for group anomalies. */
  readonly id: string;
  readonly t: number | null;
  /** One sentence. */
  readonly say: string;
}

export interface AnomalyFinding {
  readonly name: AnomalyName;
  readonly count: number;
  readonly allowed: Allowed;
  /** `unknown`: none was found, but part of the evidence is missing; `gaps` of the result says which. */
  readonly outcome: Outcome;
  /** What the class means, one sentence (from the anomaly's own file). */
  readonly meaning: string;
  /** Causes with counts where the class distinguishes them. */
  readonly causes: Readonly<Record<string, number>>;
  /** At most 10. */
  readonly examples: readonly Example[];
}

/** RTO of one client: from T0, milliseconds; null = it never recovered before the run's end. */
export interface ClientRecovery {
  readonly client: string;
  readonly kind: 'node' | 'java' | 'librdkafka';
  readonly role: 'producer' | 'group';
  readonly site: string;
  /** False for clients that had no business at the lost site (they are listed, not judged). */
  readonly affected: boolean;
  /** Producers: first op after which every scheduled op was acknowledged within D for W. Groups: first delivery of a record produced after T0, in the last of the partitions that had to wait for one. */
  readonly recoveredMs: number | null;
  /** Groups: backlog drained, delivery lag back under D. Producers: same as recoveredMs. */
  readonly drainedMs: number | null;
  /** Longest run of scheduled operations not served, milliseconds. */
  readonly longestOutageMs: number;
  readonly errorBoundMs: number;
  /**
   * Only with a completed way back: from the closing of the survivor until served again, milliseconds; null = never. The planned outage
   * is in none of the other times, except where the client had not recovered before it.
   */
  readonly failbackOutageMs?: number | null;
}

/** RTO split; consecutive parts of the time from T0 to the last client, milliseconds; null where unknown. */
export interface RtoSplit {
  readonly detect: number | null;
  readonly decide: number | null;
  readonly fence: number | null;
  readonly promote: number | null;
  readonly redirect: number | null;
  readonly clients: number | null;
  readonly total: number | null;
}

/**
 * RPO over mirrored topics, at the failover: acknowledged by the primary before the promotion and absent from the survivor at the cut.
 * A run that lost no site: acknowledged before T0 and absent from the primary's own log at the end.
 */
export interface Rpo {
  readonly records: { readonly min: number; readonly max: number };
  readonly bytes: { readonly min: number; readonly max: number };
  /** Age at T0 of the oldest missing acknowledged record, by its send time, milliseconds; 0 when none is missing. */
  readonly ms: { readonly min: number; readonly max: number };
  readonly acknowledgedBeforeT0: number;
  /** Stranded: still in the old primary's log when that was read afterwards; null when it could not be read. */
  readonly stranded: number | null;
  /** Only with a way back: missing records that were brought into the surviving history; after a completed one they are at both sites in the end. */
  readonly recovered?: number;
  readonly byTopic: readonly {
    readonly topic: string;
    readonly records: number;
    readonly bytes: number;
    readonly ms: number;
  }[];
}

/** One group and partition in the audit table. */
export interface GroupAuditRow {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** Last position the group is known to have committed at the primary. */
  readonly committedAtPrimary: number | null;
  /** Position on the standby when clients were redirected. */
  readonly promotedPosition: number | null;
  /** First offset delivered at the standby after the redirect. */
  readonly resumedAt: number | null;
  /** Only with a completed way back: the position that the group was given at the returned primary; null without one. */
  readonly failbackPosition?: number | null;
  readonly skipped: number;
  readonly redeliveredCommitted: number;
  readonly redeliveredUncommitted: number;
}

export interface Totals {
  readonly invoked: number;
  readonly acknowledged: number;
  readonly failed: number;
  readonly ambiguous: number;
  readonly delivered: number;
  /** Records in the final read (uncommitted isolation), per site. */
  readonly inLog: Readonly<Record<string, number>>;
}

export interface CheckResult {
  readonly formatVersion: '1.0';
  readonly run: string;
  readonly outcome: Outcome;
  readonly totals: Totals;
  readonly anomalies: readonly AnomalyFinding[];
  readonly rpo: Rpo | null;
  readonly rto: RtoSplit;
  readonly clients: readonly ClientRecovery[];
  readonly groups: readonly GroupAuditRow[];
  /** One per metric, ready for `judge`. */
  readonly measurements: readonly Measurement[];
  /** Self-check: stalls of the measuring processes; samples inside are void. */
  readonly stalls: { readonly count: number; readonly longestMs: number; readonly overlapsRecovery: boolean };
  /** Sentences about evidence that is missing. */
  readonly gaps: readonly string[];
  /** The planned way back; absent in runs without one. */
  readonly failback?: Failback;
  /** Live exposure before the fault, summed up; basis live, not the judge's. Null without samples. */
  readonly exposure?: ExposureSummary | null;
  /** First, median and last recovery among the affected clients, by role; null where one never recovered. */
  readonly recovery?: Readonly<Record<'producers' | 'groups', RecoverySpread | null>>;
}

/** The planned way back as the final reads show it. Every count but `recoveredCopies` is a violation; what is in one count is in no other. */
export interface Failback {
  readonly mode: 'recreate' | 'shift';
  /** False: the returned primary was not opened to clients; only `overwritten` and `fencedWrites` are judged then. */
  readonly completed: boolean;
  /** Acknowledged records that the returned primary does not hold in the end. */
  readonly lost: number;
  /** Of them: it came back with them, and no final log holds them. */
  readonly overwritten: number;
  /** Acknowledgements by the old primary between the promotion and its opening. */
  readonly fencedWrites: number;
  readonly unexpectedCopies: number;
  /** Declared: mode shift leaves the tail where it is. */
  readonly recoveredCopies: number;
  /** Places where the survivor and the returned primary hold different records, or only one of them holds one. */
  readonly different: number;
  readonly misplacedPositions: number;
  /** Mirrored partitions; those found equal below what the survivor held when it was closed; records found in their places. */
  readonly partitions: number;
  readonly equalPartitions: number;
  readonly comparedRecords: number;
  /** From the closing of the survivor to the last affected client that was served again, milliseconds; null = not all were. */
  readonly outageMs: number | null;
  /** Why a count of 0 proves nothing; null when it does. */
  readonly unknown: string | null;
}

export interface ExposureSummary {
  readonly samples: number;
  readonly unknownSamples: number;
  readonly maxRecords: number | null;
  readonly maxMs: number | null;
  readonly p99Ms: number | null;
}

export interface RecoverySpread {
  readonly clients: number;
  readonly firstMs: number | null;
  readonly medianMs: number | null;
  readonly lastMs: number | null;
}
