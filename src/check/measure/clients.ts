// Clients: recovery of every producer and group after T0.
import type { Evidence } from '../model/evidence.ts';
import type { GroupAudit } from '../model/group-audit.ts';
import { reachedStandby } from '../model/losses.ts';
import { type Model, PRIMARY, served, siteAt, survivor } from '../model/model.ts';
import { isBack } from '../model/way-back.ts';
import type { ClientRecovery } from '../result.ts';
import { topicsOf } from '../anomalies/stuck.ts';
import { type Recovery, recoveryOf } from './recovery.ts';
import { type Schedule, overlaps, schedulesOf, sendTimeOf } from './schedule.ts';

export function clientsOf(evidence: Evidence): readonly ClientRecovery[] {
  const producers = schedulesOf(evidence).map((schedule) => producerOf(evidence, schedule));
  return [...producers, ...evidence.audits.map((audit) => groupOf(evidence, audit))];
}

/** A stretch of the run in which clients recover, and the site that serves them. */
interface Span {
  readonly from: number;
  readonly until: number;
  readonly site: number;
}

/** From the loss to the end; with a way back, to the moment when the survivor was closed: an outage that was planned is not the RTO's. */
function spansOf(model: Model): { readonly whole: Span; readonly loss: Span; readonly failback: Span | null } {
  const { facts, wayBack } = model;
  const whole = { from: facts.t0 ?? Infinity, until: facts.endedAt, site: served(model) };
  if (wayBack === null || wayBack.closedAt === Infinity) return { whole, loss: whole, failback: null };
  return {
    whole,
    loss: { ...whole, until: wayBack.closedAt, site: survivor(model) },
    failback: isBack(model) ? { ...whole, from: wayBack.closedAt } : null,
  };
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
  const { whole, loss, failback } = spansOf(evidence.model);
  const { from } = whole;
  const recoveryIn = (span: Span): Recovery => {
    // What was due just before a planned closing may rightly be answered after it.
    const due = span.until === facts.endedAt ? schedule : dueBy(schedule, span.until - facts.deadlineMs);
    return recoveryOf(due.intended, due.served, span.from, facts.stableWindowMs, span.until);
  };
  const first = recoveryIn(loss);
  const recovery = first.at === null ? recoveryIn(whole) : first;
  const recoveredMs = recovery.at === null ? null : Math.max(0, recovery.at - from);
  const again = failback === null ? null : recoveryIn(failback);
  return {
    client: session.name,
    kind: session.kind,
    role: 'producer',
    site: session.site,
    // Who comes, sends its count and goes has no service that could be interrupted.
    affected: !session.counted && isAffected(evidence, session.pointedAt),
    recoveredMs,
    drainedMs: recoveredMs,
    longestOutageMs: recovery.longestOutageMs,
    errorBoundMs: schedule.errorBoundMs + stallAround(evidence, [session.process], recovery.at),
    ...(failback === null || again === null ? {} : { failbackOutageMs: since(failback, again.at) }),
  };
}

function since(span: Span, at: number | null): number | null {
  return at === null ? null : Math.max(0, at - span.from);
}

function dueBy(schedule: Schedule, until: number): Pick<Schedule, 'intended' | 'served'> {
  const count = schedule.intended.findIndex((intended) => intended > until);
  if (count < 0) return schedule;
  return { intended: schedule.intended.subarray(0, count), served: schedule.served.subarray(0, count) };
}

function groupOf(evidence: Evidence, audit: GroupAudit): ClientRecovery {
  const { model } = evidence;
  const { facts } = model;
  const { group } = audit;
  const { whole, loss, failback } = spansOf(model);
  const { from } = whole;
  const first = firstFresh(evidence, audit, loss);
  const span = first === null ? whole : loss;
  const freshAt = first ?? firstFresh(evidence, audit, whole);
  const flow = flowOf(evidence, audit, span);
  const drained = recoveryOf(flow.intended, flow.served, from, facts.stableWindowMs, span.until);
  const drainedAt = drained.at === null ? null : backlogDone(flow, drained.at);
  const member = group.members[0];
  return {
    client: group.name,
    kind: member?.kind ?? 'node',
    role: 'group',
    site: member?.site ?? '',
    affected: group.members.some((each) => isAffected(evidence, each.pointedAt)),
    recoveredMs: freshAt === null ? null : freshAt - from,
    drainedMs: drainedAt === null ? null : Math.max(0, drainedAt - from),
    longestOutageMs: drained.longestOutageMs,
    errorBoundMs:
      Math.max(0, ...group.members.map((each) => each.clockErrorMs)) +
      stallAround(
        evidence,
        group.members.map((each) => each.process),
        freshAt,
      ),
    ...(failback === null ? {} : { failbackOutageMs: since(failback, firstFresh(evidence, audit, failback)) }),
  };
}

