// The pure door of runbook: shapes, the resolver that tells the next safe steps, and the plan as text.
export { RUN_ENTRY, dependenciesOf } from './plan.ts';
export type { Evidence, JournalEntry, JournalWhat, Note, Plan, Step, StepOutcome, StepPlan } from './plan.ts';
export { assertPlanIsSound, isGood, progressOf } from './progress.ts';
export type { FinishedStep, Progress } from './progress.ts';
export { renderPlan } from './render.ts';
