// The brake: what the exposure of a flow is against its RPO. Pure.
import { formatSeconds, keyOf } from '../../base/core.ts';
import { judge, type Outcome } from '../../objectives/core.ts';
import type { Exposure } from '../../replication/core.ts';
import { selects } from '../../replication/core.ts';
import type { ReplicateFlow } from './flow.ts';

export interface RpoWord {
  readonly outcome: Outcome;
  /** The strictest limit that applies to a partition of the flow, milliseconds. */
  readonly limitMs: number;
  /** One sentence; names the first partition that is not within its limit. */
  readonly say: string;
}

export type LimitOf = (topic: string) => number | null;

/** A limit from a flag holds for every topic; else the first tier of the file that selects the topic. Null: nothing is promised. */
export function limitsOf(rpoMs: number | undefined, objectives: ReplicateFlow['objectives']): LimitOf {
  return (topic) => rpoMs ?? objectives.find((one) => selects(one.topics, topic))?.rpoMs ?? null;
}

const RANK = { pass: 0, unknown: 1, fail: 2 } as const;

/** Null: no limit applies to any partition. */
export function judgeRpo(exposure: Exposure, limitOf: LimitOf): RpoWord | null {
  let worst: RpoWord | null = null;
  for (const one of exposure.partitions) {
    const limitMs = limitOf(one.topic);
    if (limitMs === null) continue;
    const { outcome, reason } = judge(
      { tier: '*', metric: 'rpo', limit: limitMs, unit: 'ms' },
      {
        metric: 'rpo',
        tier: '*',
        unit: 'ms',
        basis: 'live',
        detail: keyOf(one),
        // The true age lies in [ms, ms + bound]; a measurement's bound reaches to both sides.
        value: one.ms === null ? null : one.ms + one.errorBoundMs / 2,
        errorBound: one.errorBoundMs / 2,
        ...(one.certain === undefined ? {} : { atLeast: one.certain.msAtLeast }),
        ...(one.ms === null
          ? { unknown: { why: one.unknown?.why ?? 'no value', next: 'tideover replicate status' } }
          : {}),
      },
    );
    if (worst !== null && RANK[outcome] <= RANK[worst.outcome]) continue;
    worst = {
      outcome,
      limitMs,
      say: outcome === 'pass' ? 'every partition is within its RPO' : `${keyOf(one)}: ${reason}`,
    };
  }
  return worst;
}

/** What to say of a series of words: when the limit is passed, when nobody has known for as long as the limit, and when all is well again. */
export function rpoAlarm(): (word: RpoWord, nowMs: number) => string | null {
  let said: Outcome = 'pass';
  let darkSinceMs: number | null = null;
  return ({ outcome, limitMs, say }, nowMs) => {
    darkSinceMs = outcome === 'unknown' ? (darkSinceMs ?? nowMs) : null;
    // An age inside its error bound comes and goes with each look; unknown counts when it lasts.
    const counts = outcome !== 'unknown' || nowMs - darkSinceMs! >= limitMs;
    if (!counts || outcome === said) return null;
    said = outcome;
    if (outcome === 'fail') return `The exposure exceeds the RPO of ${formatSeconds(limitMs)}: ${say}.`;
    if (outcome === 'pass') return 'The exposure is below the RPO again.';
    return `For ${formatSeconds(limitMs)} nobody knows whether the RPO is kept: ${say}.`;
  };
}
