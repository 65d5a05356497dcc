// assess(): from observations to the state of a site, with the evidence in sentences. Pure; the rules are numbered in SPEC.md.
import { formatSeconds } from '../base/core.ts';
import { type Cell, DECISIONS, rowOf, type SiteState, type Tally } from './decision-table.ts';
import type { DetectPolicy, Observation } from './observation.ts';
import { type VantageView, viewOf } from './view.ts';

export interface Assessment {
  readonly watched: string;
  readonly state: SiteState;
  /** Monotonic milliseconds of the judgement. */
  readonly at: number;
  /** First the rule that decided, then one sentence per vantage. */
  readonly evidence: readonly string[];
  readonly vantages: readonly VantageView[];
  /** Monotonic milliseconds at which the last probe that was answered began, from outside; null when none was. */
  readonly lastAnswerAt: number | null;
}

/** Judges one site. Observations of other sites are ignored; their order does not matter. */
export function assess(
  observations: readonly Observation[],
  policy: DetectPolicy,
  now: number,
  watched: string = observations[0]?.watched ?? 'unknown',
): Assessment {
  const mine = observations.filter((one) => one.watched === watched);
  const byVantage = [...Map.groupBy(mine, (one) => one.vantage)].sort(([a], [b]) => (a < b ? -1 : 1));
  const vantages = byVantage.map(([, of]) => viewOf(of, policy, now));
  const cell = decide(vantages, policy);
  const answered = mine.filter((one) => one.outcome === 'ok' && one.vantageSite !== watched).map((one) => one.at);
  return {
    watched,
    state: cell.state,
    at: now,
    evidence: [`${watched} is ${cell.state}: ${cell.why}`, ...vantages.map((one) => one.evidence)],
    vantages,
    lastAnswerAt: answered.length === 0 ? null : Math.max(...answered),
  };
}

function decide(vantages: readonly VantageView[], policy: DetectPolicy): Cell {
  const outside = vantages.filter((one) => !one.inside && one.sight !== 'void');
  const needed = Math.max(1, policy.vantagesNeeded);
  if (outside.length < needed) {
    const why = `${outside.length} of the ${needed} vantages needed outside the site can testify`;
    return { state: 'UNKNOWN', why };
  }
  const cell = DECISIONS[rowOf(tallyOf(outside))];
  return cell.state === 'LOST' ? confirmLoss(cell, vantages, outside, policy) : cell;
}

/** The one verdict that moves a company's clients is asked twice. */
function confirmLoss(
  cell: Cell,
  vantages: readonly VantageView[],
  outside: readonly VantageView[],
  policy: DetectPolicy,
): Cell {
  const insider = vantages.find((one) => one.inside && (one.sight === 'clear' || one.sight === 'grey'));
  if (insider !== undefined) {
    const why = `${insider.vantage} inside the site still reaches it: it lives and is cut off from outside`;
    return { state: 'PARTITIONED', why };
  }
  if (policy.witnessRequired && !outside.some((one) => one.role === 'witness')) {
    return { state: 'UNKNOWN', why: 'no witness can testify: a lost site and a cut link look the same from here' };
  }
  return { state: 'LOST', why: `${cell.why} of ${formatSeconds(policy.lostAfterMs)}` };
}

function tallyOf(views: readonly VantageView[]): Tally {
  const count = (sight: string): number => views.filter((one) => one.sight === sight).length;
  return { clear: count('clear'), grey: count('grey'), blind: count('blind'), doubt: count('doubt') };
}
