// Tests of the decision.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SiteState } from '../detect/core.ts';
import { type DecisionInput, decide } from './decide.ts';

const STATES: readonly SiteState[] = ['HEALTHY', 'DEGRADED', 'UNREACHABLE_FROM_ONE', 'PARTITIONED', 'LOST', 'UNKNOWN'];

function input(state: SiteState, change: Partial<DecisionInput> = {}): DecisionInput {
  return {
    assessment: { state, evidence: ['witness sees nothing'] },
    policy: { mode: 'automatic' },
    retired: 'berlin',
    fenceArmed: true,
    approvals: [],
    force: null,
    ...change,
  };
}

test('FAIL-1: without force only a lost site, or a grey one behind an armed fence, is ever left', () => {
  const inputs = fc.record({
    state: fc.constantFrom(...STATES),
    mode: fc.constantFrom('automatic' as const, 'approval' as const),
    fenceArmed: fc.boolean(),
    approvals: fc.subarray(['ada', 'bob']),
  });
  fc.assert(
    fc.property(inputs, ({ state, mode, fenceArmed, approvals }) => {
      const { verdict } = decide(input(state, { policy: { mode }, fenceArmed, approvals }));
      const leavable = state === 'LOST' || (state === 'DEGRADED' && fenceArmed);
      assert.equal(verdict === 'refuse', !leavable);
      if (verdict === 'act') assert.ok(mode === 'automatic' || approvals.length > 0);
    }),
  );
});

test('two approvals mean two people', () => {
  const policy = { mode: 'approval', approvalsNeeded: 2 } as const;
  assert.equal(decide(input('LOST', { policy, approvals: ['Ada', 'ada '] })).verdict, 'ask');
  assert.equal(decide(input('LOST', { policy, approvals: ['ada', 'bob'] })).verdict, 'act');
});

test('a healthy site is left only when its name is typed exactly and a reason is given', () => {
  const force = { typedName: 'berlin', by: 'ada', reason: 'the building is being evacuated' };
  assert.equal(decide(input('HEALTHY')).verdict, 'refuse');
  assert.equal(decide(input('HEALTHY', { force })).verdict, 'act');
  assert.deepEqual(decide(input('HEALTHY', { force })).forced, force);
  assert.equal(decide(input('HEALTHY', { force: { ...force, typedName: 'Berlin' } })).verdict, 'refuse');
  assert.equal(decide(input('LOST', { force: { ...force, reason: ' ' } })).verdict, 'refuse');
});

test('a grey site is not left when the policy forbids it', () => {
  assert.equal(decide(input('DEGRADED', { policy: { mode: 'automatic', leaveGreySite: false } })).verdict, 'refuse');
});
