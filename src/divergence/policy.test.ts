// Tests of the policy: what is decided without being asked, what waits, what never is written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RecoveryPolicy, RecoveryRule, TailClass } from './contract.ts';
import { decide, problemsOf, quarantineTopicsOf } from './policy.ts';

const NO_RULES: RecoveryPolicy = { rules: [] };
const CLASSES: readonly TailClass[] = [
  'missing',
  'on-survivor',
  'superseded',
  'conflicting',
  'aborted',
  'open-transaction',
  'tombstone',
  'control',
];
const record = (is: TailClass, newerAtSurvivor = false) => ({ topic: 'orders', is, newerAtSurvivor });
const rule = (classes: readonly TailClass[], action: RecoveryRule['action'], topic?: string): RecoveryRule => ({
  classes,
  action,
  ...(topic === undefined ? {} : { topic }),
});

test('without a rule missing records and deletes are appended, superseded ones stay', () => {
  assert.deepEqual(decide(record('missing'), NO_RULES), { do: 'append' });
  assert.deepEqual(decide(record('tombstone'), NO_RULES), { do: 'append' });
  assert.deepEqual(decide(record('superseded', true), NO_RULES), { do: 'leave', because: 'newer' });
});

test('DIV-10 conflicting records wait for a rule', () => {
  assert.deepEqual(decide(record('conflicting'), NO_RULES), { do: 'ask' });
  const decided = { rules: [rule(['conflicting'], { do: 'recover' })] };
  assert.deepEqual(decide(record('conflicting'), decided), { do: 'append' });
});

test('the first rule that fits decides, for its topic only', () => {
  const policy: RecoveryPolicy = {
    rules: [
      rule(['missing'], { do: 'quarantine', topic: 'payments.tail' }, 'payments'),
      rule(['missing'], { do: 'discard', who: 'anna', reason: 'test data' }),
    ],
  };

  assert.deepEqual(decide({ ...record('missing'), topic: 'payments' }, policy), {
    do: 'quarantine',
    topic: 'payments.tail',
  });
  assert.deepEqual(decide(record('missing'), policy), { do: 'leave', because: 'discarded' });
  assert.deepEqual(quarantineTopicsOf(policy), ['payments.tail']);
});

test('skip-if-newer asks the survivor, record by record', () => {
  const policy = { rules: [rule(['missing'], { do: 'skip-if-newer' })] };

  assert.deepEqual(decide(record('missing', true), policy), { do: 'leave', because: 'newer' });
  assert.deepEqual(decide(record('missing', false), policy), { do: 'append' });
});

test('DIV-9 no policy writes aborted, unfinished, control or already present records', () => {
  const action = fc.constantFrom<RecoveryRule['action']>(
    { do: 'recover' },
    { do: 'quarantine', topic: 'q' },
    { do: 'skip-if-newer' },
  );
  const rules = fc.array(fc.record({ classes: fc.subarray([...CLASSES]), action }), { maxLength: 4 });
  fc.assert(
    fc.property(rules, fc.boolean(), (some, newer) => {
      for (const is of ['aborted', 'open-transaction', 'control', 'on-survivor'] as const)
        assert.equal(decide(record(is, newer), { rules: some }).do, 'leave');
    }),
  );
});

test('a policy that means nothing, or hides who decided, is refused with a sentence per rule', () => {
  const problems = problemsOf({
    rules: [
      rule([], { do: 'recover' }),
      rule(['aborted'], { do: 'recover' }),
      rule(['missing'], { do: 'discard', who: ' ', reason: 'old' }),
      rule(['missing'], { do: 'quarantine', topic: 'orders' }, 'orders'),
      rule(['missing'], { do: 'recover' }),
    ],
  });

  assert.equal(problems.length, 4);
  assert.match(problems.join('\n'), /rule 1 .*\nrule 2 names aborted.*\nrule 3 discards.*\nrule 4 needs a quarantine/);
});
