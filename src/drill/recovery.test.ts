// When the drill believes that a client has moved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientPulse } from './history-watch.ts';
import { notRecovered } from './recovery.ts';

function pulse(servedSince: number | null, lastServedAt: number | null): ClientPulse {
  return {
    header: { process: 'p' } as ClientPulse['header'],
    served: 1,
    firstServedAt: 0,
    lastServedAt,
    servedSince,
    perSecond: new Map(),
  };
}

const question = { since: 1000, now: 5000, stableMs: 2000 };

test('a client that never served is not recovered', () => {
  assert.equal(notRecovered([pulse(null, null)], question).length, 1);
});

test('a client that served only before the moment is not recovered', () => {
  assert.equal(notRecovered([pulse(0, 999)], question).length, 1);
});

test('a client that began again and lasted is recovered', () => {
  assert.equal(notRecovered([pulse(2000, 4000)], question).length, 0);
});

test('a client that began again a moment ago is not recovered yet', () => {
  assert.equal(notRecovered([pulse(3000, 4000)], question).length, 1);
});

test('a client that was never interrupted is measured from the moment on', () => {
  assert.equal(notRecovered([pulse(0, 2999)], question).length, 1);
  assert.equal(notRecovered([pulse(0, 3000)], question).length, 0);
});
