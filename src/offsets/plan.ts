// Plan of positions: what to write for a group at the target, and what must not be written, each with its reason. Pure.
import { keyOf, type TopicPartition } from '../base/core.ts';
import type { CommittedOffset, GroupDescription, LogRange } from '../kafka/core.ts';

/** Where a group should stand at the target; null: nobody knows. */
export interface WantedPosition extends TopicPartition {
  readonly offset: number | null;
  /** Where the offset comes from, for the journal: `synced by MirrorMaker`, `same offset`, ... */
  readonly how?: string;
}

export interface PositionWrite extends TopicPartition {
  readonly offset: number;
  /** What was wanted; differs from `offset` when it was clamped. */
  readonly wanted: number;
  readonly clamped: 'no' | 'to-end' | 'to-start';
  /** One sentence: why this offset. */
  readonly reason: string;
}

export interface PositionRefusal extends TopicPartition {
  readonly wanted: number | null;
  readonly reason: string;
}

export interface PositionPlan {
  readonly group: string;
  readonly writes: readonly PositionWrite[];
  /** Partitions that already stand where they should. */
  readonly unchanged: readonly PositionWrite[];
  readonly refusals: readonly PositionRefusal[];
}

export interface GroupWishes {
  readonly group: string;
  readonly positions: readonly WantedPosition[];
}

/**
 * Plans the positions of one group.
 * - Never beyond the target's high watermark: Kafka takes such a commit and the consumer then resets (law 11).
 * - Never before the log start: the records are gone and the consumer would reset.
 * - Nothing for a group with members: Kafka answers UNKNOWN_MEMBER_ID (25) per partition; `group` undefined = it does not exist.
 * - The last of two wishes for one partition counts as a contradiction: both are refused.
 * `ranges` must come from an uncommitted read (end = high watermark); `current` makes positions that are right already no write.
 */
export function planPositions(
  wishes: GroupWishes,
  ranges: readonly LogRange[],
  group: GroupDescription | undefined,
  current: readonly CommittedOffset[] = [],
): PositionPlan {
  const rangeOf = new Map(ranges.map((one) => [keyOf(one), one]));
  const currentOf = new Map(current.map((one) => [keyOf(one), one]));
  const counted = Map.groupBy(wishes.positions, keyOf);
  const occupied = whyOccupied(group);
  const writes: PositionWrite[] = [];
  const unchanged: PositionWrite[] = [];
  const refusals: PositionRefusal[] = [];
  for (const [key, same] of counted) {
    const wish = same[0]!;
    const range = rangeOf.get(key);
    const refusal = occupied ?? whyRefused(same, range);
    if (refusal !== undefined || range === undefined || wish.offset === null) {
      const reason = refusal ?? 'it cannot be placed';
      refusals.push({ topic: wish.topic, partition: wish.partition, wanted: wish.offset, reason });
      continue;
    }
    const write = place(wish, wish.offset, range);
    const has = currentOf.get(key);
    // A position with a leader epoch is written again without it: the epoch may be another cluster's (law 11).
    const right = has !== undefined && has.offset === write.offset && has.committedLeaderEpoch < 0;
    (right ? unchanged : writes).push(write);
  }
  return { group: wishes.group, writes, unchanged, refusals };
}

function whyOccupied(group: GroupDescription | undefined): string | undefined {
  if (group === undefined) return undefined;
  if (group.type === 'share' || group.type === 'streams') {
    return `the group is of type ${group.type}, whose positions are not committed offsets of a consumer group`;
  }
  if (group.state === 'Empty' || group.state === 'Dead') return undefined;
  const members = group.members < 0 ? 'an unknown number of' : String(group.members);
  return `the group is ${group.state} with ${members} members; Kafka takes positions of an inactive group only`;
}

function whyRefused(same: readonly WantedPosition[], range: LogRange | undefined): string | undefined {
  const wish = same[0]!;
  if (same.some((one) => one.offset !== wish.offset)) {
    return `two different positions are wanted (${same.map((one) => String(one.offset)).join(' and ')})`;
  }
  if (wish.offset === null) return 'no position is known for it';
  if (!Number.isSafeInteger(wish.offset) || wish.offset < 0) return `${wish.offset} is not an offset`;
  return range === undefined ? 'the partition does not exist at the target' : undefined;
}

function place(wish: WantedPosition, wanted: number, range: LogRange): PositionWrite {
  const { topic, partition } = wish;
  const start = range.earliest.offset;
  const end = range.end.offset;
  const from = wish.how === undefined ? '' : ` (${wish.how})`;
  if (wanted > end) {
    const reason = `${wanted}${from} lies ${wanted - end} beyond the high watermark ${end}: clamped to it`;
    return { topic, partition, offset: end, wanted, clamped: 'to-end', reason };
  }
  if (wanted < start) {
    const reason = `${wanted}${from} lies before the log start ${start}: clamped to it, ${start - wanted} offsets are gone`;
    return { topic, partition, offset: start, wanted, clamped: 'to-start', reason };
  }
  return { topic, partition, offset: wanted, wanted, clamped: 'no', reason: `${wanted}${from}` };
}
