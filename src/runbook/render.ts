// What a person reads before anything is changed: the plan as text, with the point of no return and what each step loses.
import { formatSeconds } from '../base/core.ts';
import { type Plan, type StepPlan, dependenciesOf } from './plan.ts';

/** The plan as printed before `--execute`; plain text, no colours, ends with a newline. */
export function renderPlan(plan: Plan): string {
  const lines = [`PLAN  ${plan.title}`, ''];
  plan.steps.forEach((step, index) => {
    if (step.pointOfNoReturn) {
      lines.push('  ---- point of no return: what comes before it can be taken back, what follows cannot ----', '');
    }
    lines.push(...renderStep(plan, step, index + 1), '');
  });
  lines.push('Nothing has been changed. Run the same command with --execute to carry this plan out.');
  return `${lines.join('\n')}\n`;
}

function renderStep(plan: Plan, step: StepPlan, number: number): readonly string[] {
  const waits = dependenciesOf(plan, step);
  return [
    `  ${number}. ${step.title}  [${step.id}]`,
    ...step.will.map((line) => `     will   ${line}`),
    ...step.loss.map((line) => `     loss   ${line}`),
    `     after  ${waits.length === 0 ? 'nothing, begins at once' : waits.join(', ')}`,
    `     undo   ${step.undo ?? 'none'}`,
    `     bound  ${formatSeconds(step.timeoutMs)}`,
  ];
}
