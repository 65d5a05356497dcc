// Stall watch: notices when this process itself stood still, so that its own sleep is not blamed on the site it watches.
import { systemClock } from '../../base/index.ts';

const TICK_MS = 25;
const KEEP_MS = 60_000;

export interface StallWatch {
  /** Milliseconds of the longest stand-still that overlapped the span, 0 when there was none above the bound. */
  stalledDuring(from: number, to: number): number;
  stop(): void;
}

/** Watches the event loop; a gap above `stallMs` counts. A probe's own timer may fire before the watch's: the gap up to now counts too. */
export function watchStalls(stallMs: number): StallWatch {
  let last = systemClock.monotonicMs();
  let stalls: { readonly from: number; readonly to: number }[] = [];
  const look = (): void => {
    const now = systemClock.monotonicMs();
    if (now - last > stallMs) stalls.push({ from: last, to: now });
    stalls = stalls.filter((one) => now - one.to < KEEP_MS);
    last = now;
  };
  const timer = setInterval(look, TICK_MS);
  timer.unref();
  return {
    stalledDuring: (from, to) => {
      look();
      const overlapping = stalls.filter((one) => one.from < to && one.to > from);
      return Math.max(0, ...overlapping.map((one) => one.to - one.from));
    },
    stop: () => clearInterval(timer),
  };
}
