// Bounded waiting: poll a condition, give up at a bound, stop at once when the drill is aborted.
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../base/core.ts';

export interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Waits until the clock shows `until` (monotonic ms). */
export async function waitUntil(until: number, { clock, signal }: Waiting): Promise<void> {
  for (;;) {
    const left = until - clock.monotonicMs();
    if (left <= 0) return;
    await pause(left, undefined, { signal });
  }
}

/** Polls every `everyMs` until the condition gives a value other than undefined; undefined when the bound is reached first. */
export async function waitFor<T>(
  condition: () => Promise<T | undefined> | T | undefined,
  bound: { readonly withinMs: number; readonly everyMs: number },
  { clock, signal }: Waiting,
): Promise<T | undefined> {
  const deadline = clock.monotonicMs() + bound.withinMs;
  for (;;) {
    signal.throwIfAborted();
    const value = await condition();
    if (value !== undefined) return value;
    if (clock.monotonicMs() >= deadline) return undefined;
    await pause(bound.everyMs, undefined, { signal });
  }
}
