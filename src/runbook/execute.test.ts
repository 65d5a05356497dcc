// Tests of the executor: order, kill and resume at any entry, refusal, bounds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { systemClock } from '../base/index.ts';
import { execute } from './execute.ts';
import { FIRST_PREVIOUS, type Journal } from './journal.ts';
import type { JournalEntry, Plan, Step, StepPlan } from './plan.ts';
import { progressOf } from './progress.ts';

/** What the steps change. An act on a changed thing breaks the test: that is what probing is for. */
interface World {
  readonly changed: Set<string>;
  readonly began: string[];
  acts: number;
}

const worldOf = (): World => ({ changed: new Set(), began: [], acts: 0 });

function planOf(after: readonly (readonly number[])[]): Plan {
  const steps = after.map((waits, n) =>
    stepPlan(
      `s${n}`,
      waits.map((m) => `s${m}`),
    ),
  );
  return { formatVersion: '1.0', kind: 'test', title: 'A test', steps };
}

function stepPlan(id: string, after: readonly string[], timeoutMs = 5000): StepPlan {
  return { id, title: id, will: [], loss: [], pointOfNoReturn: false, undo: null, timeoutMs, after };
}

function stepFor(planned: StepPlan): Step<World> {
  const { id } = planned;
  return {
    id,
    plan: async () => planned,
    precondition: async () => null,
    probe: async (world) => world.changed.has(id),
    async act(world) {
      for (const waited of planned.after ?? [])
        assert.ok(world.changed.has(waited), `RUN-8: ${id} acted before ${waited}`);
      assert.ok(!world.changed.has(id), `RUN-2: ${id} acted twice`);
      world.changed.add(id);
      world.acts += 1;
    },
    verify: async (world) => ({ size: world.changed.size }),
  };
}

/** A journal in memory that dies (every append rejects) after `limit` more entries, as a killed process would. */
function mortalJournal(entries: JournalEntry[], limit: number): Journal {
  let left = limit;
  return {
    path: 'memory',
    found: { entries: [...entries], lastHash: FIRST_PREVIOUS, goodBytes: 0, torn: null },
    async append(asked) {
      if (left-- <= 0) throw new Error('killed');
      const entry: JournalEntry = {
        sequence: entries.length,
        monotonicMs: entries.length,
        wallMs: 0,
        step: asked.step,
        what: asked.what,
        outcome: asked.outcome ?? null,
        data: asked.data ?? {},
        previous: FIRST_PREVIOUS,
      };
      entries.push(entry);
      return entry;
    },
    close: async () => undefined,
  };
}

function runOn(
  plan: Plan,
  world: World,
  journal: Journal,
  steps = plan.steps.map(stepFor),
): ReturnType<typeof execute<World>> {
  return execute({
    plan,
    steps,
    context: world,
    journal,
    clock: systemClock,
    emit: () => undefined,
    resumeCommand: 'again',
  });
}

const dag = fc
  .integer({ min: 1, max: 6 })
  .chain((size) =>
    fc.tuple(...Array.from({ length: size }, (_, n) => fc.subarray(Array.from({ length: n }, (_, m) => m)))),
  );

test('RUN-2, RUN-8, RUN-9: killed at any entries and resumed, a run ends as one that was never killed, and no act is repeated', async () => {
  await fc.assert(
    fc.asyncProperty(dag, fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 6 }), async (after, lives) => {
      const plan = planOf(after);
      const world = worldOf();
      const entries: JournalEntry[] = [];
      for (const life of lives) await runOn(plan, world, mortalJournal(entries, life)).catch(() => undefined);

      const outcome = await runOn(plan, world, mortalJournal(entries, 1000));

      assert.equal(outcome.failure, null);
      assert.ok(outcome.completed);
      assert.equal(world.acts, plan.steps.length);
      assert.deepEqual(new Set(outcome.steps.map((step) => step.id)), new Set(plan.steps.map((step) => step.id)));
      const ends = entries.filter((entry) => entry.what === 'end' && entry.outcome !== 'failed');
      assert.equal(ends.length, plan.steps.length, 'each step ended well once');
    }),
    { numRuns: 300 },
  );
});

