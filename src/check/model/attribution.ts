// Attribution: which site acknowledged, served or took an operation. Stock clients cannot say; time and content decide (SPEC.md, CHECK-2).
import type { GroupHistory } from './groups.ts';
import { type Model, PRIMARY, STANDBY, siteAt } from './model.ts';
import { STATE } from './records.ts';
import { ownFrom } from './way-back.ts';

const UNKNOWN = -1;

/** Fills in the site of every acknowledgement, delivery and commit. */
export function attribute(model: Model): void {
  for (let row = 0; row < model.records.length; row++) {
    if (model.records.state.at(row) === STATE.ok) model.ackSite[row] = siteOfAck(model, row);
  }
  const undecided = model.ackSite.reduce(
    (sum, site, row) => sum + (site < 0 && model.records.state.at(row) === STATE.ok ? 1 : 0),
    0,
  );
  if (undecided > 0) {
    model.gaps.push(
      `${undecided} acknowledgements after the return of ${model.facts.primary} could come from either site, because its final read is missing; read it and check again`,
    );
  }
  for (const group of model.groups) attributeGroup(model, group);
}

function siteOfAck(model: Model, row: number): number {
  const { records, wayBack } = model;
  const { pointedAt, clockErrorMs } = records.sessionAt(row);
  const pinned = pinnedSite(model, pointedAt);
  const ack = {
    row,
    t: records.ackedAt.at(row),
    partition: records.ackPartition.at(row),
    offset: records.ackOffset.at(row),
  };
  if (pinned === PRIMARY) return primaryThen(model, { ...ack, t: ack.t + clockErrorMs });
  if (pinned !== undefined) return pinned;
  // Before the promotion nobody but the primary answers the service name.
  if (ack.t < model.promotedAt) return primaryThen(model, ack);
  if (wayBack !== null && ack.t >= wayBack.openedAt) return afterOpening(model, wayBack.site, ack);
  if (wayBack !== null && isEarly(model, ack)) return wayBack.site;
  if (holds(model, STANDBY, ack)) return STANDBY;
  if (holds(model, PRIMARY, ack) || inTailThatStayed(model, ack)) return primaryThen(model, ack);
  return !siteAt(model, PRIMARY).log.read && primaryReturnedBy(model, ack.t) ? UNKNOWN : STANDBY;
}

/** Something that names a record at an offset: an acknowledgement or a delivery. */
interface Sighting {
  readonly row: number;
  readonly t: number;
  readonly partition: number;
  readonly offset: number;
}

function holds(model: Model, site: number, { partition, offset, row }: Sighting): boolean {
  return siteAt(model, site).log.holds(partition, offset, row);
}

/** The primary before or after its way back. Topics that are not mirrored have one history, and the final log tells it. */
function primaryThen(model: Model, sighting: Sighting): number {
  const { wayBack } = model;
  if (wayBack === null) return PRIMARY;
  const own = model.mirrored[sighting.partition] !== true || sighting.t >= wayBack.openedAt || isEarly(model, sighting);
  return own ? wayBack.site : PRIMARY;
}

/**
 * A site opens a moment before anybody can write down that it is open: what it holds behind the copied history, after the survivor was closed,
 * is its own again.
 */
function isEarly(model: Model, sighting: Sighting): boolean {
  const { wayBack } = model;
  if (wayBack === null || wayBack.openedAt === Infinity || sighting.t < wayBack.closedAt) return false;
  return (
    model.mirrored[sighting.partition] === true &&
    sighting.offset >= ownFrom(wayBack.starts[sighting.partition]) &&
    holds(model, wayBack.site, sighting)
  );
}

/** Both sites hold the same record at the same offset below the way back: time decides, and content where it can. */
function afterOpening(model: Model, returned: number, sighting: Sighting): number {
  if (!siteAt(model, returned).log.read || holds(model, returned, sighting)) return returned;
  return holds(model, STANDBY, sighting) && !isCarried(model, returned, sighting) ? STANDBY : returned;
}

/** Replication ran forward again and beyond this record: the survivor has it from the returned primary, whatever became of it there. */
function isCarried(model: Model, returned: number, { partition, offset }: Sighting): boolean {
  const start = model.wayBack?.starts[partition];
  const log = siteAt(model, STANDBY).log.at(partition);
  if (start === undefined || start.end < 0 || log === undefined || offset < start.end) return false;
  const target = siteAt(model, returned).log;
  for (let i = log.length - 1; i >= 0 && log.offsets.at(i) > offset; i--) {
    if (target.holds(partition, log.offsets.at(i) + start.shift, log.rows.at(i))) return true;
  }
  return false;
}

/** Written to the old primary after its log had been read, and left there. */
function inTailThatStayed(model: Model, sighting: Sighting): boolean {
  const start = model.wayBack?.starts[sighting.partition];
  if (model.wayBack === null || start === undefined) return false;
  const { offset } = sighting;
  return offset >= start.from && offset < start.from + start.shift && holds(model, model.wayBack.site, sighting);
}

