// Direction: one way of a link, shared by all its connections: mode, knobs, counters, and the queue in front of its bandwidth.
import type { Random } from '../../base/core.ts';
import type { WanKnobs, WanMode } from '../core.ts';

export class Direction {
  mode: WanMode = 'ok';
  knobs: WanKnobs;
  deliveredBytes = 0;
  /** When the last byte admitted so far will have left the bottleneck; one queue for all connections. */
  #freeAt = 0;
  readonly #random: Random;

  constructor(knobs: WanKnobs, random: Random) {
    this.knobs = knobs;
    this.#random = random;
  }

  /** The time at which bytes admitted now arrive: after the queue, their own transmission, latency and jitter. */
  arrivalOf(bytes: number, now: number): number {
    let sent = now;
    if (this.knobs.bandwidthBytesPerSecond !== null) {
      sent = Math.max(this.#freeAt, now) + (bytes / this.knobs.bandwidthBytesPerSecond) * 1000;
      this.#freeAt = sent;
    }
    const jitter = this.knobs.jitterMs === 0 ? 0 : this.#random.next() * this.knobs.jitterMs;
    return sent + this.knobs.latencyMs + jitter;
  }
}
