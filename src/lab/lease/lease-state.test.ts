// The lease of a site's hosts: who holds it, and until when.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { afterQuestion, isHeld, NO_LEASE, questionOf } from './lease-state.ts';
import type { LeaseAnswer } from './lease-state.ts';

const grant = (epoch: number, ttlMs = 5000): LeaseAnswer => ({ granted: true, holder: 'paris', epoch, ttlMs, why: '' });
const refusal = (epoch: number): LeaseAnswer => ({
  granted: false,
  holder: 'london',
  epoch,
  ttlMs: 0,
  why: 'london holds it',
});

describe('the lease of a site', () => {
  it('LAB-6: is not held before an answer, nor without one', () => {
    assert.equal(isHeld(NO_LEASE, 0), false);
    assert.equal(isHeld(afterQuestion(NO_LEASE, null, 0), 0), false);
    assert.deepEqual(questionOf(NO_LEASE, 'paris'), { ask: 'acquire', site: 'paris', epoch: 0 });
  });

  it('LAB-8: is held from the sending of the question for the time to live, and survives silence no longer', () => {
    const held = afterQuestion(NO_LEASE, grant(3), 1000);
    const silent = afterQuestion(held, null, 4000);

    assert.equal(isHeld(silent, 5999), true);
    assert.equal(isHeld(silent, 6000), false);
    assert.deepEqual(questionOf(silent, 'paris'), { ask: 'renew', site: 'paris', epoch: 3 });
  });

  it('ends at once with a refusal, and remembers the epoch', () => {
    const refused = afterQuestion(afterQuestion(NO_LEASE, grant(3), 1000), refusal(4), 1100);
    assert.equal(isHeld(refused, 1100), false);
    assert.equal(refused.why, 'london holds it');
    assert.equal(refused.epoch, 4);
  });

  it('is not given by a grant of a past epoch', () => {
    const refused = afterQuestion(NO_LEASE, refusal(4), 0);
    assert.equal(isHeld(afterQuestion(refused, grant(3), 10), 10), false);
  });

  it('LAB-6, LAB-8: is never held longer than one time to live after the last granted question, whatever comes', () => {
    const answers = fc.array(
      fc.record({
        waitMs: fc.nat(4000),
        answer: fc.option(
          fc.record({
            granted: fc.boolean(),
            holder: fc.constant('paris'),
            epoch: fc.nat(5),
            ttlMs: fc.nat(5000),
            why: fc.constant(''),
          }),
        ),
      }),
    );
    fc.assert(
      fc.property(answers, fc.nat(20_000), (steps, laterMs) => {
        let state = NO_LEASE;
        let now = 0;
        let bound = -1;
        for (const { waitMs, answer } of steps) {
          now += waitMs;
          state = afterQuestion(state, answer, now);
          if (answer?.granted === true) bound = Math.max(bound, now + answer.ttlMs);
          if (answer?.granted === false) bound = -1;
        }
        if (isHeld(state, now + laterMs)) assert.ok(now + laterMs < bound);
      }),
    );
  });
});
