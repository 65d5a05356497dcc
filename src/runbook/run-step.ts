// One step from begin to end: precondition, probe, act, verify; each stage is in the journal before the next one starts.
import { type Clock, type Emit, type TideError, assert, isTideError } from '../base/core.ts';
import { within } from './bounded.ts';
import { runbookError } from './errors.ts';
import type { Journal, NewEntry } from './journal.ts';
import type { Evidence, JournalEntry, Plan, Step, StepOutcome } from './plan.ts';

export interface StageContext<Context> {
  readonly plan: Plan;
  readonly context: Context;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly resumeCommand: string;
  readonly signal?: AbortSignal;
  /** All entries of the run so far; this module appends what it writes. */
  readonly entries: JournalEntry[];
  readonly done: () => readonly string[];
}

/** Runs one step. Throws the TideError that ended it, after its end stands in the journal. */
export async function runStep<Context>(stage: StageContext<Context>, step: Step<Context>): Promise<void> {
  const planned = stage.plan.steps.find((candidate) => candidate.id === step.id);
  assert(planned !== undefined, `RUN-7: the step ${step.id} is run outside its plan`);
  const beganAt = stage.clock.monotonicMs();
  const deadline = beganAt + planned.timeoutMs;
  const write = async (entry: Omit<NewEntry, 'step'>): Promise<void> => {
    stage.entries.push(await stage.journal.append({ step: step.id, ...entry }));
  };
  const bounded = <T>(doing: string, work: Promise<T>): Promise<T> =>
    stageWithin(stage, step.id, doing, deadline, planned.timeoutMs, work);
  const tell = (type: string, say: string, data: Evidence): void =>
    stage.emit({
      type,
      monotonicMs: stage.clock.monotonicMs(),
      wallMs: stage.clock.wallMs(),
      say,
      data: { step: step.id, ...data },
    });

  await write({ what: 'begin' });
  tell('runbook.step-began', planned.title, { title: planned.title });
  const end = async (outcome: StepOutcome, data: Evidence): Promise<void> => {
    await write({ what: 'end', outcome, data });
    const durationMs = stage.clock.monotonicMs() - beganAt;
    tell('runbook.step-ended', `${planned.title}: ${outcome}`, { outcome, durationMs, ...data });
  };
  try {
    const refusal = await bounded('check its precondition', step.precondition(stage.context));
    if (refusal !== null) {
      throw runbookError('TIDE_RUNBOOK_REFUSED', { step: step.id, reason: refusal, resume: stage.resumeCommand });
    }
    const already = await bounded('look at the live state', step.probe(stage.context));
    await write({ what: 'probe', data: { already } });
    if (!already) {
      // RUN-1: the intent is on disk before the act; a crash in between is settled by the probe of the next run.
      await write({ what: 'act' });
      const note = async (data: Evidence): Promise<void> => {
        await write({ what: 'note', data });
        tell('runbook.step-note', `${planned.title}: ${Object.keys(data).join(', ')}`, data);
      };
      await bounded('act', step.act(stage.context, note));
    }
    const evidence = await bounded('verify what it did', step.verify(stage.context));
    await write({ what: 'verify', data: evidence });
    await end(already ? 'already-done' : 'done', {});
  } catch (error) {
    const failure = failureOf(stage, step.id, error);
    const outcome: StepOutcome = failure.code === 'TIDE_RUNBOOK_REFUSED' ? 'refused' : 'failed';
    await end(outcome, { code: failure.code, reason: failure.message, why: failure.why, next: failure.next });
    throw failure;
  }
}

async function stageWithin<Context, T>(
  stage: StageContext<Context>,
  step: string,
  doing: string,
  deadline: number,
  timeoutMs: number,
  work: Promise<T>,
): Promise<T> {
  const result = await within(work, deadline - stage.clock.monotonicMs(), stage.signal);
  if (result.in === 'time') return result.value;
  const fields = { step, doing, timeoutMs, ...common(stage) };
  throw runbookError(result.in === 'abort' ? 'TIDE_RUNBOOK_INTERRUPTED' : 'TIDE_RUNBOOK_STEP_TIMEOUT', fields);
}

function failureOf<Context>(stage: StageContext<Context>, step: string, error: unknown): TideError {
  if (isTideError(error) && error.code.startsWith('TIDE_RUNBOOK_')) return error;
  const reason = isTideError(error)
    ? `${error.message} ${error.why}`
    : error instanceof Error
      ? error.message
      : String(error);
  return runbookError('TIDE_RUNBOOK_STEP_FAILED', { step, doing: 'act and verify', reason, ...common(stage) }, error);
}

function common<Context>(stage: StageContext<Context>): { done: string; journal: string; resume: string } {
  const done = stage.done();
  return {
    done: done.length === 0 ? 'none yet' : done.join(', '),
    journal: stage.journal.path,
    resume: stage.resumeCommand,
  };
}
