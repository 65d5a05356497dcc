// Rewinds: starts of reading below what the group had committed at that site.
import type { GroupHistory } from './groups.ts';
import { type Model, PRIMARY, STANDBY, siteAt } from './model.ts';
import { type CommittedAt, type PartitionAudit, committedPositions } from './positions.ts';

/**
 * A first commit younger than this at the loss is lag, not a lost position: every mechanism copies positions at intervals, and what
 * is read again because of it is counted as redelivered. Milliseconds.
 */
export const YOUNG_POSITION_MS = 5000;

export interface Rewind {
  readonly partition: number;
  readonly site: number;
  readonly index: number;
  readonly offset: number;
  readonly committed: number;
  readonly cause: 'below-commit' | 'below-promoted' | 'no-position';
}

/**
 * A start is a member's first delivery of a partition after an assignment, its first one at another site, or a step backwards.
 * A member that goes on forwards is never a start, so that a slow member and its successor are not taken for a rewind.
 */
export function findRewinds(
  model: Model,
  group: GroupHistory,
  partitions: ReadonlyMap<number, PartitionAudit>,
): Rewind[] {
  const rewinds: Rewind[] = [];
  const previous = new Map<number, { t: number; offset: number; site: number }>();
  const assigned = assignmentTimes(group);
  const committedAt = committedPositions(model, group);
  const told = new Set<string>();
  for (let i = 0; i < group.length; i++) {
    const t = group.t.at(i);
    const partition = group.partition.at(i);
    const key = group.member.at(i) * 1_048_576 + partition;
    const offset = group.offset.at(i);
    const site = group.site[i] ?? 0;
    const before = previous.get(key);
    previous.set(key, { t, offset, site });
    const assignment = assigned(key, t);
    const moved = before === undefined || before.site !== site;
    const reassigned = assignment > (before?.t ?? -Infinity);
    if (!moved && !reassigned && offset > before.offset) continue;
    // The commit must have been known before the start that it judges.
    const since = reassigned ? assignment : moved ? t : before.t;
    const committed = committedAt(site, partition, since);
    if (offset >= committed || told.has(`${site}/${partition}/${offset}`)) continue;
    told.add(`${site}/${partition}/${offset}`);
    rewinds.push({
      partition,
      site,
      index: i,
      offset,
      committed,
      cause: moved && (site === STANDBY || site === model.wayBack?.site) ? 'below-promoted' : 'below-commit',
    });
  }
  return [...rewinds, ...withoutPosition(model, group, partitions, committedAt)];
}

/** No position at the standby although the group had one, and reading began at the first record again. */
function withoutPosition(
  model: Model,
  group: GroupHistory,
  partitions: ReadonlyMap<number, PartitionAudit>,
  committedAt: CommittedAt,
): Rewind[] {
  const rewinds: Rewind[] = [];
  const lossAt = model.facts.t0 ?? model.facts.phases.decidedAt ?? Infinity;
  for (const audit of partitions.values()) {
    if (
      !model.switched ||
      !audit.positionKnown ||
      audit.promotedPosition !== null ||
      (audit.committedAtPrimary ?? 0) === 0 ||
      committedAt(PRIMARY, audit.partition, lossAt - YOUNG_POSITION_MS) === 0
    )
      continue;
    const log = siteAt(model, STANDBY).log.at(audit.partition);
    const firstOffset = log === undefined || log.length === 0 ? Number.NaN : log.offsets.at(0);
    if (audit.resumedAt === null || audit.resumedAt !== firstOffset) continue;
    const index = Array.from({ length: group.length }, (_, i) => i).find(
      (i) => group.site[i] === STANDBY && group.partition.at(i) === audit.partition,
    );
    rewinds.push({
      partition: audit.partition,
      site: STANDBY,
      index: index ?? -1,
      offset: audit.resumedAt,
      committed: audit.committedAtPrimary ?? 0,
      cause: 'no-position',
    });
  }
  return rewinds;
}

/** Time of the last assignment of (member, partition) at or before t; -infinity without one. */
function assignmentTimes(group: GroupHistory): (key: number, t: number) => number {
  const times = new Map<number, number[]>();
  for (const change of group.assignments) {
    if (change.what !== 'assign') continue;
    const key = change.member * 1_048_576 + change.partition;
    const list = times.get(key);
    if (list === undefined) times.set(key, [change.t]);
    else list.push(change.t);
  }
  return (key, t) => times.get(key)?.findLast((time) => time <= t) ?? -Infinity;
}
