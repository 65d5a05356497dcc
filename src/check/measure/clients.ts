// Clients: recovery of every producer and group after T0.
import type { Evidence } from '../model/evidence.ts';
import type { GroupAudit } from '../model/group-audit.ts';
import { siteAt, survivor } from '../model/model.ts';
import type { ClientRecovery } from '../result.ts';
import { topicsOf } from '../anomalies/stuck.ts';
import { recoveryOf } from './recovery.ts';
import { type Schedule, overlaps, schedulesOf, sendTimeOf } from './schedule.ts';

export function clientsOf(evidence: Evidence): readonly ClientRecovery[] {
  const producers = schedulesOf(evidence).map((schedule) => producerOf(evidence, schedule));
  return [...producers, ...evidence.audits.map((audit) => groupOf(evidence, audit))];
}

/** A client bound to one site by name cannot be redirected: it is listed, and only judged where that very site survives the fault. */
function isAffected(evidence: Evidence, pointedAt: string): boolean {
  const { model } = evidence;
  if (model.facts.t0 === null) return false;
  return pointedAt === 'bootstrap' || (!model.switched && pointedAt === model.facts.primary);
}

function producerOf(evidence: Evidence, schedule: Schedule): ClientRecovery {
  const { facts } = evidence.model;
  const { session } = schedule;
  const from = facts.t0 ?? Infinity;
  const recovery = recoveryOf(schedule.intended, schedule.served, from, facts.stableWindowMs, facts.endedAt);
  const recoveredMs = recovery.at === null ? null : Math.max(0, recovery.at - from);
  return {
    client: session.name,
    kind: session.kind,
    role: 'producer',
    site: session.site,
    affected: isAffected(evidence, session.pointedAt),
    recoveredMs,
    drainedMs: recoveredMs,
    longestOutageMs: recovery.longestOutageMs,
    errorBoundMs: schedule.errorBoundMs + stallAround(evidence, [session.process], recovery.at),
  };
}

function groupOf(evidence: Evidence, audit: GroupAudit): ClientRecovery {
  const { model } = evidence;
  const { facts } = model;
  const { group } = audit;
  const from = facts.t0 ?? Infinity;
  const flow = flowOf(evidence, audit);
  const freshAt = firstFresh(evidence, audit, from);
  const drained = recoveryOf(flow.intended, flow.served, from, facts.stableWindowMs, facts.endedAt);
  const drainedAt = drained.at === null ? null : backlogDone(flow, drained.at);
  const first = group.members[0];
  return {
    client: group.name,
    kind: first?.kind ?? 'node',
    role: 'group',
    site: first?.site ?? '',
    affected: group.members.some((member) => isAffected(evidence, member.pointedAt)),
    recoveredMs: freshAt === null ? null : freshAt - from,
    drainedMs: drainedAt === null ? null : Math.max(0, drainedAt - from),
    longestOutageMs: drained.longestOutageMs,
    errorBoundMs:
      Math.max(0, ...group.members.map((member) => member.clockErrorMs)) +
      stallAround(
        evidence,
        group.members.map((member) => member.process),
        freshAt,
      ),
  };
}

interface Flow {
  readonly intended: Float64Array;
  readonly served: Uint8Array;
  /** First delivery of each record; +infinity when never. */
  readonly deliveredAt: Float64Array;
}

/** The group's work as an open-loop schedule: each record of its topics at the survivor, due when it was to be sent. */
function flowOf(evidence: Evidence, audit: GroupAudit): Flow {
  const { model } = evidence;
  const topics = topicsOf(evidence, audit);
  const firstDelivery = new Float64Array(model.records.length).fill(Infinity);
  for (let i = audit.group.length - 1; i >= 0; i--) {
    const row = audit.group.row.at(i);
    if (row >= 0) firstDelivery[row] = audit.group.t.at(i);
  }
  const due: { intended: number; at: number }[] = [];
  const site = servingSite(evidence, audit);
  for (const log of siteAt(model, site).log.partitions) {
    if (log === undefined || !topics.has(model.partitions.at(log.partition).topic)) continue;
    for (let i = 0; i < log.length; i++) {
      const row = log.rows.at(i);
      const intended = row < 0 ? Number.NaN : sendTimeOf(model, row);
      // What was sent within the last deadline before the end may rightly be on its way.
      if (Number.isNaN(intended) || intended > model.facts.endedAt - model.facts.deadlineMs) continue;
      due.push({ intended, at: firstDelivery[row] ?? Infinity });
    }
  }
  due.sort((a, b) => a.intended - b.intended);
  return {
    intended: Float64Array.from(due, (each) => each.intended),
    served: Uint8Array.from(due, (each) => (each.at - each.intended <= model.facts.deadlineMs ? 1 : 0)),
    deliveredAt: Float64Array.from(due, (each) => each.at),
  };
}

