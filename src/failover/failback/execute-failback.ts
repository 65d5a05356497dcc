// executeFailback: the planned way back as one journalled runbook; a killed engine goes on from the journal.
import type { TideError } from '../../base/core.ts';
import { type FinishedStep, type Plan, isGood } from '../../runbook/core.ts';
import { execute, openJournal } from '../../runbook/index.ts';
import type { FailbackContext, FailbackFindings, FailbackRun } from './context.ts';
import { FAILBACK_STEPS } from './steps.ts';

export interface FailbackOutcome {
  readonly completed: boolean;
  readonly findings: FailbackFindings;
  readonly steps: readonly FinishedStep[];
  /** Monotonic milliseconds: the survivor closed, the returning site open, the names moved; null when it did not come to that. */
  readonly closedAt: number | null;
  readonly openedAt: number | null;
  readonly redirectedAt: number | null;
  readonly journalPath: string;
  readonly failure: TideError | null;
}

function runOf(context: FailbackContext): FailbackRun {
  const findings: FailbackFindings = {
    divergences: null,
    manifest: null,
    readBack: false,
    recovered: null,
    recreated: [],
    starts: null,
    mechanism: null,
    proven: [],
    stopProof: null,
    closed: null,
    positions: [],
  };
  return { ...context, findings };
}

/** The plan as shown before `--execute`; changes nothing. */
export async function planFailback(context: FailbackContext): Promise<Plan> {
  return await planOf(runOf(context));
}

async function planOf(run: FailbackRun): Promise<Plan> {
  const steps = await Promise.all(FAILBACK_STEPS.map((step) => step.plan(run)));
  const title = `Fail back from ${run.surviving} to ${run.returning} (${run.mode})`;
  return { formatVersion: '1.0', kind: 'failback', title, steps };
}

/** Rejects when the journal cannot be opened; a failing step is in the outcome. */
export async function executeFailback(context: FailbackContext): Promise<FailbackOutcome> {
  const { clock, emit, resumeCommand, signal } = context;
  const run = runOf(context);
  const plan = await planOf(run);
  const journal = await openJournal(context.journalPath, clock);
  try {
    const common = { plan, context: run, journal, clock, emit, resumeCommand, steps: FAILBACK_STEPS };
    const outcome = await execute({ ...common, ...(signal === undefined ? {} : { signal }) });
    const endOf = (id: string): number | null =>
      outcome.steps.find((step) => step.id === id && isGood(step.outcome))?.endedAt ?? null;
    return {
      completed: outcome.completed,
      findings: run.findings,
      steps: outcome.steps,
      closedAt: endOf('close'),
      openedAt: endOf('open'),
      redirectedAt: endOf('turn'),
      journalPath: journal.path,
      failure: outcome.failure,
    };
  } finally {
    await journal.close();
  }
}
