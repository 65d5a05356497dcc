// checkHistory: from histories and facts to the CheckResult; pure.
import { type Outcome, mergeOutcomes } from '../objectives/core.ts';
import { ANOMALIES } from './anomalies.ts';
import type { HistoryFile, RunFacts } from './history.ts';
import { allowedFor } from './matrix.ts';
import { clientsOf } from './measure/clients.ts';
import { exposureOf } from './measure/exposure.ts';
import { failbackOf } from './measure/failback.ts';
import { groupRows } from './measure/groups.ts';
import { measurementsOf } from './measure/measurements.ts';
import { rpoOf } from './measure/rpo.ts';
import { spreadOf, splitOf } from './measure/rto.ts';
import { ModelBuilder } from './model/builder.ts';
import { type Evidence, evidenceOf } from './model/evidence.ts';
import { type Model, PRIMARY } from './model/model.ts';
import { STATE } from './model/records.ts';
import type { AnomalyFinding, CheckResult, ClientRecovery, Totals } from './result.ts';

/** Checks histories that are in memory. Directories: `checkRunDirectory` of the acting door. */
export function checkHistory(files: readonly HistoryFile[], facts: RunFacts): CheckResult {
  const builder = new ModelBuilder(facts);
  for (const file of files) builder.declare(file.header);
  for (const file of files) {
    const sink = builder.sink(file.header);
    for (const line of file.lines) sink(line);
  }
  return checkModel(builder.build());
}

export function checkModel(model: Model): CheckResult {
  const evidence = evidenceOf(model);
  const unknowns = new Map<string, string>();
  const anomalies = findingsOf(evidence, unknowns);
  const clients = clientsOf(evidence);
  const rpo = rpoOf(evidence);
  const rto = splitOf(model.facts.t0, model.facts.phases, clients);
  const groups = groupRows(evidence);
  const failback = failbackOf(evidence, clients);
  const stopped = failback === null || failback.unknown === null ? [] : [failback.unknown];
  const serious = [...new Set([...model.gaps, ...unknowns.values(), ...stopped])];
  const outcomes: Outcome[] = anomalies.map((finding) => finding.outcome);
  return {
    formatVersion: '1.0',
    run: model.facts.run,
    // A gap in the evidence must not be green even where no class depends on it.
    outcome: mergeOutcomes([...outcomes, serious.length > 0 ? 'unknown' : 'pass']),
    totals: totalsOf(model),
    anomalies,
    rpo,
    rto,
    clients,
    groups,
    measurements: measurementsOf(evidence, { findings: anomalies, unknowns, rpo, rto, clients, groups, failback }),
    stalls: stallsOf(model, clients),
    gaps: [...serious, ...model.remarks],
    ...(failback === null ? {} : { failback }),
    exposure: exposureOf(model.facts),
    recovery: { producers: spreadOf(clients, 'producer'), groups: spreadOf(clients, 'group') },
  };
}

function findingsOf(evidence: Evidence, unknowns: Map<string, string>): readonly AnomalyFinding[] {
  return ANOMALIES.map((anomaly) => {
    const allowed = allowedFor(evidence.model.facts.architecture, anomaly.name);
    const { name, meaning } = anomaly;
    if (allowed === 'not-applicable')
      return { name, count: 0, allowed, outcome: 'pass', meaning, causes: {}, examples: [] };
    const { count, causes, examples, unknown } = anomaly.find(evidence);
    if (count === 0 && unknown !== null) unknowns.set(name, unknown);
    const none: Outcome = unknown === null || allowed !== 'forbidden' ? 'pass' : 'unknown';
    const outcome: Outcome = count === 0 ? none : allowed === 'forbidden' ? 'fail' : 'pass';
    return { name, count, allowed, outcome, meaning, causes, examples };
  });
}

function totalsOf(model: Model): Totals {
  const byState = new Map<number, number>();
  for (let row = 0; row < model.records.length; row++) {
    const state = model.records.state.at(row);
    const sent =
      state !== STATE.unseen || (model.records.sessionAt(row).declared && !model.records.sessionAt(row).invokesLogged);
    if (sent) byState.set(state, (byState.get(state) ?? 0) + 1);
  }
  const of = (state: number): number => byState.get(state) ?? 0;
  const inLog: Record<string, number> = {};
  for (const site of model.sites) {
    // The primary before its way back is no site of the end.
    if (model.wayBack !== null && site === model.sites[PRIMARY]) continue;
    if (site.log.read) inLog[site.name] = site.log.partitions.reduce((sum, log) => sum + (log?.length ?? 0), 0);
  }
  return {
    invoked: [...byState.values()].reduce((sum, count) => sum + count, 0),
    acknowledged: of(STATE.ok),
    failed: of(STATE.fail),
    ambiguous: of(STATE.info) + of(STATE.invoked),
    delivered: model.groups.reduce((sum, group) => sum + group.length, 0),
    inLog,
  };
}

function stallsOf(model: Model, clients: readonly ClientRecovery[]): CheckResult['stalls'] {
  const { t0, deadlineMs } = model.facts;
  const recovered = clients.filter((client) => client.affected && client.recoveredMs !== null);
  const overlapsRecovery =
    t0 !== null &&
    model.stalls.some((stall) =>
      recovered.some((client) => {
        const at = t0 + (client.recoveredMs ?? 0);
        return stall.from <= at + deadlineMs && stall.to >= at - deadlineMs;
      }),
    );
  return {
    count: model.stalls.length,
    longestMs: model.stalls.reduce((most, stall) => Math.max(most, stall.to - stall.from), 0),
    overlapsRecovery,
  };
}
