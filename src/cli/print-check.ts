// Prints what the checker says of an old run.
import { formatCount } from '../base/core.ts';
import type { CheckResult } from '../check/core.ts';
import type { DrillCheckResult } from '../verbs/index.ts';
import { printDrillResult } from './print-drill.ts';
import { renderTable } from './render-table.ts';
import type { Terminal } from './terminal.ts';

export async function printCheckResult(
  { directory, check, outcome, result, before }: DrillCheckResult,
  terminal: Terminal,
): Promise<void> {
  if (terminal.options.output === 'json') {
    terminal.data(
      `${JSON.stringify({ formatVersion: '1.0', type: 'check', directory, before, outcome, check }, null, 2)}\n`,
    );
    return;
  }
  if (result === null) terminal.data(renderCheck(check));
  else await printDrillResult(result, directory, terminal);
  if (before !== null && before !== outcome)
    terminal.talk(`The report said ${before} before; it has been written anew.`);
}

/** The checker's own words, for a run that never had a report: totals, then every class that was found or is forbidden. */
export function renderCheck(check: CheckResult): string {
  const { invoked, acknowledged, failed, ambiguous, delivered } = check.totals;
  const totals = `${formatCount(invoked)} sent, ${formatCount(acknowledged)} acknowledged, ${formatCount(failed)} failed, ${formatCount(ambiguous)} ambiguous, ${formatCount(delivered)} delivered`;
  const rows = check.anomalies
    .filter((finding) => finding.count > 0 || finding.outcome !== 'pass')
    .map((finding) => [finding.outcome, finding.name, formatCount(finding.count), finding.meaning]);
  const table =
    rows.length === 0 ? 'No anomaly was found.\n' : renderTable([['VERDICT', 'CLASS', 'COUNT', 'MEANING'], ...rows]);
  const gaps = check.gaps.map((gap) => `gap: ${gap}\n`).join('');
  return `${check.outcome.toUpperCase()}  run ${check.run}: ${totals}\n\n${table}${gaps}`;
}
