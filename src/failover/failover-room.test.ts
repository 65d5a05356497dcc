// Tests of the room as a whole: lists against folders, the order of the plan, the lease fence on the lease's own transitions.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type LeaseState, decideLease, newLease } from '../detect/core.ts';
import { FENCES } from './fences/list.ts';
import { leaseFence } from './fences/lease.ts';
import { noFence } from './fences/none.ts';
import { phasesOf } from './phases.ts';
import { STEPS } from './steps.ts';
import { SWITCHES } from './switches/list.ts';

const filesOf = (folder: string): readonly string[] =>
  readdirSync(join(import.meta.dirname, folder))
    .filter((name) => name !== 'list.ts' && !name.endsWith('.test.ts'))
    .map((name) => name.replace(/\.ts$/, ''))
    .sort();

test('every file in steps, fences and switches is in its list', () => {
  assert.deepEqual(STEPS.map((step) => step.id).sort(), filesOf('steps'));
  assert.deepEqual([...FENCES].sort(), filesOf('fences'));
  assert.deepEqual([...SWITCHES].sort(), filesOf('switches'));
});

/** An authority whose clock is moved by the waiting of the fence itself. */
function authority(ttlMs: number): { state: LeaseState; readonly ask: Parameters<typeof leaseFence>[0]['ask'] } {
  const box = {
    state: newLease(ttlMs, 'berlin'),
    ask: (question: Parameters<typeof decideLease>[1]) => {
      const decision = decideLease(box.state, question, performance.now());
      box.state = decision.state;
      return Promise.resolve(decision.answer);
    },
  };
  return box;
}

test('FAIL-11: the lease fence waits until the retired lease has run out for certain, then holds', async () => {
  const witness = authority(50);
  await witness.ask({ ask: 'acquire', site: 'berlin', epoch: 1 });
  const grantedAt = performance.now();
  const fence = leaseFence({ retired: 'berlin', surviving: 'paris', ask: witness.ask, reason: 'berlin is lost' });

  assert.equal(await fence.holds(), false);
  await assert.rejects(fence.evidence(), /could not be raised/);
  await fence.raise();

  assert.ok(performance.now() - grantedAt >= 50, 'not before the time to live was over');
  assert.equal(await fence.holds(), true);
  assert.equal((await fence.evidence()).term, 2);
  await fence.raise();
});

test('an authority that does not answer fails the fence with the reason', async () => {
  const ask = () => Promise.reject(new Error('no answer in time'));
  const fence = leaseFence({ retired: 'berlin', surviving: 'paris', ask, reason: 'x' });
  await assert.rejects(fence.raise(), { code: 'TIDE_FAILOVER_FENCE' });
});

test('without a fence the evidence says that a zombie window is possible', async () => {
  const evidence = await noFence('berlin').evidence();
  assert.equal(evidence.armed, false);
  assert.match(evidence.doesNotStop[0] ?? '', /zombie window possible/);
});

test('the promote phase ends with the last of its steps, and is unknown while one is missing', () => {
  const step = (id: string, endedAt: number) => ({ id, outcome: 'done' as const, beganAt: 0, endedAt, evidence: {} });
  const steps = [
    step('fence', 5),
    step('stop-replication', 9),
    step('record-cut', 10),
    step('canary', 14),
    step('redirect', 20),
  ];
  assert.equal(phasesOf(1, 2, steps).promotedAt, null);
  assert.deepEqual(phasesOf(1, 2, [...steps, step('group-positions', 17)]), {
    detectedAt: 1,
    decidedAt: 2,
    fencedAt: 5,
    promotedAt: 17,
    redirectedAt: 20,
  });
});