test('RUN-1: the intent to act is in the journal before the act runs', async () => {
  const plan = planOf([[]]);
  const entries: JournalEntry[] = [];
  const step: Step<World> = {
    ...stepFor(plan.steps[0]!),
    act: async (world) => {
      assert.equal(entries.at(-1)?.what, 'act');
      world.changed.add('s0');
    },
  };
  const outcome = await runOn(plan, worldOf(), mortalJournal(entries, 100), [step]);
  assert.equal(outcome.failure, null);
});

test('RUN-11: a failing step stops what waits for it, a step already running ends, and the error names the command that goes on', async () => {
  const plan = planOf([[], [], [0], [1]]);
  const world = worldOf();
  const steps = plan.steps.map(stepFor);
  steps[0] = {
    ...steps[0]!,
    act: async () => {
      throw new Error('the witness did not answer');
    },
  };

  const entries: JournalEntry[] = [];
  const outcome = await runOn(plan, world, mortalJournal(entries, 1000), steps);

  assert.equal(outcome.failure?.code, 'TIDE_RUNBOOK_STEP_FAILED');
  assert.match(outcome.failure?.next ?? '', /again/);
  assert.match(outcome.failure?.message ?? '', /the witness did not answer/);
  assert.ok(world.changed.has('s1'), 'the step beside it ended');
  assert.ok(!world.changed.has('s2'));
  const { next } = progressOf(plan, entries);
  assert.ok(next.includes('s0'), 'the failed step is what a resumed run begins with');
});

test('a refused precondition does nothing and says why', async () => {
  const plan = planOf([[]]);
  const world = worldOf();
  const refusing: Step<World> = { ...stepFor(plan.steps[0]!), precondition: async () => 'the source still answers' };
  const outcome = await runOn(plan, world, mortalJournal([], 100), [refusing]);
  assert.equal(outcome.failure?.code, 'TIDE_RUNBOOK_REFUSED');
  assert.equal(outcome.steps[0]?.outcome, 'refused');
  assert.equal(world.acts, 0);
});

test('RUN-12: a step that hangs for ever ends at its bound', async () => {
  const plan: Plan = { ...planOf([[]]), steps: [stepPlan('s0', [], 40)] };
  const hanging: Step<World> = { ...stepFor(plan.steps[0]!), act: () => new Promise<void>(() => undefined) };
  const outcome = await runOn(plan, worldOf(), mortalJournal([], 100), [hanging]);
  assert.equal(outcome.failure?.code, 'TIDE_RUNBOOK_STEP_TIMEOUT');
});

test('an abort ends the running step as interrupted and a resumed run goes on', async () => {
  const plan = planOf([[], [0]]);
  const world = worldOf();
  const entries: JournalEntry[] = [];
  const controller = new AbortController();
  const steps = plan.steps.map(stepFor);
  const hanging: Step<World> = {
    ...steps[0]!,
    act: () => {
      setImmediate(() => controller.abort());
      return new Promise<void>(() => undefined);
    },
  };
  const common = { plan, context: world, clock: systemClock, emit: () => undefined, resumeCommand: 'again' };
  const journal = mortalJournal(entries, 100);
  const first = await execute({ ...common, steps: [hanging, steps[1]!], journal, signal: controller.signal });
  assert.equal(first.failure?.code, 'TIDE_RUNBOOK_INTERRUPTED');
  assert.equal(first.failure?.exit, 'INTERRUPTED');

  const second = await runOn(plan, world, mortalJournal(entries, 100));
  assert.ok(second.completed);
});

test('a resumed run gets the evidence of the steps that ended before, and refuses another plan', async () => {
  const plan = planOf([[], [0]]);
  const world = worldOf();
  const entries: JournalEntry[] = [];
  await runOn(plan, world, mortalJournal(entries, 7)).catch(() => undefined);
  let restored: unknown;
  const steps = plan.steps.map(stepFor);
  steps[0] = { ...steps[0]!, restore: (_world, evidence) => (restored = evidence) };

  await runOn(plan, world, mortalJournal(entries, 100), steps);
  assert.deepEqual(restored, { size: 1 });

  const other = planOf([[], [0], [1]]);
  await assert.rejects(runOn(other, world, mortalJournal(entries, 100)), /is not the plan that was asked for/);
});
