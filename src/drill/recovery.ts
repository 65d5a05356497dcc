// Recovery as the drill waits for it: every client that must move serves again, without a gap, for a while. The judge measures it afterwards, from the history.
import type { ClientPulse } from './history-watch.ts';

export interface RecoveryQuestion {
  /** Clients count as moved when what they serve began after this moment. */
  readonly since: number;
  readonly now: number;
  /** How long service must have lasted. */
  readonly stableMs: number;
}

/** Clients that have not yet served without a gap for `stableMs` after `since`. Pure. */
export function notRecovered(pulses: readonly ClientPulse[], question: RecoveryQuestion): readonly ClientPulse[] {
  return pulses.filter((pulse) => {
    const { lastServedAt, servedSince } = pulse;
    if (lastServedAt === null || servedSince === null || lastServedAt <= question.since) return true;
    const start = Math.max(servedSince, question.since);
    return lastServedAt - start < question.stableMs;
  });
}
