// Plan of one group's positions: what to write at the target so that it stands where it stands at the source, as far as the log goes. Pure.
import { keyOf, type TopicPartition } from '../../base/core.ts';
import type { CommittedOffset, LogRange } from '../../kafka/core.ts';
import { type PiecesOf, translate } from './group-translate.ts';

/** What the target has for one partition of a group, as we wrote or last read it. */
export interface HeldPosition {
  readonly offset: number;
  readonly metadata: string;
  /** Must be written again without its leader epoch (law 11). */
  readonly hasEpoch: boolean;
  /** Monotonic milliseconds of the write or the reading. */
  readonly atMs: number;
  /** `us`: written by us, or once found where the source stood; a difference that appears later is the source's doing. */
  readonly by: 'us' | 'unknown';
}

/** One position as it should be at the target, before its log is looked at. */
export interface DuePosition extends TopicPartition {
  readonly source: number;
  readonly wanted: number;
  readonly metadata: string;
  readonly held: HeldPosition | undefined;
}

export interface PositionMove extends TopicPartition {
  readonly from: number;
  readonly to: number;
  /** `source`: it went back there. `target`: somebody else had moved it at the target. */
  readonly cause: 'source' | 'target';
}

export interface GroupPlan {
  readonly group: string;
  readonly writes: readonly (TopicPartition & { readonly offset: number; readonly metadata: string })[];
  /** Stand as near as the target's log allows: `missing` offsets below the source's position (negative: the log begins after it). */
  readonly clamped: readonly (TopicPartition & { readonly missing: number })[];
  /** The partition cannot be asked at the target now. */
  readonly absent: readonly TopicPartition[];
  /** Writes that move a position back: done, and said. */
  readonly rewinds: readonly PositionMove[];
  /** Positions that somebody else moved ahead at the target and that the policy leaves alone. */
  readonly kept: readonly PositionMove[];
}

export interface GroupPlanRules {
  readonly mirrored: (partition: TopicPartition) => boolean;
  readonly pieces: PiecesOf;
  /** An unchanged position is written again when it is this old: a group that nobody joins loses its positions after offsets.retention.minutes. */
  readonly rewriteAfterMs: number;
  readonly foreign: 'overwrite' | 'keep';
}

/** Positions of mirrored partitions that may need a write. Only their logs have to be looked at; usually there are none. */
export function duePositions(
  positions: readonly CommittedOffset[],
  held: ReadonlyMap<string, HeldPosition>,
  rules: GroupPlanRules,
  nowMs: number,
): readonly DuePosition[] {
  const due: DuePosition[] = [];
  for (const { topic, partition, offset, metadata } of positions) {
    const tp = { topic, partition };
    if (offset === null || !rules.mirrored(tp)) continue;
    const wanted = Math.max(0, translate(offset, rules.pieces(tp)));
    const has = held.get(keyOf(tp));
    if (has !== undefined && has.offset === wanted && !mustRewrite(has, metadata, rules, nowMs)) continue;
    due.push({ ...tp, source: offset, wanted, metadata, held: has });
  }
  return due;
}

function mustRewrite(held: HeldPosition, metadata: string, rules: GroupPlanRules, nowMs: number): boolean {
  return held.metadata !== metadata || held.hasEpoch || nowMs - held.atMs >= rules.rewriteAfterMs;
}

/**
 * Places due positions inside the target's logs. Beyond the high watermark Kafka would take the commit and the consumer would
 * reset (law 11); below the log start it would reset, too, and with `latest` skip everything.
 */
export function planGroup(
  group: string,
  due: readonly DuePosition[],
  ranges: ReadonlyMap<string, LogRange>,
  rules: GroupPlanRules,
  nowMs: number,
): GroupPlan {
  const writes: GroupPlan['writes'][number][] = [];
  const clamped: GroupPlan['clamped'][number][] = [];
  const absent: TopicPartition[] = [];
  const rewinds: PositionMove[] = [];
  const kept: PositionMove[] = [];
  for (const { topic, partition, wanted, metadata, held } of due) {
    const tp = { topic, partition };
    const range = ranges.get(keyOf(tp));
    if (range === undefined) {
      absent.push(tp);
      continue;
    }
    const offset = Math.min(Math.max(wanted, range.earliest.offset), range.end.offset);
    if (offset !== wanted) clamped.push({ ...tp, missing: wanted - offset });
    if (held !== undefined && held.offset === offset && !mustRewrite(held, metadata, rules, nowMs)) continue;
    if (held !== undefined && offset < held.offset) {
      const move = { ...tp, from: held.offset, to: offset, cause: causeOf(held) };
      if (move.cause === 'target' && rules.foreign === 'keep') {
        kept.push(move);
        continue;
      }
      rewinds.push(move);
    }
    writes.push({ ...tp, offset, metadata });
  }
  return { group, writes, clamped, absent, rewinds, kept };
}

function causeOf(held: HeldPosition): PositionMove['cause'] {
  return held.by === 'us' ? 'source' : 'target';
}
