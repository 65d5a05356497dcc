// Measurements: one per metric, ready to be judged; unknown where evidence is missing, never 0.
import { formatCount, formatSeconds } from '../../base/core.ts';
import type { Measurement, Metric } from '../../objectives/core.ts';
import { ANOMALIES } from '../anomalies.ts';
import type { Evidence } from '../model/evidence.ts';
import { siteAt, survivor } from '../model/model.ts';
import type { AnomalyFinding, ClientRecovery, Failback, GroupAuditRow, Rpo, RtoSplit } from '../result.ts';
import { failbackViolations, failbackWords } from './failback.ts';
import { lastClient } from './rto.ts';

export interface Measured {
  readonly findings: readonly AnomalyFinding[];
  /** Per class that found nothing: why that proves nothing. */
  readonly unknowns: ReadonlyMap<string, string>;
  readonly rpo: Rpo | null;
  readonly rto: RtoSplit;
  readonly clients: readonly ClientRecovery[];
  readonly groups: readonly GroupAuditRow[];
  /** Null in a run without a way back. */
  readonly failback: Failback | null;
}

const RECHECK = 'tideover drill check <run> after the missing read, or repeat the drill';
const COMMON = { tier: '*', basis: 'measured' } as const;

export function measurementsOf(evidence: Evidence, measured: Measured): readonly Measurement[] {
  return [
    rpoMeasurement(evidence, measured),
    rtoMeasurement(evidence, measured),
    groupsMeasurement(evidence, measured),
    ...(['in-cluster', 'fencing', 'order'] as const).map((metric) => violations(evidence, measured, metric, '')),
    ...(measured.failback === null ? [] : [failbackMeasurement(evidence, measured.failback)]),
  ];
}

function rpoMeasurement(evidence: Evidence, { rpo }: Measured): Measurement {
  const base = { ...COMMON, metric: 'rpo', unit: 'ms' } as const;
  if (rpo === null) {
    const { model } = evidence;
    const why =
      model.facts.t0 === null
        ? 'no fault took effect, so nothing could be lost'
        : `the final read of ${siteAt(model, survivor(model)).name} is missing`;
    return unknownOf(base, why);
  }
  const gap = evidence.model.gaps[0];
  if (gap !== undefined) return { ...unknownOf(base, gap), atLeast: round(rpo.ms.min) };
  // Writers that never got an answer cannot say whether they were promised anything: they widen the interval, by name.
  const unanswered = rpo.records.max - rpo.records.min;
  const open = unanswered === 0 ? '' : `, nor are ${formatCount(unanswered)} whose writers got no answer`;
  const stranded =
    rpo.stranded === null || rpo.records.min === 0
      ? ''
      : `; ${formatCount(rpo.stranded)} of them are still at the old primary`;
  if (rpo.recovered !== undefined) return { ...rpoValue(base, rpo), detail: recoveredWords(evidence, rpo, open) };
  return {
    ...rpoValue(base, rpo),
    detail: `${formatCount(rpo.records.min)} of ${formatCount(rpo.acknowledgedBeforeT0)} acknowledged records are not at ${siteAt(evidence.model, survivor(evidence.model)).name}${stranded}${open}`,
  };
}

function rpoValue<Base extends object>(base: Base, { ms }: Rpo): Base & { value: number; errorBound: number } {
  return { ...base, value: round((ms.min + ms.max) / 2), errorBound: round((ms.max - ms.min) / 2) };
}

/** After a way back nothing is missing any more: what was, and what came of it. */
function recoveredWords(evidence: Evidence, rpo: Rpo, open: string): string {
  const missing = rpo.records.min;
  const recovered = rpo.recovered ?? 0;
  const words = recovered === missing ? 'all recovered' : `${formatCount(recovered)} recovered`;
  const said = `${formatCount(missing)} of ${formatCount(rpo.acknowledgedBeforeT0)} acknowledged records were only in ${evidence.model.facts.primary}`;
  return `${said}${open}${missing === 0 ? '' : `; ${words}`}`;
}

