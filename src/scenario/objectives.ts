// Objectives as the scenarios write them: limits in milliseconds, yes/no metrics as 0 violations.
import type { Metric, Objective } from '../objectives/core.ts';

/** A limit on a time, for all topic tiers. */
export function within(metric: 'rpo' | 'rto', limitMs: number): Objective {
  return { tier: '*', metric, limit: limitMs, unit: 'ms' };
}

/** A metric that allows no violation at all, for all topic tiers. */
export function never(metric: Exclude<Metric, 'rpo' | 'rto'>): Objective {
  return { tier: '*', metric, limit: 0, unit: 'violations' };
}
