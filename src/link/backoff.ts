// Backoff: how long to wait before the next attempt, growing with the failures in a row, bounded.

const FIRST_MS = 50;
const RECOVER_MS_MAX = 2_000;
const HOLD_FIRST_MS = 500;
const HOLD_MS_MAX = 15_000;

/** Before the next look at both logs. The first comes at once. */
export function recoverAfterMs(attempts: number): number {
  return attempts <= 1 ? 0 : Math.min(RECOVER_MS_MAX, FIRST_MS * 2 ** Math.min(attempts - 2, 10));
}

/** Before a partition that waits for its cause to go is tried again. */
export function holdMs(attempts: number): number {
  return Math.min(HOLD_MS_MAX, HOLD_FIRST_MS * 2 ** Math.min(attempts, 10));
}
