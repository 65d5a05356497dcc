// assemble: run record + check result -> DrillResult. Pure; the only place where a drill's outcome is decided.
import type { CheckResult } from '../check/core.ts';
import { judge, mergeOutcomes } from '../objectives/core.ts';
import type { Measurement, Objective, Verdict } from '../objectives/core.ts';
import type { DrillResult, SecondOpinion } from '../report/core.ts';
import { figuresMeasurement } from './figures.ts';
import type { RunRecord } from './record.ts';

/** Judges every objective of the scenario and merges: a forbidden anomaly fails the drill even when every limit was kept. */
export function assemble(record: RunRecord, check: CheckResult): DrillResult {
  const measurements = [
    ...check.measurements,
    secondOpinionMeasurement(record.secondOpinions),
    ...(record.figures === undefined ? [] : [figuresMeasurement(record.figures)]),
  ];
  const verdicts = record.scenario.objectives.map((objective) => verdictOf(objective, measurements));
  const outcome = mergeOutcomes([...verdicts.map((verdict) => verdict.outcome), check.outcome]);
  return {
    ...record,
    gaps: [...record.gaps, ...check.gaps.filter((gap) => !record.gaps.includes(gap))],
    outcome,
    asExpected: outcome === record.scenario.expected,
    verdicts,
    check,
  };
}

function verdictOf(objective: Objective, measurements: readonly Measurement[]): Verdict {
  const measured =
    measurements.find((each) => each.metric === objective.metric && each.tier === objective.tier) ??
    measurements.find((each) => each.metric === objective.metric && each.tier === '*');
  return judge(objective, measured ?? missing(objective));
}

function missing(objective: Objective): Measurement {
  return {
    metric: objective.metric,
    tier: objective.tier,
    value: null,
    unit: objective.unit,
    errorBound: 0,
    basis: 'measured',
    detail: 'not measured',
    unknown: {
      why: 'nothing in this run measured it',
      next: 'run the drill again without leaving the measurement out',
    },
  };
}

/** Violations = sites and topics where Kafka's own console consumer counted another number of records than the checker. */
export function secondOpinionMeasurement(opinions: readonly SecondOpinion[]): Measurement {
  const differing = opinions.filter((opinion) => opinion.counted !== opinion.checkerCounted);
  const counted = opinions.reduce((sum, opinion) => sum + opinion.counted, 0);
  const base = { metric: 'second-opinion', tier: '*', unit: 'violations', errorBound: 0, basis: 'measured' } as const;
  if (opinions.length === 0) {
    return {
      ...base,
      value: null,
      detail: 'no second opinion was taken',
      unknown: { why: 'the console consumer did not run', next: 'run the drill without --no-second-opinion' },
    };
  }
  const first = differing[0];
  const detail =
    first === undefined
      ? `${opinions[0]!.tool} counted ${counted} records in ${opinions.length} reads, the checker the same`
      : `${first.tool} counted ${first.counted} records of ${first.topic} at ${first.site}, the checker ${first.checkerCounted}`;
  return { ...base, value: differing.length, detail };
}
