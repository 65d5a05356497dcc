// What the source's answers lead to: ranges for the queue, truncation, a leader that moved, data that cannot be written. Pure.
import { assert } from '../base/core.ts';
import { faultOf } from './errors.ts';
import { type Move, findSource, hold, keep, quarantine, recover } from './moves.ts';
import { sourceFault } from './refusal.ts';
import type { PartitionEvent, PartitionView } from './view.ts';

type Of<T extends PartitionEvent['type']> = Extract<PartitionEvent, { readonly type: T }>;

/** A range was put into the queue: one from the source, or in state seeding a filler. */
export function onFetched(view: PartitionView, event: Of<'fetched'>): Move {
  assert(
    event.baseOffset === view.fetched && event.nextOffset > event.baseOffset,
    `LINK-10: the queue goes on at ${view.fetched}, not at ${event.baseOffset} to ${event.nextOffset}`,
  );
  const lastFetchedEpoch = event.leaderEpoch < 0 ? view.lastFetchedEpoch : event.leaderEpoch;
  return keep({ ...view, fetched: event.nextOffset, lastFetchedEpoch });
}

export function onSourceRead(view: PartitionView, event: Of<'source-read'>): Move {
  const { highWatermark } = event;
  if (view.sourceHighWatermark === highWatermark && view.sourceAttempts === 0) return keep(view);
  return keep({ ...view, sourceHighWatermark: highWatermark, sourceAttempts: 0 });
}

/**
 * The source's log parted from what was fetched: it ends at `endOffset` in that epoch (KIP-595, law 10). What the target already holds
 * decides: below its end nothing was truncated for us, and what was fetched beyond is forgotten.
 */
export function onDiverging(view: PartitionView, event: Of<'diverging'>): Move {
  if (view.inFlight !== null) return recover(view);
  const position = view.acknowledged - view.policy.shift;
  if (event.endOffset < position) {
    const detail = `It parted from the copy in leader epoch ${event.epoch}.`;
    const fault = faultOf('TIDE_LINK_TRUNCATED', { end: event.endOffset, at: position, detail });
    return quarantine(view, fault, event.endOffset + view.policy.shift, view.acknowledged);
  }
  return recover({ ...view, lastFetchedEpoch: event.epoch, attempts: 0 });
}

export function onFetchRefused(view: PartitionView, event: Of<'fetch-refused'>): Move {
  // Out of range: retention overtook the reader, the source was truncated, or it no longer knows the epoch we name.
  if (event.code === 1) return recover({ ...view, recheckTail: true });
  const fault = sourceFault(event.code, view.fetched);
  if (fault !== null) return hold(view, fault);
  return view.sourceReady ? findSource(view, view.fault) : keep(view);
}

export function onSourceLost(view: PartitionView, event: Of<'source-lost'>): Move {
  if (!view.sourceReady) return keep(view);
  return findSource(view, faultOf('TIDE_LINK_UNREACHABLE', { side: 'source', detail: event.why }));
}

export function onUnfit(view: PartitionView, event: Of<'unfit'>): Move {
  return hold(view, faultOf(event.code, { at: event.offset, detail: event.detail }));
}
