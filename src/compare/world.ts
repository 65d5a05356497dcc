// What comparing needs of the world outside: a clock, a way to wait, and the bounds it keeps to.
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../base/core.ts';
import { systemClock } from '../base/index.ts';

export interface CompareBounds {
  /** Bytes of one answer to Fetch. A comparison holds at most four of them, two of each log. */
  readonly fetchBytes: number;
  /** Ranges told per partition; a comparison that finds more stops there and says so. */
  readonly rangesMax: number;
  /** Compacted topics: keys remembered whose last record only one side holds. */
  readonly openKeysMax: number;
  /** Reading one log without any progress for so long is an error. */
  readonly stallMs: number;
}

export const DEFAULT_COMPARE_BOUNDS: CompareBounds = {
  fetchBytes: 4_000_000,
  rangesMax: 10_000,
  openKeysMax: 200_000,
  stallMs: 30_000,
};

/** A wait that ends early, without an error, when the signal fires. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return;
  await wait(ms, undefined, signal === undefined ? undefined : { signal }).catch((error: unknown) => {
    if (signal?.aborted !== true) throw error;
  });
}

export { systemClock };
export type { Clock };