function pinnedSite(evidence: Evidence, audit: GroupAudit): number {
  const index = evidence.model.sites.findIndex((site) => site.name === audit.group.members[0]?.pointedAt);
  return Math.max(0, index);
}

/**
 * When the last partition of the group's topics had its first fresh delivery: a record that was sent after T0. Null when a partition
 * that holds fresh records never had one: a moving total must not hide a frozen partition.
 */
function firstFresh(evidence: Evidence, audit: GroupAudit, from: number): number | null {
  const { group } = audit;
  const { deadlineMs } = evidence.model.facts;
  const first = new Map<number, { readonly at: number; readonly late: boolean }>();
  for (let i = 0; i < group.length; i++) {
    const row = group.row.at(i);
    const at = group.t.at(i);
    const sentAt = row < 0 ? Number.NaN : sendTimeOf(evidence.model, row);
    const partition = group.partition.at(i);
    if (at > from && sentAt > from && !first.has(partition))
      first.set(partition, { at, late: at - sentAt > deadlineMs });
  }
  const waiting = [...freshPartitions(evidence, audit, from)].some((partition) => !first.has(partition));
  if (waiting || first.size === 0) return null;
  // A partition whose first fresh record came in time did not wait for anybody: producers that fill one partition after the other write there late.
  const late = [...first.values()].filter((each) => each.late).map((each) => each.at);
  return late.length > 0 ? Math.max(...late) : Math.min(...[...first.values()].map((each) => each.at));
}

/** Partitions of the group's topics that hold a record sent after T0, and long enough before the end to have been delivered. */
function freshPartitions(evidence: Evidence, audit: GroupAudit, from: number): ReadonlySet<number> {
  const { model } = evidence;
  const topics = topicsOf(evidence, audit);
  const until = model.facts.endedAt - model.facts.deadlineMs - model.facts.stableWindowMs;
  const found = new Set<number>();
  for (const log of siteAt(model, servingSite(evidence, audit)).log.partitions) {
    if (log === undefined || !topics.has(model.partitions.at(log.partition).topic)) continue;
    for (let i = 0; i < log.length && !found.has(log.partition); i++) {
      const row = log.rows.at(i);
      const sentAt = row < 0 ? Number.NaN : sendTimeOf(model, row);
      if (sentAt > from && sentAt < until) found.add(log.partition);
    }
  }
  return found;
}

/** The site from which the group is served in the end. */
function servingSite(evidence: Evidence, audit: GroupAudit): number {
  return audit.group.members.some((member) => member.pointedAt === 'bootstrap')
    ? survivor(evidence.model)
    : pinnedSite(evidence, audit);
}

/** When the last record due before the recovery had been delivered; null when one never was. */
function backlogDone(flow: Flow, recoveredAt: number): number | null {
  let last = recoveredAt;
  for (let i = 0; i < flow.intended.length && flow.intended[i]! < recoveredAt; i++)
    last = Math.max(last, flow.deliveredAt[i]!);
  return Number.isFinite(last) ? last : null;
}

/** A stall of the measuring process at the moment of recovery widens the error bound by its length. */
function stallAround(evidence: Evidence, processes: readonly string[], at: number | null): number {
  if (at === null) return 0;
  const { stalls, facts } = evidence.model;
  const mine = stalls.filter(
    (stall) => processes.includes(stall.process) && overlaps([stall], at - facts.deadlineMs, at + facts.deadlineMs),
  );
  return mine.reduce((longest, stall) => Math.max(longest, stall.to - stall.from), 0);
}
