// Clock: time as a parameter. One monotonic clock orders everything on a machine; wall time is for people.

export interface Clock {
  /** Milliseconds of CLOCK_MONOTONIC, fractional. Comparable between processes of one machine (and only there). */
  monotonicMs(): number;
  /** Milliseconds since the Unix epoch. For display and for comparing with other programs' logs. */
  wallMs(): number;
}

/** The machine's clocks. `process.hrtime` is CLOCK_MONOTONIC on Linux, so that processes on one machine agree. */
export const systemClock: Clock = {
  monotonicMs: () => Number(process.hrtime.bigint() / 1000n) / 1000,
  wallMs: () => Date.now(),
};
