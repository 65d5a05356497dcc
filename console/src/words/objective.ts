// Names and limits of objectives as the page writes them.
import type { Metric, Objective, Outcome } from '../../../src/objectives/core.ts';
import { count, seconds, UNKNOWN } from './format.ts';

export const OUTCOME_WORD: Readonly<Record<Outcome, string>> = { pass: 'Pass', fail: 'Fail', unknown: 'Unknown' };

const TITLE: Readonly<Record<Metric, readonly [string, string]>> = {
  rpo: ['RPO', 'Data that was acknowledged and is missing, as time'],
  rto: ['RTO', 'Time until the last client was served again'],
  groups: ['Consumer groups', 'Groups resume where they were, nothing skipped'],
  'in-cluster': ['Inside the cluster', 'A cluster keeps what it acknowledged'],
  fencing: ['Fencing', 'The old site takes no writes when it returns'],
  order: ['Order', 'Partitions keep the order of the primary'],
  'second-opinion': ['Second opinion', 'Another client counts the same records'],
  failback: ['Failback', 'The old site takes over again, and nothing is lost'],
  figures: ['Figures', 'What was counted beforehand is what was found'],
};

export function titleOf(objective: Objective): string {
  const title = TITLE[objective.metric]?.[0] ?? objective.metric;
  return objective.tier === '*' ? title : `${title}, tier ${objective.tier}`;
}

export function purposeOf(objective: Objective): string {
  return TITLE[objective.metric]?.[1] ?? '';
}

/** The value, a lower bound where only that is known (`atLeast`), or `unknown`. */
export function measuredOf(measurement: {
  readonly value: number | null;
  readonly unit: string;
  readonly errorBound: number;
  readonly atLeast?: number;
}): string {
  const show = measurement.unit === 'ms' ? seconds : count;
  const { value, errorBound } = measurement;
  // What may be half or twice what it says is shown as the interval it is.
  if (value !== null && errorBound > value / 4)
    return `${show(Math.max(0, value - errorBound))} to ${show(value + errorBound)}`;
  if (value !== null) return show(value);
  return measurement.atLeast === undefined ? UNKNOWN : `over ${show(measurement.atLeast)}`;
}

export function limitOf(objective: Objective): string {
  if (objective.unit === 'violations')
    return objective.limit === 0 ? 'none allowed' : `at most ${count(objective.limit)}`;
  return objective.limit % 1000 === 0 ? `at most ${objective.limit / 1000} s` : `at most ${seconds(objective.limit)}`;
}
