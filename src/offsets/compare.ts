// Comparison of positions: what a group should have, what it has, and what its consumers would do with it. Pure.
import { keyOf, type TopicPartition } from '../base/core.ts';
import type { CommittedOffset, LogRange } from '../kafka/core.ts';

export type PositionVerdict =
  /** Exactly where it should be. */
  | 'exact'
  /** Before it: records are delivered again. */
  | 'behind'
  /** After it: records are skipped. */
  | 'ahead'
  /** No position where there should be one: auto.offset.reset decides. */
  | 'missing'
  /** A position where none was expected. */
  | 'unexpected'
  /** Beyond the high watermark or before the log start: the consumer resets. */
  | 'out-of-range'
  /** A leader epoch that this log has not reached was committed: Java consumers read nothing, without an error (law 11). */
  | 'foreign-epoch';

export interface PositionFinding extends TopicPartition {
  readonly expected: number | null;
  readonly found: number | null;
  readonly verdict: PositionVerdict;
  /** Offsets between expected and found; 0 for exact, null where one side is missing. */
  readonly distance: number | null;
}

export interface PositionAudit {
  readonly findings: readonly PositionFinding[];
  /** Sum over `behind` and over `ahead`, in offsets. */
  readonly redelivered: number;
  readonly skipped: number;
  readonly allExact: boolean;
}

/** Compares positions partition by partition; `ranges` (optional) finds positions that no consumer can use: outside the log, or with a foreign epoch. */
export function comparePositions(
  expected: readonly (TopicPartition & { readonly offset: number | null })[],
  found: readonly CommittedOffset[],
  ranges: readonly LogRange[] = [],
): PositionAudit {
  const expectedOf = new Map(expected.map((one) => [keyOf(one), one]));
  const foundOf = new Map(found.map((one) => [keyOf(one), one]));
  const rangeOf = new Map(ranges.map((one) => [keyOf(one), one]));
  const findings = [...new Map([...foundOf, ...expectedOf])].map(([key, tp]) => {
    const wanted = expectedOf.get(key)?.offset ?? null;
    const has = foundOf.get(key);
    const offset = has?.offset ?? null;
    const verdict = verdictOf(wanted, has, rangeOf.get(key));
    const distance = wanted === null || offset === null ? null : Math.abs(offset - wanted);
    return { topic: tp.topic, partition: tp.partition, expected: wanted, found: offset, verdict, distance };
  });
  const signed = findings.map((one) => (one.expected === null || one.found === null ? 0 : one.found - one.expected));
  return {
    findings,
    redelivered: signed.reduce((sum, one) => sum + Math.max(0, -one), 0),
    skipped: signed.reduce((sum, one) => sum + Math.max(0, one), 0),
    allExact: findings.every((one) => one.verdict === 'exact'),
  };
}

function verdictOf(
  wanted: number | null,
  has: CommittedOffset | undefined,
  range: LogRange | undefined,
): PositionVerdict {
  const offset = has?.offset ?? null;
  if (offset === null) return wanted === null ? 'exact' : 'missing';
  if (range !== undefined && (offset > range.end.offset || offset < range.earliest.offset)) return 'out-of-range';
  if (range !== undefined && (has?.committedLeaderEpoch ?? -1) > range.end.leaderEpoch) return 'foreign-epoch';
  if (wanted === null) return 'unexpected';
  if (offset === wanted) return 'exact';
  return offset < wanted ? 'behind' : 'ahead';
}
