// What the target's answers lead to: the next batch, another look, or quarantine with the exact range. Pure.
import { assert } from '../base/core.ts';
import { faultOf } from './errors.ts';
import { type Move, hold, keep, quarantine, recover, survey } from './moves.ts';
import { targetFault } from './refusal.ts';
import type { PartitionEvent, PartitionView } from './view.ts';

type Of<T extends PartitionEvent['type']> = Extract<PartitionEvent, { readonly type: T }>;

export function onSending(view: PartitionView, event: Of<'sending'>): Move {
  const base = event.baseOffset + view.policy.shift;
  const next = event.nextOffset + view.policy.shift;
  assert(view.inFlight === null, 'LINK-2: one batch of a partition is in flight');
  assert(base === view.acknowledged, `LINK-1: a batch for ${base} at the position ${view.acknowledged}`);
  assert(next > base && event.nextOffset <= view.fetched, 'LINK-10: only what was fetched is sent');
  return keep({ ...view, inFlight: { base, next }, sentTo: next });
}

/** Compares the place that the broker gave with the one it should have: the only thing that finds another writer (law 4, LINK-4). */
export function onProduced(view: PartitionView, event: Of<'produced'>): Move {
  assert(view.inFlight !== null, 'LINK-2: an answer belongs to a batch in flight');
  const { base, next } = view.inFlight;
  const answered: PartitionView = { ...view, inFlight: null };
  if (event.baseOffset !== base) return wrongPlace(answered, base, next, event.baseOffset);
  const moved: PartitionView = { ...answered, acknowledged: next };
  if (view.state === 'recovering') return { view: moved, effects: survey(moved) };
  if (view.state === 'proving' || view.state === 'copying' || view.state === 'seeding')
    return advanced({ ...moved, attempts: 0, fault: view.sourceReady ? null : view.fault });
  return keep(moved);
}

function advanced(view: PartitionView): Move {
  if (view.state === 'proving' && view.unsure) return recover({ ...view, unsure: false, recheckTail: true });
  if (view.state !== 'seeding') return keep({ ...view, state: 'copying' });
  assert(view.seedTo !== null && view.acknowledged <= view.seedTo, 'LINK-13: fillers end where the source begins');
  if (view.acknowledged < view.seedTo) return keep(view);
  // Hidden fillers stay: the log before them holds records. The next look at both logs begins behind them.
  if (view.seedHidden) return recover({ ...view, attempts: 0 });
  return { view, effects: [{ do: 'cut-front', round: view.round, before: view.seedTo }] };
}

function wrongPlace(view: PartitionView, base: number, next: number, at: number): Move {
  const from = Math.min(at, base);
  const to = Math.max(at, base) + (next - base);
  const detail = `The batch for offset ${base} was written at ${at}.`;
  const fault = faultOf('TIDE_LINK_ALIEN', { from, to, detail });
  if (view.state === 'stopped') return { view: { ...view, fault }, effects: [{ do: 'quarantine', from, to, fault }] };
  return quarantine(view, fault, from, to);
}

export function onProduceRefused(view: PartitionView, event: Of<'produce-refused'>): Move {
  const answered: PartitionView = { ...view, inFlight: null, unsure: true };
  if (view.state === 'recovering') return { view: answered, effects: survey(answered) };
  if (!writes(view)) return keep(answered);
  const fault = targetFault(event.code, view.acknowledged, event.detail);
  const again = { ...answered, recheckTail: view.recheckTail || view.state === 'seeding' };
  return fault === null ? recover(again) : hold(again, fault);
}

/** The connection is gone: whether the batch in flight was written is unknown, and the log end will tell. */
export function onTargetLost(view: PartitionView, event: Of<'target-lost'>): Move {
  if (view.inFlight === null) return keep(view);
  const answered: PartitionView = { ...view, inFlight: null, unsure: true };
  if (view.state === 'recovering') return { view: answered, effects: survey(answered) };
  if (!writes(view)) return keep(answered);
  const again = { ...answered, recheckTail: view.recheckTail || view.state === 'seeding' };
  return recover(again, faultOf('TIDE_LINK_UNREACHABLE', { side: 'target', detail: event.why }));
}

/** Only this says that records are safe; an acknowledgement never does (law 6, LINK-5). */
export function onHighWatermark(view: PartitionView, event: Of<'high-watermark'>): Move {
  return view.safe === event.offset ? keep(view) : keep({ ...view, safe: event.offset });
}

export function onIdleLogEnd(view: PartitionView, event: Of<'idle-log-end'>): Move {
  if (event.asked !== view.acknowledged || view.inFlight !== null) return keep(view);
  // Another leader: a tail that was not safe may be gone, and another record may stand at its place (LINK-16).
  if (event.leaderEpoch !== view.targetEpoch) return recover({ ...view, recheckTail: true, attempts: 0 });
  return event.offset === view.acknowledged ? keep(view) : recover(view);
}

export function onTargetSilent(view: PartitionView): Move {
  return view.inFlight === null ? recover({ ...view, recheckTail: true }) : keep(view);
}

export function onReadingOld(view: PartitionView): Move {
  return view.inFlight === null ? recover({ ...view, attempts: 0 }) : recover(view);
}

function writes(view: PartitionView): boolean {
  return view.state === 'proving' || view.state === 'copying' || view.state === 'seeding';
}