function failbackMeasurement({ model }: Evidence, failback: Failback): Measurement {
  const base = { ...COMMON, metric: 'failback', unit: 'violations' } as const;
  const value = failbackViolations(failback);
  // What was found is found, whatever is missing besides.
  if (value === 0 && failback.unknown !== null) return unknownOf(base, failback.unknown);
  return { ...base, value, errorBound: 0, detail: failbackWords(model, failback) };
}

function rtoMeasurement(evidence: Evidence, { rto, clients }: Measured): Measurement {
  const base = { ...COMMON, metric: 'rto', unit: 'ms' } as const;
  const { facts } = evidence.model;
  const last = lastClient(clients);
  if (facts.t0 === null) return unknownOf(base, 'no fault took effect, so nothing had to recover');
  if (last === null) return unknownOf(base, 'no client had business at the lost site');
  if (last.recoveredMs === null || rto.total === null) {
    const lasted = round(facts.endedAt - facts.t0);
    return {
      ...unknownOf(
        base,
        `${last.client} was not served again before the run ended, ${formatSeconds(lasted)} after the loss`,
      ),
      atLeast: lasted,
    };
  }
  const parts = (['detect', 'decide', 'fence', 'promote', 'redirect', 'clients'] as const)
    .filter((name) => rto[name] !== null)
    .map((name) => `${name} ${formatSeconds(rto[name] ?? 0)}`);
  return {
    ...base,
    value: rto.total,
    errorBound: round(
      clients.reduce((most, client) => (client.affected ? Math.max(most, client.errorBoundMs) : most), 0) +
        (facts.faults.find((fault) => fault.effectiveAt === facts.t0)?.effectiveErrorMs ?? 0),
    ),
    detail: `${parts.join(', ')}; the last one was ${last.kind} ${last.role} ${last.client}`,
  };
}

function groupsMeasurement(evidence: Evidence, measured: Measured): Measurement {
  if (evidence.audits.length === 0) {
    return unknownOf({ ...COMMON, metric: 'groups', unit: 'violations' }, 'the workload had no consumer group');
  }
  const sum = (field: 'skipped' | 'redeliveredCommitted' | 'redeliveredUncommitted'): number =>
    measured.groups.reduce((total, row) => total + row[field], 0);
  const again = sum('redeliveredCommitted') + sum('redeliveredUncommitted');
  const groups = `${evidence.audits.length} ${evidence.audits.length === 1 ? 'group' : 'groups'}; ${formatCount(sum('skipped'))} skipped, ${formatCount(again)} delivered again`;
  return violations(evidence, measured, 'groups', groups);
}

/** Forbidden classes of a metric, counted together. A class that could not be judged makes a sum of 0 unknown. */
function violations(evidence: Evidence, { findings, unknowns }: Measured, metric: Metric, detail: string): Measurement {
  const base = { ...COMMON, metric, unit: 'violations' } as const;
  const mine = ANOMALIES.filter((anomaly) => anomaly.metric === metric).map(({ name }) => name);
  const forbidden = findings.filter((finding) => finding.allowed === 'forbidden' && mine.includes(finding.name));
  const value = forbidden.reduce((total, finding) => total + finding.count, 0);
  const missing =
    forbidden.map((finding) => unknowns.get(finding.name)).find((why) => why !== undefined) ?? evidence.model.gaps[0];
  if (value === 0 && missing !== undefined) return unknownOf(base, missing);
  const found = forbidden
    .filter((finding) => finding.count > 0)
    .map((finding) => `${formatCount(finding.count)} ${finding.name}`);
  const said = found.length === 0 ? `none of ${forbidden.map((finding) => finding.name).join(', ')}` : found.join(', ');
  return { ...base, value, errorBound: 0, detail: detail === '' ? said : value === 0 ? detail : `${detail}; ${said}` };
}

function unknownOf(base: Pick<Measurement, 'metric' | 'tier' | 'basis' | 'unit'>, why: string): Measurement {
  return { ...base, value: null, errorBound: 0, detail: `unknown (${why})`, unknown: { why, next: RECHECK } };
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
