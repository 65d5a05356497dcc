// GroupAudit: one walk over a group's deliveries, commits and positions, from which all group anomalies and the audit table are read.
import type { GroupHistory } from './groups.ts';
import { type Model, PRIMARY, STANDBY, primaryOffset, siteAt } from './model.ts';
import { type Misplacement, misplacedPositions, placedPositions } from './placements.ts';
import { type CommittedAt, type PartitionAudit, committedPositions } from './positions.ts';
import { type Rewind, findRewinds } from './rewinds.ts';
import { originOf } from './way-back.ts';

export interface Redelivery {
  readonly index: number;
  readonly row: number;
  readonly committed: boolean;
  readonly cause: 'switch' | 'same-site';
}

export interface Skip {
  readonly row: number;
  readonly partition: number;
  readonly site: number;
  readonly offset: number;
  readonly cause: 'reset-latest' | 'offset-ahead' | 'aba' | 'translated-high' | 'committed-ahead' | 'poll-skip';
}

export interface GroupAudit {
  readonly group: GroupHistory;
  /** Sites that serve this group: a member points there, or the service name led there. */
  readonly partitions: ReadonlyMap<number, PartitionAudit>;
  /** Bit per site number for each record row: delivered from there. */
  readonly delivered: Uint8Array;
  readonly redeliveries: readonly Redelivery[];
  readonly skips: readonly Skip[];
  readonly rewinds: readonly Rewind[];
  /** Positions at the returned primary that are not what the group had committed at the survivor; empty without a way back. */
  readonly misplaced: readonly Misplacement[];
}

export function auditGroup(model: Model, group: GroupHistory): GroupAudit {
  const partitions = new Map<number, PartitionAudit>();
  const of = (partition: number): PartitionAudit => {
    let audit = partitions.get(partition);
    if (audit === undefined) {
      audit = emptyAudit(partition);
      partitions.set(partition, audit);
    }
    return audit;
  };
  readPositions(model, group, of);
  const delivered = new Uint8Array(model.records.length);
  const redeliveries: Redelivery[] = [];
  const first = { site: new Int8Array(model.records.length).fill(-1), offset: new Float64Array(model.records.length) };
  const committedAt = committedPositions(model, group);
  for (let i = 0; i < group.length; i++) {
    const site = group.site[i] ?? 0;
    const partition = group.partition.at(i);
    const offset = group.offset.at(i);
    const row = group.row.at(i);
    const audit = of(partition);
    audit.passed.set(site, Math.max(audit.passed.get(site) ?? 0, offset + 1));
    if (site === STANDBY && audit.resumedAt === null && group.t.at(i) >= model.promotedAt) audit.resumedAt = offset;
    if (row < 0) continue;
    const before = first.site[row] ?? -1;
    if (before < 0) {
      first.site[row] = site;
      first.offset[row] = offset;
    } else if (before !== site) {
      redeliveries.push({
        index: i,
        row,
        committed:
          first.offset[row]! < committedAt(before, partition, group.t.at(i)) ||
          committedAtSurvivor(model, committedAt, i, group),
        cause: 'switch',
      });
    } else if (first.offset[row] === offset) {
      redeliveries.push({
        index: i,
        row,
        committed: offset < committedAt(site, partition, group.t.at(i)),
        cause: 'same-site',
      });
    }
    delivered[row] = (delivered[row] ?? 0) | (1 << site);
  }
  const rewinds = findRewinds(model, group, partitions);
  const skips = findSkips(model, group, partitions, delivered);
  return { group, partitions, delivered, redeliveries, rewinds, skips, misplaced: misplacedPositions(model, group) };
}

/** Delivered by the returned primary, and below what the group had committed at the survivor. */
function committedAtSurvivor(model: Model, committedAt: CommittedAt, index: number, group: GroupHistory): boolean {
  const partition = group.partition.at(index);
  const start = model.wayBack?.starts[partition];
  if (model.wayBack === null || start === undefined || group.site[index] !== model.wayBack.site) return false;
  return originOf(start, group.offset.at(index)) < committedAt(STANDBY, partition, group.t.at(index));
}

function emptyAudit(partition: number): PartitionAudit {
  return {
    partition,
    committedAtPrimary: null,
    promotedPosition: null,
    positionKnown: false,
    resumedAt: null,
    placed: null,
    passed: new Map(),
  };
}

