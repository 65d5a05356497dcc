// The pure resolver: from a plan and its journal, what is done, what was interrupted, and which steps may begin now.
import { assert } from '../base/core.ts';
import { type Evidence, type JournalEntry, type Plan, type StepOutcome, dependenciesOf } from './plan.ts';

export interface FinishedStep {
  readonly id: string;
  readonly outcome: StepOutcome;
  readonly beganAt: number;
  readonly endedAt: number;
  readonly evidence: Evidence;
}

export interface Progress {
  /** Steps that ended well (done or already-done), in the order in which they ended. */
  readonly done: readonly FinishedStep[];
  /** Steps that ended badly and were not repeated since. */
  readonly failed: readonly FinishedStep[];
  /** Steps with a begin and no end: the engine died inside; only a probe can tell what they did. */
  readonly interrupted: readonly string[];
  /** Steps whose dependencies are all done and that are not done themselves, in plan order. */
  readonly next: readonly string[];
  readonly finished: boolean;
}

interface Reading {
  beganAt: number;
  evidence: Evidence;
  end: FinishedStep | null;
}

/** Reads the journal's entries (already proven unbroken) against the plan. Entries of unknown steps break an assertion: RUN-3. */
export function progressOf(plan: Plan, entries: readonly JournalEntry[]): Progress {
  assertPlanIsSound(plan);
  const readings = new Map<string, Reading>();
  const order: string[] = [];
  for (const entry of entries) {
    if (entry.what === 'plan' || entry.what === 'note') continue;
    assert(
      plan.steps.some((step) => step.id === entry.step),
      `RUN-3: the journal names the step ${entry.step}, the plan does not`,
    );
    readEntry(readings, order, entry);
  }

  const ends = order.map((id) => readings.get(id)?.end ?? null).filter((end) => end !== null);
  const done = ends.filter((end) => isGood(end.outcome));
  const doneIds = new Set(done.map((end) => end.id));
  const next = plan.steps
    .filter((step) => !doneIds.has(step.id))
    .filter((step) => dependenciesOf(plan, step).every((id) => doneIds.has(id)))
    .map((step) => step.id);
  return {
    done,
    failed: ends.filter((end) => !isGood(end.outcome)),
    interrupted: plan.steps.filter((step) => readings.get(step.id)?.end === null).map((step) => step.id),
    next,
    finished: doneIds.size === plan.steps.length,
  };
}

function readEntry(readings: Map<string, Reading>, order: string[], entry: JournalEntry): void {
  if (entry.what === 'begin') {
    const earlier = readings.get(entry.step)?.end;
    assert(!(earlier && isGood(earlier.outcome)), `RUN-4: the step ${entry.step} began again after it had ended well`);
    readings.set(entry.step, { beganAt: entry.monotonicMs, evidence: {}, end: null });
    return;
  }
  const reading = readings.get(entry.step);
  assert(reading !== undefined, `RUN-5: ${entry.what} of the step ${entry.step} stands before its begin`);
  if (entry.what === 'verify') reading.evidence = entry.data;
  if (entry.what !== 'end') return;
  assert(entry.outcome !== null, `RUN-5: the end of the step ${entry.step} has no outcome`);
  reading.end = {
    id: entry.step,
    outcome: entry.outcome,
    beganAt: reading.beganAt,
    endedAt: entry.monotonicMs,
    evidence: reading.evidence,
  };
  const at = order.indexOf(entry.step);
  if (at >= 0) order.splice(at, 1);
  order.push(entry.step);
}

/** True for the outcomes after which the steps behind may begin. */
export function isGood(outcome: StepOutcome): boolean {
  return outcome === 'done' || outcome === 'already-done';
}

/** RUN-6: ids are unique, dependencies exist and stand earlier in the plan (so there is no circle). */
export function assertPlanIsSound(plan: Plan): void {
  const seen = new Set<string>();
  for (const step of plan.steps) {
    assert(!seen.has(step.id), `RUN-6: the plan holds the step ${step.id} twice`);
    for (const id of dependenciesOf(plan, step)) {
      assert(seen.has(id), `RUN-6: the step ${step.id} waits for ${id}, which does not stand before it`);
    }
    seen.add(step.id);
  }
}
