// Observation: what one vantage saw of one site with one bounded probe; and the policy by which observations are judged.

export type ObservationKind = 'metadata' | 'produce' | 'fetch' | 'round-trip';

/** `void`: the probe says nothing about the site, because the vantage stalled, or is not set up to judge. */
export type ObservationOutcome = 'ok' | 'fail' | 'timeout' | 'void';

export interface Observation {
  readonly vantage: string;
  /** Where the vantage runs. One that runs at the watched site shares its fate and cannot testify to its loss. */
  readonly vantageSite: string;
  /** The witness stands outside the failure domains of all sites with brokers. */
  readonly role: 'site' | 'witness';
  /** The site whose cluster was probed. */
  readonly watched: string;
  /** Monotonic milliseconds at which the probe began, on the clock of whoever judges. */
  readonly at: number;
  readonly kind: ObservationKind;
  readonly connection: 'established' | 'fresh';
  readonly outcome: ObservationOutcome;
  /** Milliseconds until the answer, or until the probe was given up. */
  readonly latencyMs: number;
  /** Why it failed, in a few words; partition and offset when it did not. */
  readonly detail: string;
}

export interface DetectPolicy {
  /** A site is given up when nothing was answered for this long, counted from the beginning of the first failed probe. */
  readonly lostAfterMs: number;
  /** Vantages outside the watched site that must be able to testify. */
  readonly vantagesNeeded: number;
  /** The witness must be one of those that see nothing. */
  readonly witnessRequired: boolean;
  readonly probeEveryMs: number;
  /** Bound of one probe. */
  readonly deadlineMs: number;
  /** A vantage that reported nothing for this long is silent and does not count. At least deadlineMs + probeEveryMs. */
  readonly staleAfterMs: number;
}

/** Silent loss is seen after about 4 to 5 s; see README for the arithmetic. */
export const DEFAULT_DETECT_POLICY: DetectPolicy = {
  lostAfterMs: 4000,
  vantagesNeeded: 2,
  witnessRequired: true,
  probeEveryMs: 500,
  deadlineMs: 2000,
  staleAfterMs: 3500,
};

/** When the probe ended. */
export function endOf(observation: Observation): number {
  return observation.at + observation.latencyMs;
}
