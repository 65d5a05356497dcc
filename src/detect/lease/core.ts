// The lease: which site may hold its client listeners open. Pure transitions; rules LEASE-1.. in ../SPEC.md.
import { assert, unreachable } from '../../base/core.ts';

/** One line of JSON from a guard or from the failover engine. */
export interface LeaseQuestion {
  readonly ask: 'acquire' | 'renew' | 'transfer' | 'show';
  /** Who asks: a site, or for `transfer` whoever runs the failover. */
  readonly site: string;
  /** acquire: highest epoch known; renew: epoch of the lease; transfer: epoch that is to be ended (0 = whatever it is). */
  readonly epoch: number;
  readonly to?: string;
  readonly reason?: string;
}

export interface LeaseAnswer {
  /** acquire, renew: the site holds the lease for ttlMs from the moment it sent the question. transfer: `to` is the holder now. */
  readonly granted: boolean;
  readonly holder: string;
  readonly epoch: number;
  readonly ttlMs: number;
  readonly why: string;
  /** For a transfer that waits: milliseconds until the old lease has run out for certain. */
  readonly effectiveInMs?: number;
}

export interface LeaseState {
  readonly holder: string | null;
  /** Grows by one with every change of the holder. */
  readonly epoch: number;
  readonly ttlMs: number;
  /** Monotonic milliseconds of the last grant; null: nobody can hold a running lease of this epoch. */
  readonly grantedAt: number | null;
  readonly pending: { readonly to: string; readonly reason: string } | null;
}

/** What is stored before an answer leaves; a grant to the present holder is not stored. */
export type LeaseRecord =
  | { readonly what: 'holder'; readonly holder: string; readonly epoch: number; readonly reason: string }
  | { readonly what: 'pending'; readonly to: string; readonly reason: string }
  | { readonly what: 'withdrawn'; readonly reason: string };

export interface LeaseDecision {
  readonly state: LeaseState;
  readonly answer: LeaseAnswer;
  /** To be on disk before the answer is sent. */
  readonly records: readonly LeaseRecord[];
}

/** For clocks that run at different rates: a holder's clock may be slower than ours. */
export const LEASE_MARGIN_MS = 250;

export function newLease(ttlMs: number, holder: string | null = null): LeaseState {
  assert(ttlMs > 0, 'a lease needs a time to live');
  return { holder, epoch: holder === null ? 0 : 1, ttlMs, grantedAt: null, pending: null };
}

/** The state after a restart. Grants are not stored, so the last one may have been given just before: count from now. LEASE-6 */
export function replayLease(start: LeaseState, records: readonly LeaseRecord[], now: number): LeaseState {
  const last = records.reduce<LeaseState>((state, record) => apply(state, record), start);
  return { ...last, grantedAt: last.holder === null ? null : now };
}

function apply(state: LeaseState, record: LeaseRecord): LeaseState {
  switch (record.what) {
    case 'holder':
      return { ...state, holder: record.holder, epoch: record.epoch, pending: null, grantedAt: null };
    case 'pending':
      return { ...state, pending: { to: record.to, reason: record.reason } };
    case 'withdrawn':
      return { ...state, pending: null };
    default:
      return unreachable(record, 'a lease record of an unknown kind');
  }
}

/** Answers one question at one moment. Total: every question gets an answer. */
export function decideLease(before: LeaseState, question: LeaseQuestion, now: number): LeaseDecision {
  const settled = settle(before, now);
  const decision =
    question.ask === 'transfer' ? transfer(settled.state, question, now) : use(settled.state, question, now);
  assert(decision.state.epoch >= before.epoch, 'LEASE-2: the epoch never goes back');
  return { ...decision, records: [...settled.records, ...decision.records] };
}

function endsIn(state: LeaseState, now: number): number {
  return state.grantedAt === null ? 0 : Math.max(0, state.grantedAt + state.ttlMs + LEASE_MARGIN_MS - now);
}

