// Deadline: a bound that is handed down through the calls of one operation; nothing waits longer than what is left of it.
import { systemClock } from '../base/index.ts';
import { Failure } from './failure.ts';

export interface Deadline {
  readonly boundMs: number;
  /** Milliseconds left, never below 0. */
  left(): number;
}

export function deadlineIn(boundMs: number): Deadline {
  const end = systemClock.monotonicMs() + boundMs;
  return { boundMs, left: () => Math.max(0, end - systemClock.monotonicMs()) };
}

/**
 * Waits for the work, but not longer than `boundMs`; then `giveUp` runs (it destroys the socket) and the wait ends with a
 * time-out. A blackholed broker answers nothing, not even a refusal: no library time-out is trusted alone.
 */
export async function bounded<T>(work: Promise<T>, boundMs: number, where: string, giveUp: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => {
        reject(new Failure('timeout', `${where}: no answer within ${Math.round(boundMs)} ms`));
        giveUp();
      },
      Math.max(1, boundMs),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A pause that never outlasts the deadline. */
export function pause(ms: number, deadline: Deadline): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.min(ms, deadline.left()));
  });
}
