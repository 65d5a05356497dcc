// Prints a promotion: the plan with its point of no return, and afterwards what was done and how it is known.
import { formatCount } from '../base/core.ts';
import type { PromotionPlan, ReplicatePromoteResult } from '../verbs/index.ts';
import { renderTable } from './render-table.ts';
import type { Terminal } from './terminal.ts';

export function printPromotionPlan(plan: PromotionPlan, terminal: Terminal, as: 'data' | 'talk'): void {
  if (terminal.options.output === 'json')
    terminal.data(`${JSON.stringify({ formatVersion: '1.0', type: 'plan', ...plan })}\n`);
  else if (as === 'data') terminal.data(renderPromotionPlan(plan));
  else terminal.talk(renderPromotionPlan(plan));
}

export function renderPromotionPlan(plan: PromotionPlan): string {
  const missing =
    plan.missing === null
      ? `What ${plan.target} lacks is unknown: the source is not asked. What it lacks is lost to the applications, until the tail is recovered from ${plan.source}.`
      : plan.missing === 0
        ? `${plan.target} lacks nothing now.`
        : `${plan.target} lacks ${formatCount(plan.missing)} offsets in ${plan.gaps.length} partitions now.`;
  return [
    `Promotion of ${plan.target} (flow ${plan.flow}, generation ${plan.generation})`,
    plan.link,
    plan.sourceIs,
    missing,
    '',
    'STEPS',
    ...plan.steps.map((step, i) => `  ${i + 1}. ${step}`),
    '',
    'SETTINGS GIVEN BACK',
    ...(plan.changes.length === 0 ? ['  none'] : plan.changes.map((line) => `  ${line}`)),
    '',
    `POINT OF NO RETURN  ${plan.pointOfNoReturn}`,
    '',
  ].join('\n');
}

export function printPromotion(result: ReplicatePromoteResult, terminal: Terminal): void {
  if (terminal.options.output === 'json')
    terminal.data(`${JSON.stringify({ formatVersion: '1.0', type: 'result', ...result })}\n`);
  else terminal.data(renderPromotion(result));
}

export function renderPromotion({ target, evidence, groups, next }: ReplicatePromoteResult): string {
  const lines = [`PROMOTED  ${target}`, ...evidence.map((one) => `  ${one}`)];
  if (groups.length > 0)
    lines.push(
      '',
      renderTable([['GROUP', 'STATE', 'WHY'], ...groups.map((one) => [one.group, one.state, one.why])]).trimEnd(),
    );
  return `${[...lines, '', next].join('\n')}\n`;
}
