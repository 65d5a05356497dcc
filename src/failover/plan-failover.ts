// planFailover: the plan with live values of the surviving site; changes nothing and asks the source nothing.
import type { Plan } from '../runbook/core.ts';
import type { FailoverContext, FailoverRun } from './context.ts';
import { type TargetReading, readTarget } from './read-target.ts';
import { STEPS } from './steps.ts';

export interface PlannedFailover {
  readonly plan: Plan;
  readonly run: FailoverRun;
  readonly reading: TargetReading;
}

/** The plan as shown before `--execute`; print it with `renderPlan`. Rejects when the surviving site does not answer. */
export async function planFailover(context: FailoverContext): Promise<Plan> {
  return (await prepareRun(context)).plan;
}

export async function prepareRun(context: FailoverContext): Promise<PlannedFailover> {
  const reading = await readTarget(context);
  const run: FailoverRun = { ...context, findings: reading.findings };
  const steps = await Promise.all(STEPS.map((step) => step.plan(run)));
  const title = `Fail over from ${context.retired} to ${context.surviving} (flow ${context.mechanism.flow.name})`;
  return { plan: { formatVersion: '1.0', kind: 'failover', title, steps }, run, reading };
}