interface Settled {
  readonly state: LeaseState;
  readonly records: readonly LeaseRecord[];
}

/** A pending transfer becomes true only when the old lease has run out for certain. LEASE-1 */
function settle(state: LeaseState, now: number): Settled {
  if (state.pending === null || endsIn(state, now) > 0) return { state, records: [] };
  const record = {
    what: 'holder',
    holder: state.pending.to,
    epoch: state.epoch + 1,
    reason: state.pending.reason,
  } as const;
  return { state: apply(state, record), records: [record] };
}

function use(state: LeaseState, question: LeaseQuestion, now: number): LeaseDecision {
  if (question.ask === 'show') return refuse(state, describe(state, now));
  if (state.holder === null) {
    const record = { what: 'holder', holder: question.site, epoch: state.epoch + 1, reason: 'first to ask' } as const;
    const first = apply(state, record);
    return grant(first, now, [record]);
  }
  if (question.site !== state.holder) return refuse(state, `${state.holder} holds epoch ${state.epoch}`);
  if (state.pending !== null)
    return refuse(state, `it is being moved to ${state.pending.to} (${state.pending.reason})`);
  if (question.epoch > state.epoch) {
    return refuse(state, `epoch ${question.epoch} is unknown here, this authority is at ${state.epoch}`);
  }
  if (question.ask === 'renew' && question.epoch !== state.epoch) {
    return refuse(state, `epoch ${question.epoch} has ended, ${state.epoch} runs: acquire it`);
  }
  return grant(state, now, []);
}

function transfer(state: LeaseState, question: LeaseQuestion, now: number): LeaseDecision {
  const { to } = question;
  const reason = question.reason ?? `asked by ${question.site}`;
  if (to === undefined || to === '') return refuse(state, 'a transfer needs `to`');
  if (state.holder === to) {
    if (state.pending === null) return answer(state, true, `${to} is the holder`, []);
    const record = { what: 'withdrawn', reason } as const;
    return answer(apply(state, record), true, `the move to ${state.pending.to} was withdrawn`, [record]);
  }
  if (question.epoch !== 0 && question.epoch !== state.epoch) {
    return refuse(state, `epoch ${question.epoch} was to be ended, but ${state.epoch} runs`);
  }
  const asked = { what: 'pending', to, reason } as const;
  const repeated = state.pending?.to === to;
  const waiting = repeated ? state : apply(state, asked);
  const settled = settle(waiting, now);
  const records = [...(repeated ? [] : [asked]), ...settled.records];
  if (settled.state.holder === to) return answer(settled.state, true, `${to} is the holder`, records);
  const effectiveInMs = endsIn(settled.state, now);
  const why = `the lease of ${String(state.holder)} runs out in ${Math.ceil(effectiveInMs)} ms and is not renewed`;
  const waits = answer(settled.state, false, why, records);
  return { ...waits, answer: { ...waits.answer, effectiveInMs } };
}

function grant(state: LeaseState, now: number, records: readonly LeaseRecord[]): LeaseDecision {
  assert(state.pending === null, 'LEASE-3: nothing is granted while a transfer is pending');
  return answer({ ...state, grantedAt: now }, true, 'granted', records);
}

function refuse(state: LeaseState, why: string): LeaseDecision {
  return answer(state, false, why, []);
}

function answer(state: LeaseState, granted: boolean, why: string, records: readonly LeaseRecord[]): LeaseDecision {
  const { holder, epoch, ttlMs } = state;
  return { state, answer: { granted, holder: holder ?? '', epoch, ttlMs, why }, records };
}

function describe(state: LeaseState, now: number): string {
  if (state.holder === null) return 'nobody holds it';
  const left = Math.ceil(endsIn(state, now));
  const moving = state.pending === null ? '' : `, being moved to ${state.pending.to}`;
  return `${state.holder} holds epoch ${state.epoch}, runs out in ${left} ms at the latest${moving}`;
}
