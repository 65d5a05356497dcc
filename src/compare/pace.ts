// Pace: holds reading to a number of bytes per second, over all logs that share it.
import type { Clock } from '../base/core.ts';

/** A budget that refills with time and may go into debt by one answer: the size of an answer is known only afterwards. */
export class Pace {
  readonly #bytesPerSecond: number | null;
  readonly #clock: Clock;
  #freeAtMs: number;

  /** Null: no bound. */
  constructor(bytesPerSecond: number | null, clock: Clock) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#clock = clock;
    this.#freeAtMs = clock.monotonicMs();
  }

  /** Milliseconds to wait before the next read. */
  waitMs(): number {
    return Math.max(0, this.#freeAtMs - this.#clock.monotonicMs());
  }

  /** Accounts for what was read. */
  read(bytes: number): void {
    if (this.#bytesPerSecond === null) return;
    const from = Math.max(this.#freeAtMs, this.#clock.monotonicMs());
    this.#freeAtMs = from + (bytes * 1000) / this.#bytesPerSecond;
  }
}
