// The blocks WARNINGS and NOT SHOWN: what a reader must not miss although it may not have decided the verdict.
import { formatCount, formatSeconds } from '../base/core.ts';
import type { AnomalyFinding } from '../check/core.ts';
import type { Paint } from './colour.ts';
import type { DrillResult } from './result.ts';
import { hang } from './wrap.ts';

/** Sentences: forbidden anomalies with their first example, disagreement, stalls, a fence that let through. */
export function warningsOf(result: DrillResult): string[] {
  const { check, secondOpinions, fencing } = result;
  const forbidden = check.anomalies.filter(
    (finding) => finding.count > 0 && (finding.allowed === 'forbidden' || finding.outcome === 'fail'),
  );
  const unknown = check.anomalies.filter((finding) => finding.outcome === 'unknown');
  const disagreeing = secondOpinions.filter((opinion) => opinion.counted !== opinion.checkerCounted);
  const open = fencing !== null && fencing.stubbornAcknowledged > 0;
  return [
    ...(result.asExpected
      ? []
      : [`the drill was built to end with ${result.scenario.expected} and ended with ${result.outcome}`]),
    ...forbidden.map(anomalySentence),
    ...unknown.map((finding) => `${finding.name}: not known (${formatCount(finding.count)} found so far)`),
    ...(open ? [fencingSentence(fencing)] : []),
    ...figureSentences(result),
    ...disagreeing.map(
      (opinion) =>
        `${opinion.tool} counted ${formatCount(opinion.counted)} records of ${opinion.topic} at ${opinion.site}, the checker ${formatCount(opinion.checkerCounted)}`,
    ),
    ...(check.stalls.overlapsRecovery
      ? [
          `the measuring processes stood still up to ${formatSeconds(check.stalls.longestMs)} during the recovery; samples in it are void`,
        ]
      : []),
  ];
}

function anomalySentence(finding: AnomalyFinding): string {
  const first = finding.examples[0];
  const head = `${finding.name}: ${formatCount(finding.count)} ${finding.allowed === 'forbidden' ? 'where none is allowed' : 'over the limit'}`;
  if (first === undefined) return head;
  const offset = first.offset === null ? '' : ` offset ${first.offset}`;
  const site = first.site === null ? '' : ` at ${first.site}`;
  return `${head}; first: ${first.topic}-${first.partition}${offset}${site} (${first.id}): ${first.say}`;
}

const FIGURES_SHOWN = 5;

/** Figures that are not what they were known to be before the drill. */
function figureSentences({ figures = [] }: DrillResult): string[] {
  const wrong = figures.filter(({ expected, found }) => found !== expected);
  const shown = wrong
    .slice(0, FIGURES_SHOWN)
    .map(
      (each) => `${each.topic}-${each.partition}: ${each.what}: ${each.found ?? 'unknown'} instead of ${each.expected}`,
    );
  return wrong.length > shown.length ? [...shown, `${wrong.length - shown.length} more figures differ`] : shown;
}

function fencingSentence(fencing: NonNullable<DrillResult['fencing']>): string {
  const { stubbornAcknowledged, stubbornAttempts, armed } = fencing;
  return `the returned old site acknowledged ${formatCount(stubbornAcknowledged)} of ${formatCount(stubbornAttempts)} writes of a stubborn client; the fence was ${armed ? 'armed' : 'not armed'}`;
}

/** Empty when there is nothing to warn of. */
export function warningsBlock(result: DrillResult, paint: Paint, width: number | null): string[] {
  const warnings = warningsOf(result);
  if (warnings.length === 0) return [];
  return [paint('strong', 'WARNINGS'), ...warnings.flatMap((sentence) => hang('  ! ', sentence, 4, width))];
}

/** What the run could not show, each with the command that would. Empty when it showed everything. */
export function gapsBlock(result: DrillResult, paint: Paint, width: number | null): string[] {
  const gaps = [...new Set([...result.gaps, ...result.check.gaps])];
  if (gaps.length === 0) return [];
  return [paint('strong', 'NOT SHOWN'), ...gaps.flatMap((sentence) => hang('  - ', sentence, 4, width))];
}
