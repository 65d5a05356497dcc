// Status of one group: state and sentence, from what the last look and the last write said. Pure.
import { keyOf } from '../../base/core.ts';
import type { PositionsWritten, Refused } from '../../kafka/core.ts';
import type { LinkGroupStatus } from '../contract.ts';
import type { GroupPlan, PositionMove } from './group-plan.ts';

/** Kafka refuses a commit without a member while the group has some (OffsetMetadataManager.validateOffsetCommit). */
export const UNKNOWN_MEMBER_ID = 25;

/** COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR: the next round asks another broker. */
const PASSING: ReadonlySet<number> = new Set([14, 15, 16]);

export type GroupState = LinkGroupStatus['state'];

export interface GroupVerdict {
  readonly state: GroupState;
  readonly why: string;
  /** The target holds everything of this look's reading that its logs can hold; only then the reading's age counts. */
  readonly current: boolean;
  /** It heals by itself: a state that is known stays, and its age grows. */
  readonly passing?: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  share:
    'a share group keeps acquisition state per record, not committed offsets; at the target it begins where share.auto.offset.reset says. Set its start with kafka-share-groups.sh --reset-offsets after the failover',
  streams:
    'a streams group (KIP-1071) takes positions from its own members only; the application rebuilds its state at the target. Run it with group.protocol=classic to have its positions carried',
};

/** Why groups of this type cannot be carried; undefined when they can. `unknown` is an old broker's classic group. */
export function whyUnsupported(type: string): string | undefined {
  if (type === 'classic' || type === 'consumer' || type === 'unknown') return undefined;
  return TYPES[type] ?? `groups of type ${type} are not known here`;
}

/** `unstable`: partitions whose commit belongs to an open transaction; they keep their last settled position. */
export function verdictOf(plan: GroupPlan, written: PositionsWritten | undefined, unstable: number): GroupVerdict {
  const refused = written?.refused ?? [];
  const active = refused.filter((one) => one.code === UNKNOWN_MEMBER_ID);
  if (active.length > 0) return activeVerdict(active.length);
  if (refused.length > 0) return refusedVerdict(refused);
  if (plan.kept.length > 0) return { state: 'refused', why: keptText(plan.kept), current: false };
  if (plan.absent.length > 0) {
    const why = `${plan.absent.length} partitions cannot be asked at the target now: ${listed(plan.absent.map(keyOf))}`;
    return { state: 'clamped', why, current: false };
  }
  if (plan.clamped.length > 0) return { state: 'clamped', why: clampedText(plan.clamped), current: true };
  const open = unstable === 0 ? '' : `; ${unstable} partitions wait for an open transaction to end`;
  return { state: 'exact', why: `every position is the source's${open}`, current: true };
}

function activeVerdict(partitions: number): GroupVerdict {
  const why = `the group has members at the target (Kafka error 25 UNKNOWN_MEMBER_ID for ${partitions} partitions); its positions are left to them`;
  return { state: 'active-at-target', why, current: false };
}

export function refusedVerdict(refused: readonly Refused[]): GroupVerdict {
  const passing = refused.every((one) => PASSING.has(one.code));
  return { state: 'refused', why: listed(refused.map((one) => one.say)), current: false, passing };
}

function clampedText(clamped: GroupPlan['clamped']): string {
  const ahead = clamped.filter((one) => one.missing > 0);
  const gone = clamped.length - ahead.length;
  const most = ahead.reduce((sum, one) => Math.max(sum, one.missing), 0);
  const parts = [
    ahead.length > 0
      ? `${ahead.length} positions stand at the high watermark, up to ${most} offsets below the source's, until the records arrive`
      : '',
    gone > 0 ? `${gone} positions stand at the log start, because the records before it are gone at the target` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function keptText(kept: readonly PositionMove[]): string {
  const moves = kept.map((one) => `${keyOf(one)} at ${one.from}, source ${one.to}`);
  return `somebody moved positions ahead at the target, and the policy keeps them: ${listed(moves)}`;
}

function listed(items: readonly string[]): string {
  return items.length <= 3 ? items.join('; ') : `${items.slice(0, 3).join('; ')} and ${items.length - 3} more`;
}
