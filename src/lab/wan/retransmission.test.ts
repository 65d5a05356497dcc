// The back-off of retransmissions.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { untilNextRetransmission } from './retransmission.ts';

test('retransmissions come at 1, 3, 7, 15 ... times the timeout', () => {
  assert.equal(untilNextRetransmission(0, 200), 200);
  assert.equal(untilNextRetransmission(199, 200), 1);
  assert.equal(untilNextRetransmission(200, 200), 400);
  assert.equal(untilNextRetransmission(5000, 200), 1200);
});

test('the wait is at most the silence so far plus one timeout, and at most 120 s', () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 1000 }), (heldMs, rtoMs) => {
      const wait = untilNextRetransmission(heldMs, rtoMs);
      assert.ok(wait > 0 && wait <= heldMs + rtoMs && wait <= 120_000);
    }),
  );
});

test('a timeout of 0 means at once', () => {
  assert.equal(untilNextRetransmission(5000, 0), 0);
});