function readPositions(model: Model, group: GroupHistory, of: (partition: number) => PartitionAudit): void {
  for (const commit of group.commits) {
    if (commit.outcome !== 'ok') continue;
    const audit = of(commit.partition);
    audit.passed.set(commit.site, Math.max(audit.passed.get(commit.site) ?? 0, commit.offset));
    if (commit.site === PRIMARY) audit.committedAtPrimary = commit.offset;
  }
  for (const position of model.facts.promotedPositions) {
    if (position.group !== group.name) continue;
    const audit = of(model.partitions.indexOf(position.topic, position.partition));
    audit.promotedPosition = position.offset;
    audit.positionKnown = true;
    if (position.offset !== null && model.switched)
      audit.passed.set(STANDBY, Math.max(audit.passed.get(STANDBY) ?? 0, position.offset));
  }
  for (const [partition, offset] of placedPositions(model, group.name)) {
    const audit = of(partition);
    const returned = model.wayBack?.site ?? PRIMARY;
    audit.placed = offset;
    audit.passed.set(returned, Math.max(audit.passed.get(returned) ?? 0, offset));
  }
}

/** Records that the group's position has passed at a site without any member having been handed them anywhere. */
function findSkips(
  model: Model,
  group: GroupHistory,
  partitions: ReadonlyMap<number, PartitionAudit>,
  delivered: Uint8Array,
): Skip[] {
  const skips: Skip[] = [];
  const seen = new Set<number>();
  for (const audit of partitions.values()) {
    const floor = startFloor(model, group, audit.partition);
    for (const [siteIndex, passed] of audit.passed) {
      const site = siteAt(model, siteIndex);
      const log = site.log.at(audit.partition);
      if (log === undefined) continue;
      const committedLog = site.committed.at(audit.partition);
      for (let i = 0; i < log.length && log.offsets.at(i) < passed; i++) {
        const row = log.rows.at(i);
        const offset = log.offsets.at(i);
        if (row < 0 || delivered[row] !== 0 || log.intact.at(i) === 0 || seen.has(row)) continue;
        if (model.aborted[row] === 1 || (committedLog !== undefined && committedLog.find(offset) < 0)) continue;
        const ownOffsets =
          siteIndex === PRIMARY || (siteIndex === model.wayBack?.site && model.mirrored[audit.partition] !== true);
        const startsAt = ownOffsets ? offset : primaryOffset(model, row);
        if (startsAt < floor.primary || (!ownOffsets && offset < floor.elsewhere)) continue;
        seen.add(row);
        skips.push({
          row,
          partition: audit.partition,
          site: siteIndex,
          offset,
          cause: causeOf(model, audit, siteIndex, offset),
        });
      }
    }
  }
  return skips;
}

/** Where the group began on purpose: the first position a member was given, else the beginning of the log. */
function startFloor(model: Model, group: GroupHistory, partition: number): { primary: number; elsewhere: number } {
  const first = group.assignments.find((change) => change.what === 'assign' && change.partition === partition);
  const position = first?.position ?? 0;
  if (first === undefined || first.t >= model.promotedAt) return { primary: 0, elsewhere: 0 };
  const pointedAt = group.members[first.member]?.pointedAt;
  return pointedAt === 'bootstrap' || pointedAt === model.facts.primary
    ? { primary: position, elsewhere: 0 }
    : { primary: 0, elsewhere: position };
}

function causeOf(model: Model, audit: PartitionAudit, site: number, offset: number): Skip['cause'] {
  if (site === model.wayBack?.site) return offset < (audit.placed ?? 0) ? 'translated-high' : 'poll-skip';
  if (site !== STANDBY || !model.switched) return 'poll-skip';
  const promoted = audit.promotedPosition;
  const resumed = audit.resumedAt;
  if (promoted === null) return resumed !== null && offset < resumed ? 'reset-latest' : 'poll-skip';
  if (promoted > (model.cut[audit.partition] ?? Infinity)) return resumed === promoted ? 'aba' : 'offset-ahead';
  if (offset < promoted) return 'translated-high';
  if (resumed === null) return 'committed-ahead';
  return offset < resumed ? 'reset-latest' : 'poll-skip';
}