function attributeGroup(model: Model, group: GroupHistory): void {
  const pinned = group.members.map((member) => pinnedSite(model, member.pointedAt));
  const lastSite = new Map<number, { t: number; site: number }[]>();
  for (let i = 0; i < group.length; i++) {
    const member = group.member.at(i);
    const site = siteOfDelivery(model, group, i, pinned[member]);
    group.site[i] = site;
    const key = member * 1_048_576 + group.partition.at(i);
    const trail = lastSite.get(key);
    if (trail === undefined) lastSite.set(key, [{ t: group.t.at(i), site }]);
    else if (trail.at(-1)?.site !== site) trail.push({ t: group.t.at(i), site });
  }
  for (const commit of group.commits) {
    const trail = lastSite.get(commit.member * 1_048_576 + commit.partition) ?? [];
    commit.site = siteOfCommit(model, commit, trail, pinned[commit.member]);
  }
}

function siteOfDelivery(model: Model, group: GroupHistory, index: number, pinned: number | undefined): number {
  const { wayBack } = model;
  const t = group.t.at(index);
  const seen = { row: group.row.at(index), t, partition: group.partition.at(index), offset: group.offset.at(index) };
  if (pinned === PRIMARY) return primaryThen(model, seen);
  if (pinned !== undefined) return pinned;
  if (t < model.promotedAt) return primaryThen(model, seen);
  if (wayBack !== null && t >= wayBack.openedAt) return afterOpening(model, wayBack.site, seen);
  if (seen.row < 0 || holds(model, STANDBY, seen)) return STANDBY;
  // Fetched from the primary before the loss and handed out late.
  return holds(model, PRIMARY, seen) || !siteAt(model, PRIMARY).log.read ? PRIMARY : STANDBY;
}

/**
 * A commit carries no content: after the promotion it is the standby's, unless the primary is back and the member still reads there; after the
 * opening it is the returned primary's, unless names had not moved yet and the member still reads at the survivor.
 */
function siteOfCommit(
  model: Model,
  { t, partition }: { readonly t: number; readonly partition: number },
  trail: readonly { t: number; site: number }[],
  pinned: number | undefined,
): number {
  const { wayBack } = model;
  const last = trail.findLast((entry) => entry.t <= t);
  if (pinned !== undefined && pinned !== PRIMARY) return pinned;
  if (wayBack !== null) {
    if (pinned === PRIMARY || t < model.promotedAt) {
      const own = t >= wayBack.openedAt || model.mirrored[partition] !== true || last?.site === wayBack.site;
      return own ? wayBack.site : PRIMARY;
    }
    if (t >= wayBack.openedAt) return last?.site === STANDBY && t < wayBack.redirectedAt ? STANDBY : wayBack.site;
  }
  if (pinned !== undefined || t < model.promotedAt) return PRIMARY;
  return last?.site === PRIMARY && last.t > model.promotedAt && primaryReturnedBy(model, t) ? PRIMARY : STANDBY;
}

function pinnedSite(model: Model, pointedAt: string): number | undefined {
  if (pointedAt === 'bootstrap') return undefined;
  const index = model.sites.findIndex((site) => site.name === pointedAt);
  return index < 0 ? undefined : index;
}

function primaryReturnedBy(model: Model, t: number): boolean {
  return model.facts.faults.some(
    (fault) =>
      fault.kind === 'site-return' &&
      fault.site === model.facts.primary &&
      (fault.effectiveAt ?? fault.commandedAt) <= t,
  );
}

/** A log that goes on where the reader stopped, with acknowledged records in between, was not read to its end: judge nothing there. */
export function markIncompleteReads(model: Model): void {
  const highestAck = model.sites.map(() => new Map<number, number>());
  for (let row = 0; row < model.records.length; row++) {
    const acks = highestAck[model.ackSite[row] ?? UNKNOWN];
    const partition = model.records.ackPartition.at(row);
    const offset = model.records.ackOffset.at(row);
    if (acks !== undefined && offset > (acks.get(partition) ?? -1)) acks.set(partition, offset);
  }
  model.sites.forEach((site, index) => {
    for (const log of site.log.partitions) {
      if (log === undefined) continue;
      const { topic, partition } = model.partitions.at(log.partition);
      const logEnd = log.range?.logEnd ?? log.readTo;
      const ack = highestAck[index]?.get(log.partition) ?? -1;
      if (ack >= log.readTo && ack < logEnd) log.unreadFrom = Math.min(log.unreadFrom, log.readTo);
      if (log.unreadFrom < logEnd) {
        model.gaps.push(
          `the final read of ${site.name} ${topic}-${partition} stopped at offset ${log.unreadFrom} of ${logEnd}; read the site again and repeat the check`,
        );
      }
    }
  });
}
