// Moves: the few ways in which a partition changes its course; each answers the new view and what is to be done.
import { holdMs, recoverAfterMs } from './backoff.ts';
import type { Fault, PartitionEffect, PartitionView } from './view.ts';

export interface Move {
  readonly view: PartitionView;
  readonly effects: readonly PartitionEffect[];
}

export function keep(view: PartitionView): Move {
  return { view, effects: [] };
}

/** Forgets what was fetched and looks at both logs again; while a batch is in flight it first waits for its answer (law 7, LINK-12). */
export function recover(view: PartitionView, fault: Fault | null = view.fault): Move {
  const next: PartitionView = {
    ...view,
    state: 'recovering',
    round: view.round + 1,
    attempts: view.attempts + 1,
    reading: null,
    seedTo: null,
    seedHidden: false,
    fault,
  };
  return { view: next, effects: [{ do: 'forget-queue' }, ...survey(next)] };
}

/** The survey of the view's round, unless a batch is in flight: then its answer asks for it. */
export function survey(view: PartitionView): readonly PartitionEffect[] {
  if (view.inFlight !== null) return [];
  return [{ do: 'survey', round: view.round, afterMs: recoverAfterMs(view.attempts) }];
}

/** Asks again in the same state, as a new round after a wait. */
export function askAgain(view: PartitionView, fault: Fault | null = view.fault): Move {
  const next = { ...view, round: view.round + 1, attempts: view.attempts + 1, reading: null, fault };
  return { view: next, effects: survey(next) };
}

/** Waits for a cause to go; tries again by itself. The other partitions go on. */
export function hold(view: PartitionView, fault: Fault): Move {
  const next: PartitionView = {
    ...view,
    state: 'waiting',
    round: view.round + 1,
    attempts: view.attempts + 1,
    reading: null,
    recheckTail: view.recheckTail || view.seedTo !== null,
    seedTo: null,
    seedHidden: false,
    fault,
  };
  const said: readonly PartitionEffect[] = view.fault?.code === fault.code ? [] : [{ do: 'alarm', fault }];
  return {
    view: next,
    effects: [{ do: 'forget-queue' }, ...said, { do: 'wait', round: next.round, ms: holdMs(view.attempts) }],
  };
}

/** Stops the partition for good and names the target offsets in question. */
export function quarantine(view: PartitionView, fault: Fault, from: number, to: number): Move {
  return {
    view: { ...view, state: 'quarantined', round: view.round + 1, reading: null, seedTo: null, fault },
    effects: [{ do: 'forget-queue' }, { do: 'quarantine', from, to, fault }],
  };
}

/** Looks for the source's leader while the target goes on with what was fetched. */
export function findSource(view: PartitionView, fault: Fault | null): Move {
  const next = { ...view, sourceReady: false, sourceAttempts: view.sourceAttempts + 1, fault };
  return {
    view: next,
    effects: [{ do: 'find-source', round: view.round, afterMs: recoverAfterMs(next.sourceAttempts) }],
  };
}
