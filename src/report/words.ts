// Words of an objective as people write them: its name, its limit, its measured value, its split.
import { formatSeconds } from '../base/core.ts';
import type { RtoSplit } from '../check/core.ts';
import type { Objective, Outcome, Verdict } from '../objectives/core.ts';

export const MARK: Readonly<Record<Outcome, string>> = { pass: '✓', fail: '✗', unknown: '?' };

/** `rpo`, or `rpo gold` for a tier of its own. */
export function objectiveName(objective: Objective): string {
  return objective.tier === '*' ? objective.metric : `${objective.metric} ${objective.tier}`;
}

/** `<= 5s`, `<= 250ms`, `exact` for groups; empty where only zero violations can be meant. */
export function limitWords(objective: Objective): string {
  const { limit, unit, metric } = objective;
  if (unit === 'ms') return limit % 1000 === 0 ? `<= ${limit / 1000}s` : `<= ${limit}ms`;
  if (limit > 0) return `<= ${limit}`;
  return metric === 'groups' ? 'exact' : '';
}

const PARTS = ['detect', 'decide', 'fence', 'promote', 'redirect', 'clients'] as const;

/** `detect 6.1, decide 0.4, ...` in seconds; an unknown part says so. Null when no part is known. */
export function splitWords(split: RtoSplit): string | null {
  if (PARTS.every((part) => split[part] === null)) return null;
  return PARTS.map((part) => {
    const ms = split[part];
    return `${part} ${ms === null ? 'unknown' : (ms / 1000).toFixed(1)}`;
  }).join(', ');
}

/** `over 72.0 s` where the value itself is unknown but surely not smaller than that. */
function lowerBound(measurement: { readonly unit: string; readonly atLeast?: number }): string | null {
  if (measurement.atLeast === undefined) return null;
  return measurement.unit === 'ms' ? `over ${formatSeconds(measurement.atLeast)}` : `over ${measurement.atLeast}`;
}

/** What stands behind the limit: value and detail, or `unknown (why; next: ...)`. */
export function measuredWords(verdict: Verdict, split: RtoSplit, wide: boolean): string {
  const { objective, measurement, outcome } = verdict;
  const { value, unit, errorBound, detail } = measurement;
  if (value === null || unit !== objective.unit) {
    const known = objective.metric === 'rto' ? splitWords(split) : null;
    return `${lowerBound(measurement) ?? 'unknown'} (${verdict.reason}${known === null ? '' : `; ${known}`})`;
  }
  if (unit === 'violations') return outcome === 'unknown' ? `unknown (${verdict.reason}; ${detail})` : detail;
  const words = objective.metric === 'rto' ? (splitWords(split) ?? detail) : detail;
  const shown = shownValue(value, errorBound, wide || outcome === 'unknown');
  return outcome === 'unknown' ? `unknown: ${shown} (${verdict.reason}; ${words})` : `${shown} (${words})`;
}

/** A value that may be half or twice what it says is shown as the interval it is; a small error bound only where it matters. */
function shownValue(value: number, errorBound: number, exact: boolean): string {
  if (errorBound > value / 4)
    return `${formatSeconds(Math.max(0, value - errorBound))} to ${formatSeconds(value + errorBound)}`;
  return formatSeconds(value) + (errorBound > 0 && exact ? ` +- ${formatSeconds(errorBound)}` : '');
}
