// Objectives: what was declared, what was measured, and the only place where a value meets a limit.

export type Metric =
  | 'rpo'
  | 'rto'
  | 'groups'
  | 'in-cluster'
  | 'fencing'
  | 'order'
  | 'second-opinion'
  | 'failback'
  | 'figures';

/** A declared limit. `limit` is in `unit`; for the yes/no metrics it is 0 violations. */
export interface Objective {
  /** Topic tier, `*` for all. */
  readonly tier: string;
  readonly metric: Metric;
  readonly limit: number;
  readonly unit: 'ms' | 'violations';
}

/** A value with its error bound. `value: null` means unknown, and `unknown` says why and how to get it. */
export interface Measurement {
  readonly metric: Metric;
  readonly tier: string;
  readonly value: number | null;
  readonly unit: 'ms' | 'violations';
  /** The true value lies in [value - errorBound, value + errorBound]; same unit. */
  readonly errorBound: number;
  readonly basis: 'predicted' | 'live' | 'measured';
  /** One sentence for people: what the value consists of. */
  readonly detail: string;
  /** Only with value null: the value is not known, but not below this (a client that never recovered until the run ended); same unit. */
  readonly atLeast?: number;
  /** Present exactly when value is null. */
  readonly unknown?: { readonly why: string; readonly next: string };
}

export type Outcome = 'pass' | 'unknown' | 'fail';

export interface Verdict {
  readonly outcome: Outcome;
  readonly objective: Objective;
  readonly measurement: Measurement;
  /** The rule used, or the missing evidence and the command that gets it. */
  readonly reason: string;
}

/** Compares a measurement with an objective. A limit inside the error bound gives unknown; an unknown value is never green. */
export function judge(objective: Objective, measurement: Measurement): Verdict {
  const { limit, unit } = objective;
  const { value, errorBound } = measurement;
  if (unit !== measurement.unit) {
    return {
      outcome: 'unknown',
      objective,
      measurement,
      reason: `the objective is in ${unit}, the measurement in ${measurement.unit}`,
    };
  }
  if (value === null) {
    if (measurement.atLeast !== undefined && measurement.atLeast - errorBound > limit) {
      return {
        outcome: 'fail',
        objective,
        measurement,
        reason: `at least ${measurement.atLeast} - ${errorBound} > ${limit} ${unit}`,
      };
    }
    const why = measurement.unknown ?? { why: 'no value was measured', next: 'repeat the drill' };
    return { outcome: 'unknown', objective, measurement, reason: `${why.why}; next: ${why.next}` };
  }
  if (value + errorBound <= limit)
    return { outcome: 'pass', objective, measurement, reason: `${value} + ${errorBound} <= ${limit} ${unit}` };
  if (value - errorBound > limit)
    return { outcome: 'fail', objective, measurement, reason: `${value} - ${errorBound} > ${limit} ${unit}` };
  return {
    outcome: 'unknown',
    objective,
    measurement,
    reason: `the limit ${limit} ${unit} lies inside the error bound of ${value} +- ${errorBound}`,
  };
}

const RANK: Readonly<Record<Outcome, number>> = { pass: 0, unknown: 1, fail: 2 };

/** Merges outcomes as Jepsen does: pass < unknown < fail; an empty list is unknown, because nothing was shown. */
export function mergeOutcomes(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.length === 0) return 'unknown';
  return outcomes.reduce((worst, next) => (RANK[next] > RANK[worst] ? next : worst), 'pass');
}
