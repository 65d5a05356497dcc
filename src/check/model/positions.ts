// Positions: what a group had committed where and when, and the row of the audit table that grows from it.
import type { GroupHistory } from './groups.ts';
import { type Model, STANDBY } from './model.ts';
import { placedPositions } from './placements.ts';

export interface PartitionAudit {
  readonly partition: number;
  committedAtPrimary: number | null;
  promotedPosition: number | null;
  /** True when the failover looked at this position at all. */
  positionKnown: boolean;
  resumedAt: number | null;
  /** The position that the way back gave the group at the returned primary; null without one. */
  placed: number | null;
  /** Highest position the group is known to have had, per site. */
  readonly passed: Map<number, number>;
}

/** Committed offset of (site, partition) as known just before t; 0 when nothing was committed. */
export type CommittedAt = (site: number, partition: number, t: number) => number;

/**
 * The positions that the failover left count as committed at the standby from the start: nothing of the group lived there before.
 * So do those that the way back placed at the returned primary, where older ones went with the log they belonged to.
 */
export function committedPositions(model: Model, group: GroupHistory): CommittedAt {
  const trails = new Map<number, { readonly t: number; readonly offset: number }[]>();
  const add = (site: number, partition: number, t: number, offset: number): void => {
    const key = site * 1_048_576 + partition;
    const trail = trails.get(key);
    if (trail === undefined) trails.set(key, [{ t, offset }]);
    else trail.push({ t, offset });
  };
  if (model.switched) {
    for (const position of model.facts.promotedPositions) {
      if (position.group !== group.name || position.offset === null) continue;
      add(STANDBY, model.partitions.indexOf(position.topic, position.partition), -Infinity, position.offset);
    }
  }
  if (model.wayBack !== null) {
    for (const [partition, offset] of placedPositions(model, group.name))
      add(model.wayBack.site, partition, -Infinity, offset);
  }
  for (const commit of group.commits) {
    if (commit.outcome === 'ok') add(commit.site, commit.partition, commit.t, commit.offset);
  }
  return (site, partition, t) => {
    const trail = trails.get(site * 1_048_576 + partition);
    if (trail === undefined) return 0;
    let low = 0;
    let high = trail.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (trail[middle]!.t < t) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : trail[low - 1]!.offset;
  };
}
