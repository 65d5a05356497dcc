// The resumable executor: runs every step whose dependencies are done, side by side, journals each stage first, stops at the first failure.
import { type Clock, type Emit, type TideError, assert, isTideError } from '../base/core.ts';
import { runbookError } from './errors.ts';
import type { Journal } from './journal.ts';
import { type Evidence, type JournalEntry, type Plan, RUN_ENTRY, type Step } from './plan.ts';
import { type FinishedStep, type Progress, isGood, progressOf } from './progress.ts';
import { type StageContext, runStep } from './run-step.ts';

export interface ExecuteOptions<Context> {
  readonly plan: Plan;
  readonly steps: readonly Step<Context>[];
  readonly context: Context;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly emit: Emit;
  /** The command that goes on with this run; stands in every error. */
  readonly resumeCommand: string;
  readonly signal?: AbortSignal;
}

export interface RunOutcome {
  readonly completed: boolean;
  /** Every step that ended, in the order in which they ended, those of earlier runs included. */
  readonly steps: readonly FinishedStep[];
  /** Why the run stopped; null when it completed. */
  readonly failure: TideError | null;
  readonly journalPath: string;
}

/** Carries the plan out, from the beginning or from where the journal ends. A failing step is in the outcome, not thrown. */
export async function execute<Context>(options: ExecuteOptions<Context>): Promise<RunOutcome> {
  const { plan, journal, clock } = options;
  const entries: JournalEntry[] = [...journal.found.entries];
  await writeOrComparePlan(options, entries);
  const beganAt = clock.monotonicMs();
  restore(options, progressOf(plan, entries));

  const running = new Map<string, Promise<void>>();
  let failure: TideError | null = null;
  const stage: StageContext<Context> = {
    ...options,
    entries,
    done: () => progressOf(plan, entries).done.map((step) => step.id),
  };
  for (;;) {
    const ready = failure === null ? progressOf(plan, entries).next.filter((id) => !running.has(id)) : [];
    for (const id of ready) {
      const work = runStep(stage, stepOf(options, id))
        .catch((error: unknown) => {
          failure ??= isTideError(error) ? error : wrapped(options, id, error);
        })
        .finally(() => running.delete(id));
      running.set(id, work);
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }

  const progress = progressOf(plan, entries);
  const completed = progress.finished && failure === null;
  const durationMs = clock.monotonicMs() - beganAt;
  tell(options, 'runbook.ended', completed ? `${plan.title}: all steps done` : `${plan.title}: stopped`, {
    completed,
    durationMs,
  });
  return { completed, steps: [...progress.done, ...progress.failed], failure, journalPath: journal.path };
}

async function writeOrComparePlan<Context>(options: ExecuteOptions<Context>, entries: JournalEntry[]): Promise<void> {
  const { plan, journal } = options;
  // Whoever decides on a run may note its reasons before the plan.
  const first = entries.find((entry) => entry.what === 'plan');
  if (first === undefined) {
    entries.push(await journal.append({ step: RUN_ENTRY, what: 'plan', data: { plan } }));
    tell(options, 'runbook.begun', `${plan.title}: ${plan.steps.length} steps`, {
      journal: journal.path,
      steps: idsOf(plan),
    });
    return;
  }
  const written = first.data['plan'] as Plan | undefined;
  const difference = written === undefined ? 'its first line holds no plan' : differenceOf(written, plan);
  if (difference !== null) throw runbookError('TIDE_RUNBOOK_PLAN_MOVED', { path: journal.path, difference });
  const { done, interrupted } = progressOf(plan, entries);
  const data = { done: done.map((step) => step.id), interrupted, torn: journal.found.torn !== null, pid: process.pid };
  entries.push(await journal.append({ step: RUN_ENTRY, what: 'note', data: { resumed: data } }));
  tell(options, 'runbook.resumed', `${plan.title}: goes on after ${done.length} of ${plan.steps.length} steps`, data);
}

/** Live values in `will` and `loss` may have moved since; what must be equal is the kind, the steps and their order. */
function differenceOf(written: Plan, asked: Plan): string | null {
  if (written.kind !== asked.kind) return `it is a ${written.kind}, asked for was a ${asked.kind}`;
  if (written.title !== asked.title) return `its title is "${written.title}", asked for was "${asked.title}"`;
  const [left, right] = [idsOf(written).join(', '), idsOf(asked).join(', ')];
  return left === right ? null : `its steps are ${left}; asked for were ${right}`;
}

function idsOf(plan: Plan): readonly string[] {
  return plan.steps.map((step) => step.id);
}

function restore<Context>(options: ExecuteOptions<Context>, progress: Progress): void {
  for (const finished of progress.done) {
    if (isGood(finished.outcome)) stepOf(options, finished.id).restore?.(options.context, finished.evidence);
  }
}

function stepOf<Context>(options: ExecuteOptions<Context>, id: string): Step<Context> {
  const step = options.steps.find((candidate) => candidate.id === id);
  assert(step !== undefined, `RUN-7: the plan holds the step ${id}, for which there is no code`);
  return step;
}

function wrapped<Context>(options: ExecuteOptions<Context>, step: string, error: unknown): TideError {
  const reason = error instanceof Error ? error.message : String(error);
  const { path: journal } = options.journal;
  const done = 'see the journal';
  return runbookError(
    'TIDE_RUNBOOK_STEP_FAILED',
    { step, doing: 'run', reason, done, journal, resume: options.resumeCommand },
    error,
  );
}

export function tell(
  options: { readonly clock: Clock; readonly emit: Emit },
  type: string,
  say: string,
  data: Evidence,
): void {
  options.emit({ type, monotonicMs: options.clock.monotonicMs(), wallMs: options.clock.wallMs(), say, data });
}
