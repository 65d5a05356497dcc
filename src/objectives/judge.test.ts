// Judging: a value meets a limit here and nowhere else.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type Measurement, type Objective, type Outcome, judge, mergeOutcomes } from './core.ts';

const objective: Objective = { tier: '*', metric: 'rto', limit: 1000, unit: 'ms' };

function measurement(value: number | null, errorBound = 0): Measurement {
  const unknown = value === null ? { unknown: { why: 'the final read is missing', next: 'read it' } } : {};
  return { metric: 'rto', tier: '*', value, unit: 'ms', errorBound, basis: 'measured', detail: '', ...unknown };
}

test('a value at the limit passes, a value above it fails', () => {
  assert.equal(judge(objective, measurement(1000)).outcome, 'pass');
  assert.equal(judge(objective, measurement(1000.001)).outcome, 'fail');
});

test('a limit inside the error bound gives unknown', () => {
  assert.equal(judge(objective, measurement(990, 11)).outcome, 'unknown');
  assert.equal(judge(objective, measurement(1010, 10)).outcome, 'unknown');
  assert.equal(judge(objective, measurement(990, 10)).outcome, 'pass');
  assert.equal(judge(objective, measurement(1011, 10)).outcome, 'fail');
});

test('an unknown value is never green, and says why and what to do', () => {
  const verdict = judge(objective, measurement(null));
  assert.equal(verdict.outcome, 'unknown');
  assert.match(verdict.reason, /the final read is missing; next: read it/);
});

test('a value that is only known to be too large fails; one known to be not below something small stays unknown', () => {
  assert.equal(judge(objective, { ...measurement(null), atLeast: 1001 }).outcome, 'fail');
  assert.equal(judge(objective, { ...measurement(null), atLeast: 1000 }).outcome, 'unknown');
});

test('units that differ give unknown', () => {
  assert.equal(judge(objective, { ...measurement(0), unit: 'violations' }).outcome, 'unknown');
});

test('a pass stays a pass for every true value within the bound, and a fail a fail', () => {
  fc.assert(
    fc.property(fc.nat(3000), fc.nat(500), fc.integer({ min: -1000, max: 1000 }), (value, errorBound, permille) => {
      const { outcome } = judge(objective, measurement(value, errorBound));
      const truth = value + (errorBound * permille) / 1000;
      if (outcome === 'pass') assert.ok(truth <= objective.limit);
      if (outcome === 'fail') assert.ok(truth > objective.limit);
    }),
  );
});

test('outcomes merge to the worst one: pass, unknown, fail; nothing shown is unknown', () => {
  assert.equal(mergeOutcomes([]), 'unknown');
  assert.equal(mergeOutcomes(['pass', 'pass']), 'pass');
  assert.equal(mergeOutcomes(['pass', 'unknown']), 'unknown');
  assert.equal(mergeOutcomes(['unknown', 'fail', 'pass']), 'fail');
  const outcomes = fc.array(fc.constantFrom<Outcome>('pass', 'unknown', 'fail'), { minLength: 1 });
  fc.assert(
    fc.property(
      outcomes,
      outcomes,
      (a, b) => mergeOutcomes([...a, ...b]) === mergeOutcomes([mergeOutcomes(a), mergeOutcomes(b)]),
    ),
  );
});
