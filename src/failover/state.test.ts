// Tests of the transition table: every cell that goes or stays is visited, every other one is refused with its id.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type FailoverEvent, type FailoverEventType, type FailoverState, TRANSITIONS, transition } from './state.ts';

const EVENTS: readonly FailoverEvent[] = [
  { type: 'decided', verdict: 'act' },
  { type: 'decided', verdict: 'ask' },
  { type: 'decided', verdict: 'refuse' },
  { type: 'approved' },
  { type: 'rejected' },
  { type: 'gated', pass: true },
  { type: 'gated', pass: false },
  { type: 'redirected' },
  { type: 'confirmed' },
  { type: 'step-failed' },
  { type: 'resumed' },
  { type: 'aborted' },
];
const STATES = Object.keys(TRANSITIONS) as FailoverState[];

test('every cell that goes or stays is visited, and goes exactly where the table says', () => {
  const visited = new Set<string>();
  const reached = new Map<string, Set<FailoverState>>();
  fc.assert(
    fc.property(fc.constantFrom(...STATES), fc.constantFrom(...EVENTS), (state, event) => {
      const cell = TRANSITIONS[state][event.type];
      const key = `${state} ${event.type}`;
      if ('impossible' in cell) {
        assert.throws(() => transition(state, event), new RegExp(cell.impossible));
        return;
      }
      visited.add(key);
      const next = transition(state, event);
      if ('stays' in cell) assert.deepEqual(next, { state, stayed: cell.stays });
      else {
        assert.ok(cell.goes.includes(next.state));
        reached.set(key, (reached.get(key) ?? new Set()).add(next.state));
      }
    }),
    { numRuns: 5000, seed: 7 },
  );
  for (const state of STATES) {
    for (const type of Object.keys(TRANSITIONS[state]) as FailoverEventType[]) {
      const cell = TRANSITIONS[state][type];
      if ('impossible' in cell) continue;
      assert.ok(visited.has(`${state} ${type}`), `${state} ${type} was not visited`);
      if ('goes' in cell) assert.deepEqual([...(reached.get(`${state} ${type}`) ?? [])].sort(), [...cell.goes].sort());
    }
  }
});

test('FAIL-2, FAIL-3, FAIL-4, FAIL-5: from the beginning no possible sequence of events switches names before the gates', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 }), (events) => {
      let state: FailoverState = 'watching';
      const path: FailoverState[] = [state];
      for (const event of events) {
        if ('impossible' in TRANSITIONS[state][event.type]) continue;
        state = transition(state, event).state;
        path.push(state);
      }
      const switched = path.indexOf('switched');
      if (switched < 0) return;
      assert.ok(path.slice(0, switched).includes('checking'));
      assert.ok(path.slice(0, switched).includes('moving'));
      assert.ok(!path.slice(switched).includes('aborted'), 'FAIL-7');
    }),
    { numRuns: 3000 },
  );
});
