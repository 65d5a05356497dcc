// Attribution: which site acknowledged, served or took an operation. Stock clients cannot say; time and content decide (SPEC.md, CHECK-2).
import type { GroupHistory } from './groups.ts';
import { type Model, PRIMARY, STANDBY, siteAt } from './model.ts';
import { STATE } from './records.ts';

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
  const { records } = model;
  const pinned = pinnedSite(model, records.sessionAt(row).pointedAt);
  if (pinned !== undefined) return pinned;
  // Before the promotion nobody but the primary answers the service name.
  if (records.ackedAt.at(row) < model.promotedAt) return PRIMARY;
  const partition = records.ackPartition.at(row);
  const offset = records.ackOffset.at(row);
  if (siteAt(model, STANDBY).log.holds(partition, offset, row)) return STANDBY;
  if (siteAt(model, PRIMARY).log.holds(partition, offset, row)) return PRIMARY;
  return !siteAt(model, PRIMARY).log.read && primaryReturnedBy(model, records.ackedAt.at(row)) ? UNKNOWN : STANDBY;
}

function attributeGroup(model: Model, group: GroupHistory): void {
  const pinned = group.members.map((member) => pinnedSite(model, member.pointedAt));
  const lastSite = new Map<number, { t: number; site: number }[]>();
  for (let i = 0; i < group.length; i++) {
    const member = group.member.at(i);
    const site = pinned[member] ?? siteOfDelivery(model, group, i);
    group.site[i] = site;
    const key = member * 1_048_576 + group.partition.at(i);
    const trail = lastSite.get(key);
    if (trail === undefined) lastSite.set(key, [{ t: group.t.at(i), site }]);
    else if (trail.at(-1)?.site !== site) trail.push({ t: group.t.at(i), site });
  }
  for (const commit of group.commits) {
    const trail = lastSite.get(commit.member * 1_048_576 + commit.partition) ?? [];
    commit.site = pinned[commit.member] ?? siteOfCommit(model, commit.t, trail);
  }
}

function siteOfDelivery(model: Model, group: GroupHistory, index: number): number {
  if (group.t.at(index) < model.promotedAt) return PRIMARY;
  const partition = group.partition.at(index);
  const offset = group.offset.at(index);
  const row = group.row.at(index);
  if (row < 0) return STANDBY;
  if (siteAt(model, STANDBY).log.holds(partition, offset, row)) return STANDBY;
  const primary = siteAt(model, PRIMARY).log;
  // Fetched from the primary before the loss and handed out late.
  return primary.holds(partition, offset, row) || !primary.read ? PRIMARY : STANDBY;
}

/** A commit carries no content: after the promotion it is the standby's, unless the primary is back and the member still reads there. */
function siteOfCommit(model: Model, t: number, trail: readonly { t: number; site: number }[]): number {
  if (t < model.promotedAt) return PRIMARY;
  const last = trail.findLast((entry) => entry.t <= t);
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
