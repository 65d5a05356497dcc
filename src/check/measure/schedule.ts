// Schedule: what a producer was to send when, and whether it was served; for stock tools without invoke lines it is derived.
import type { Evidence } from '../model/evidence.ts';
import type { Model, Stall } from '../model/model.ts';
import { PRIMARY } from '../model/model.ts';
import { STATE, type Session } from '../model/records.ts';
import { VERDICT } from '../model/verdicts.ts';

export interface Schedule {
  readonly session: Session;
  /** Rising; milliseconds of the run's clock. */
  readonly intended: Float64Array;
  /** 1 = acknowledged within the deadline, by a site that may, and really written; 0 = not. */
  readonly served: Uint8Array;
  readonly errorBoundMs: number;
}

interface Op {
  readonly intended: number;
  readonly served: boolean;
}

/** One schedule per declared producer session that sent anything. */
export function schedulesOf(evidence: Evidence): readonly Schedule[] {
  const { model } = evidence;
  const rowsBySession: number[][] = model.records.sessions.map(() => []);
  for (let row = 0; row < model.records.length; row++) rowsBySession[model.records.session.at(row)]?.push(row);
  const schedules: Schedule[] = [];
  for (const session of model.records.sessions) {
    const rows = rowsBySession[session.index] ?? [];
    if (!session.declared || rows.length === 0) continue;
    schedules.push(
      session.invokesLogged ? declaredSchedule(evidence, session, rows) : derivedSchedule(evidence, session, rows),
    );
  }
  return schedules;
}

function declaredSchedule(evidence: Evidence, session: Session, rows: readonly number[]): Schedule {
  const { model } = evidence;
  const stalls = model.stalls.filter((stall) => stall.process === session.process);
  const ops: Op[] = [];
  for (const row of rows) {
    const intended = model.records.intendedAt.at(row);
    if (Number.isNaN(intended)) continue;
    const served = isServed(evidence, row, intended);
    // A late sample of a process that itself stood still says nothing about Kafka.
    if (!served && overlaps(stalls, intended, intended + model.facts.deadlineMs)) continue;
    ops.push({ intended, served });
  }
  return scheduleOf(session, ops, session.clockErrorMs);
}

/**
 * Send times from acknowledgements: each is sent before it is acknowledged, and in steady times only milliseconds before,
 * so the lower convex hull of (seq, ack time) follows the tool's own pace, whatever it really was; an outage lies above it.
 */
function derivedSchedule(evidence: Evidence, session: Session, rows: readonly number[]): Schedule {
  const { records } = evidence.model;
  const acks: { seq: number; t: number; row: number }[] = [];
  for (const row of rows) {
    if (records.state.at(row) === STATE.ok) acks.push({ seq: records.seq.at(row), t: records.ackedAt.at(row), row });
  }
  acks.sort((a, b) => a.seq - b.seq);
  const hull = lowerHull(acks);
  const bySeq = new Map(acks.map((ack) => [ack.seq, ack.row]));
  const ops: Op[] = [];
  const last = acks.at(-1)?.seq ?? -1;
  let corner = 0;
  for (let seq = acks[0]?.seq ?? 0; seq <= last; seq++) {
    while (corner + 2 < hull.length && hull[corner + 1]!.seq <= seq) corner += 1;
    const intended = between(hull[corner]!, hull[corner + 1] ?? hull[corner]!, seq);
    const row = bySeq.get(seq);
    ops.push({ intended, served: row !== undefined && isServed(evidence, row, intended) });
  }
  const rate = session.recordsPerSecond ?? 0;
  return scheduleOf(session, ops, session.clockErrorMs + (rate > 0 ? 1000 / rate : 0));
}

function isServed(evidence: Evidence, row: number, intended: number): boolean {
  const { model, verdicts } = evidence;
  if (model.records.state.at(row) !== STATE.ok) return false;
  const verdict = verdicts[row];
  if (verdict === VERDICT.notWritten || verdict === VERDICT.elsewhere) return false;
  // An acknowledgement by the old primary after the promotion is damage, not service.
  if (model.switched && model.ackSite[row] === PRIMARY && model.records.ackedAt.at(row) > model.promotedAt)
    return false;
  return model.records.ackedAt.at(row) - intended <= model.facts.deadlineMs;
}

function scheduleOf(session: Session, ops: Op[], errorBoundMs: number): Schedule {
  ops.sort((a, b) => a.intended - b.intended);
  return {
    session,
    intended: Float64Array.from(ops, (op) => op.intended),
    served: Uint8Array.from(ops, (op) => (op.served ? 1 : 0)),
    errorBoundMs,
  };
}

export function overlaps(stalls: readonly Stall[], from: number, to: number): boolean {
  return stalls.some((stall) => stall.from <= to && stall.to >= from);
}

/** Intended time of a record: its own, else interpolated for its session; NaN when neither is known. */
export function sendTimeOf(model: Model, row: number): number {
  const intended = model.records.intendedAt.at(row);
  return Number.isNaN(intended) ? model.records.ackedAt.at(row) : intended;
}

interface Point {
  readonly seq: number;
  readonly t: number;
}

function lowerHull(points: readonly Point[]): Point[] {
  const hull: Point[] = [];
  for (const point of points) {
    while (hull.length >= 2) {
      const a = hull[hull.length - 2]!;
      const b = hull[hull.length - 1]!;
      if ((b.t - a.t) * (point.seq - a.seq) < (point.t - a.t) * (b.seq - a.seq)) break;
      hull.pop();
    }
    hull.push(point);
  }
  return hull;
}

function between(a: Point, b: Point, seq: number): number {
  return a.seq === b.seq ? a.t : a.t + ((seq - a.seq) * (b.t - a.t)) / (b.seq - a.seq);
}
