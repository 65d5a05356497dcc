// Tests of the pure resolver and of the plan as text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIRST_PREVIOUS } from './journal.ts';
import type { JournalEntry, JournalWhat, Plan, StepOutcome } from './plan.ts';
import { progressOf } from './progress.ts';
import { renderPlan } from './render.ts';

const plan: Plan = {
  formatVersion: '1.0',
  kind: 'failover',
  title: 'Move orders from berlin to paris',
  steps: [
    {
      id: 'fence',
      title: 'Fence berlin',
      will: ['move the lease'],
      loss: [],
      pointOfNoReturn: false,
      undo: 'move it back',
      timeoutMs: 5000,
    },
    {
      id: 'switch',
      title: 'Switch names',
      will: ['point to paris'],
      loss: ['the tail'],
      pointOfNoReturn: true,
      undo: null,
      timeoutMs: 90,
    },
  ],
};

function entriesOf(...rows: readonly (readonly [string, JournalWhat, StepOutcome?])[]): readonly JournalEntry[] {
  return rows.map(([step, what, outcome], sequence) => ({
    sequence,
    monotonicMs: sequence,
    wallMs: 0,
    step,
    what,
    outcome: outcome ?? null,
    data: {},
    previous: FIRST_PREVIOUS,
  }));
}

test('without an explicit dependency a step waits for the one before it', () => {
  assert.deepEqual(progressOf(plan, []).next, ['fence']);
  const done = progressOf(plan, entriesOf(['fence', 'begin'], ['fence', 'end', 'already-done']));
  assert.deepEqual(done.next, ['switch']);
});

test('a begin without an end is interrupted and is what may run next', () => {
  const progress = progressOf(plan, entriesOf(['fence', 'begin'], ['fence', 'act']));
  assert.deepEqual(progress.interrupted, ['fence']);
  assert.deepEqual(progress.next, ['fence']);
});

test('RUN-3, RUN-4, RUN-5: a journal that cannot have been written by an engine breaks an assertion', () => {
  assert.throws(() => progressOf(plan, entriesOf(['other', 'begin'])), /RUN-3/);
  assert.throws(
    () => progressOf(plan, entriesOf(['fence', 'begin'], ['fence', 'end', 'done'], ['fence', 'begin'])),
    /RUN-4/,
  );
  assert.throws(() => progressOf(plan, entriesOf(['fence', 'act'])), /RUN-5/);
});

test('RUN-6, RUN-7: a plan with a circle or a double step is refused', () => {
  const [fence, change] = plan.steps;
  assert.throws(() => progressOf({ ...plan, steps: [fence!, fence!] }, []), /RUN-6/);
  assert.throws(() => progressOf({ ...plan, steps: [{ ...fence!, after: ['switch'] }, change!] }, []), /RUN-6/);
});

test('the printed plan shows the point of no return, what is lost, and that nothing was changed', () => {
  assert.equal(
    renderPlan(plan),
    `PLAN  Move orders from berlin to paris

  1. Fence berlin  [fence]
     will   move the lease
     after  nothing, begins at once
     undo   move it back
     bound  5.0 s

  ---- point of no return: what comes before it can be taken back, what follows cannot ----

  2. Switch names  [switch]
     will   point to paris
     loss   the tail
     after  fence
     undo   none
     bound  0.09 s

Nothing has been changed. Run the same command with --execute to carry this plan out.
`,
  );
});
