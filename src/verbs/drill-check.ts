// Verb drill check: judges the history of an old run again.
import { join } from 'node:path';
import type { CheckResult } from '../check/core.ts';
import { judge, mergeOutcomes } from '../objectives/core.ts';
import type { Outcome } from '../objectives/core.ts';
import { openCheck, openReportFile } from './doors.ts';
import type { DrillResult } from './doors.ts';
import type { Host } from './host.ts';
import { runDirectory } from './run-directory.ts';

export interface DrillCheckInput {
  readonly run: string;
  readonly runsDir: string;
}

export interface DrillCheckResult {
  readonly directory: string;
  readonly check: CheckResult;
  readonly outcome: Outcome;
  /** The old result with the new check and its verdicts; null when the run ended before it had a report. */
  readonly result: DrillResult | null;
  /** Whether the run's own report said the same; null without a report. */
  readonly same: boolean | null;
}

export async function drillCheck(input: DrillCheckInput, host: Host): Promise<DrillCheckResult> {
  const directory = runDirectory(input.run, input.runsDir, host.cwd);
  const [{ checkRunDirectory }, { readResult }] = await Promise.all([openCheck(), openReportFile()]);
  const check = await checkRunDirectory(directory);
  const old = await readResult(join(directory, 'report.json')).catch(() => null);
  if (old === null) return { directory, check, outcome: check.outcome, result: null, same: null };
  const result = withCheck(old, check);
  return { directory, check, outcome: result.outcome, result, same: result.outcome === old.outcome };
}

/** The result as the new check gives it. Objectives without a measurement keep the old verdict's evidence (the drill measured it, not the checker). */
export function withCheck(old: DrillResult, check: CheckResult): DrillResult {
  const verdicts = old.verdicts.map((verdict) => {
    const { metric, tier } = verdict.objective;
    const measurement = check.measurements.find(
      (candidate) => candidate.metric === metric && (candidate.tier === tier || candidate.tier === '*'),
    );
    return measurement === undefined ? verdict : judge(verdict.objective, measurement);
  });
  const outcome = mergeOutcomes([check.outcome, ...verdicts.map((verdict) => verdict.outcome)]);
  return { ...old, check, verdicts, outcome, asExpected: outcome === old.scenario.expected };
}