interface Flow {
  readonly intended: Float64Array;
  readonly served: Uint8Array;
  /** First delivery of each record; +infinity when never. */
  readonly deliveredAt: Float64Array;
}

/** The group's work as an open-loop schedule: each record of its topics at the survivor, due when it was to be sent. */
function flowOf(evidence: Evidence, audit: GroupAudit, span: Span): Flow {
  const { model } = evidence;
  const topics = topicsOf(evidence, audit);
  const firstDelivery = new Float64Array(model.records.length).fill(Infinity);
  for (let i = audit.group.length - 1; i >= 0; i--) {
    const row = audit.group.row.at(i);
    if (row >= 0) firstDelivery[row] = audit.group.t.at(i);
  }
  const due: { intended: number; at: number }[] = [];
  const site = servingSite(evidence, audit, span);
  for (const log of siteAt(model, site).log.partitions) {
    if (log === undefined || !topics.has(model.partitions.at(log.partition).topic)) continue;
    for (let i = 0; i < log.length; i++) {
      const row = log.rows.at(i);
      const intended = row < 0 ? Number.NaN : sendTimeOf(model, row);
      // What was sent within the last deadline before the end may rightly be on its way.
      if (Number.isNaN(intended) || intended > span.until - model.facts.deadlineMs) continue;
      // What was recovered from the tail came when the tail did, not late.
      if (model.wayBack !== null && isTail(model, row)) continue;
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

/** The old primary came back with it, and it had not reached the survivor. */
function isTail(model: Model, row: number): boolean {
  return siteAt(model, PRIMARY).log.has(row) && !reachedStandby(model, row);
}

function pinnedSite(evidence: Evidence, audit: GroupAudit): number {
  const index = evidence.model.sites.findIndex((site) => site.name === audit.group.members[0]?.pointedAt);
  return index === PRIMARY ? (evidence.model.wayBack?.site ?? PRIMARY) : Math.max(0, index);
}

/**
 * When the last partition of the group's topics had its first fresh delivery: a record that was sent after T0. Null when a partition
 * that holds fresh records never had one: a moving total must not hide a frozen partition.
 */
function firstFresh(evidence: Evidence, audit: GroupAudit, span: Span): number | null {
  const { group } = audit;
  const { deadlineMs, endedAt } = evidence.model.facts;
  const { from } = span;
  const until = span.until === endedAt ? Infinity : span.until - deadlineMs;
  const first = new Map<number, { readonly at: number; readonly late: boolean }>();
  for (let i = 0; i < group.length; i++) {
    const row = group.row.at(i);
    const at = group.t.at(i);
    const sentAt = row < 0 ? Number.NaN : sendTimeOf(evidence.model, row);
    const partition = group.partition.at(i);
    if (at > from && sentAt > from && sentAt <= until && !first.has(partition))
      first.set(partition, { at, late: at - sentAt > deadlineMs });
  }
  const waiting = [...freshPartitions(evidence, audit, span)].some((partition) => !first.has(partition));
  if (waiting || first.size === 0) return null;
  // A partition whose first fresh record came in time did not wait for anybody: producers that fill one partition after the other write there late.
  const late = [...first.values()].filter((each) => each.late).map((each) => each.at);
  return late.length > 0 ? Math.max(...late) : Math.min(...[...first.values()].map((each) => each.at));
}

/** Partitions of the group's topics that hold a record sent after T0, and long enough before the end to have been delivered. */
function freshPartitions(evidence: Evidence, audit: GroupAudit, span: Span): ReadonlySet<number> {
  const { model } = evidence;
  const { from } = span;
  const topics = topicsOf(evidence, audit);
  const until = span.until - model.facts.deadlineMs - model.facts.stableWindowMs;
  const found = new Set<number>();
  for (const log of siteAt(model, servingSite(evidence, audit, span)).log.partitions) {
    if (log === undefined || !topics.has(model.partitions.at(log.partition).topic)) continue;
    for (let i = 0; i < log.length && !found.has(log.partition); i++) {
      const row = log.rows.at(i);
      const sentAt = row < 0 ? Number.NaN : sendTimeOf(model, row);
      if (sentAt > from && sentAt < until) found.add(log.partition);
    }
  }
  return found;
}

/** The site from which the group is served at the end of the span. */
function servingSite(evidence: Evidence, audit: GroupAudit, span: Span): number {
  return audit.group.members.some((member) => member.pointedAt === 'bootstrap')
    ? span.site
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
