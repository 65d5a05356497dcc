// Throttle: a bucket of bytes per second; whoever took more than there was waits until it is level again.
import type { Clock } from '../base/core.ts';

export class Throttle {
  readonly #bytesPerSecond: number | null;
  readonly #clock: Clock;
  #levelAtMs: number;

  constructor(bytesPerSecond: number | null, clock: Clock) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#clock = clock;
    this.#levelAtMs = clock.monotonicMs();
  }

  /** Bytes that may be asked for at once: a quarter of a second's worth, so that a slow link does not stutter. */
  get shareBytes(): number {
    return this.#bytesPerSecond === null ? Infinity : Math.max(1024, Math.floor(this.#bytesPerSecond / 4));
  }

  took(bytes: number): void {
    if (this.#bytesPerSecond === null) return;
    const now = this.#clock.monotonicMs();
    this.#levelAtMs = Math.max(now, this.#levelAtMs) + (bytes / this.#bytesPerSecond) * 1000;
  }

  /** Milliseconds until the next bytes may be asked for; 0: now. */
  waitMs(): number {
    return Math.max(0, this.#levelAtMs - this.#clock.monotonicMs());
  }
}
