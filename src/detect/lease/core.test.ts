// Tests of the lease: examples, and a simulated world of guards, delays, losses and restarts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decideLease,
  LEASE_MARGIN_MS,
  type LeaseQuestion,
  type LeaseRecord,
  type LeaseState,
  newLease,
  replayLease,
} from './core.ts';

const TTL = 5000;
const ask = (question: LeaseQuestion['ask'], site: string, epoch: number, to?: string): LeaseQuestion => ({
  ask: question,
  site,
  epoch,
  ...(to === undefined ? {} : { to }),
});

test('the first site to ask gets the lease, another one is refused by name', () => {
  const first = decideLease(newLease(TTL), ask('acquire', 'paris', 0), 0);
  const second = decideLease(first.state, ask('acquire', 'london', 0), 10);

  assert.deepEqual([first.answer.granted, first.answer.epoch, first.answer.ttlMs], [true, 1, TTL]);
  assert.deepEqual([second.answer.granted, second.answer.holder], [false, 'paris']);
  assert.match(second.answer.why, /paris holds epoch 1/);
});

test('LEASE-1 a transfer takes effect only when the old lease has run out since its last renewal', () => {
  const held = decideLease(newLease(TTL, 'paris'), ask('renew', 'paris', 1), 1000).state;

  const asked = decideLease(held, ask('transfer', 'engine', 1, 'london'), 2000);
  const early = decideLease(asked.state, ask('acquire', 'london', 1), 6000);
  const due = 1000 + TTL + LEASE_MARGIN_MS;
  const again = decideLease(early.state, ask('transfer', 'engine', 1, 'london'), due);
  const taken = decideLease(again.state, ask('acquire', 'london', 1), due);

  assert.deepEqual([asked.answer.granted, asked.answer.effectiveInMs], [false, due - 2000]);
  assert.equal(early.answer.granted, false);
  assert.deepEqual([again.answer.granted, again.answer.holder, again.answer.epoch], [true, 'london', 2]);
  assert.equal(taken.answer.granted, true);
});

test('LEASE-3 while a transfer is pending the old holder is not renewed, so that it runs out', () => {
  const held = decideLease(newLease(TTL, 'paris'), ask('renew', 'paris', 1), 0).state;
  const pending = decideLease(held, ask('transfer', 'engine', 0, 'london'), 1).state;

  const renewal = decideLease(pending, ask('renew', 'paris', 1), 2);

  assert.equal(renewal.answer.granted, false);
  assert.match(renewal.answer.why, /being moved to london/);
});

test('LEASE-4 a renewal of an epoch that has ended is refused even for the site that holds a later one', () => {
  const state: LeaseState = { ...newLease(TTL, 'paris'), epoch: 3 };

  assert.equal(decideLease(state, ask('renew', 'paris', 1), 0).answer.granted, false);
  assert.equal(decideLease(state, ask('acquire', 'paris', 1), 0).answer.granted, true);
  assert.equal(decideLease(state, ask('acquire', 'paris', 9), 0).answer.granted, false);
});

test('LEASE-5 asking for a transfer twice changes nothing, and one that names another epoch is refused', () => {
  const held = decideLease(newLease(TTL, 'paris'), ask('renew', 'paris', 1), 0).state;
  const once = decideLease(held, ask('transfer', 'engine', 1, 'london'), 1);
  const twice = decideLease(once.state, ask('transfer', 'engine', 1, 'london'), 2);
  const wrong = decideLease(held, ask('transfer', 'engine', 7, 'london'), 1);

  assert.deepEqual([twice.state, twice.records], [once.state, []]);
  assert.equal(wrong.answer.granted, false);
  assert.equal(wrong.state.pending, null);
});

test('a transfer back to the holder withdraws the pending one', () => {
  const held = decideLease(newLease(TTL, 'paris'), ask('renew', 'paris', 1), 0).state;
  const pending = decideLease(held, ask('transfer', 'engine', 1, 'london'), 1).state;

  const back = decideLease(pending, ask('transfer', 'engine', 1, 'paris'), 2);

  assert.deepEqual([back.answer.granted, back.state.pending], [true, null]);
  assert.equal(decideLease(back.state, ask('renew', 'paris', 1), 3).answer.granted, true);
});

test('LEASE-6 a restarted authority remembers the holder and waits a whole time to live from its start', () => {
  const before = decideLease(newLease(TTL, 'paris'), ask('renew', 'paris', 1), 0);
  const asked = decideLease(before.state, ask('transfer', 'engine', 1, 'london'), 10);

  const restarted = replayLease(newLease(TTL, 'paris'), asked.records, 100);

  assert.deepEqual(restarted.pending, { to: 'london', reason: 'asked by engine' });
  assert.equal(decideLease(restarted, ask('acquire', 'london', 1), 100 + TTL).answer.granted, false);
  assert.equal(decideLease(restarted, ask('acquire', 'london', 1), 100 + TTL + LEASE_MARGIN_MS).answer.granted, true);
});

interface Move {
  readonly what: 'acquire' | 'renew' | 'transfer' | 'restart';
  readonly site: 'paris' | 'london';
  /** Time before it is sent, on its way there, on its way back. */
  readonly waitMs: number;
  readonly thereMs: number;
  readonly backMs: number;
  readonly lost: boolean;
}

const moveArbitrary: fc.Arbitrary<Move> = fc.record({
  what: fc.constantFrom<Move['what']>('acquire', 'acquire', 'acquire', 'renew', 'renew', 'transfer', 'restart'),
  site: fc.constantFrom<Move['site']>('paris', 'london'),
  waitMs: fc.oneof(fc.nat(500), fc.nat(8000)),
  thereMs: fc.nat(3000),
  backMs: fc.nat(3000),
  lost: fc.nat(3).map((one) => one === 0),
});

interface Arrival {
  readonly at: number;
  readonly sentAt: number;
  readonly move: Move;
}

/** Questions arrive in any order that delays make; a lease runs from its grant until TTL after the guard sent the question. */
function simulate(moves: readonly Move[]): {
  readonly leases: readonly (readonly [string, number, number])[];
  readonly epochs: readonly number[];
} {
  let sentAt = 0;
  const arrivals: Arrival[] = moves.map((move) => {
    sentAt += move.waitMs;
    return { sentAt, at: sentAt + move.thereMs, move };
  });
  arrivals.sort((a, b) => a.at - b.at);
  const start = newLease(TTL, 'paris');
  let state: LeaseState = replayLease(start, [], 0);
  const disk: LeaseRecord[] = [];
  const known: Record<string, number> = { paris: 0, london: 0 };
  const leases: (readonly [string, number, number])[] = [];
  const epochs: number[] = [state.epoch];
  for (const { at, sentAt, move } of arrivals) {
    if (move.what === 'restart') {
      state = replayLease(start, disk, at);
    } else {
      const to = move.what === 'transfer' ? move.site : undefined;
      const decision = decideLease(
        state,
        ask(move.what, move.site, move.what === 'transfer' ? 0 : known[move.site]!, to),
        at,
      );
      state = decision.state;
      disk.push(...decision.records);
      if (!move.lost) known[move.site] = decision.answer.epoch;
      if (!move.lost && decision.answer.granted && move.what !== 'transfer') leases.push([move.site, at, sentAt + TTL]);
    }
    epochs.push(state.epoch);
  }
  return { leases, epochs };
}

test('LEASE-1 no two sites ever hold a running lease, whatever is delayed, lost or restarted', () => {
  let changes = 0;
  fc.assert(
    fc.property(fc.array(moveArbitrary, { minLength: 20, maxLength: 40 }), (moves) => {
      const { leases } = simulate(moves);

      for (const [site, from, to] of leases) {
        for (const [other, otherFrom, otherTo] of leases) {
          if (site === other) continue;
          changes += 1;
          assert.ok(to <= otherFrom || otherTo <= from, `${site} ${from}-${to} and ${other} ${otherFrom}-${otherTo}`);
        }
      }
    }),
    { numRuns: 2000 },
  );
  assert.ok(changes > 100, 'the simulation must reach changes of the holder');
});

test('LEASE-2 the epoch never goes back, also over restarts', () => {
  fc.assert(
    fc.property(fc.array(moveArbitrary, { minLength: 20, maxLength: 40 }), (moves) => {
      const { epochs } = simulate(moves);

      assert.ok(epochs.every((epoch, i) => i === 0 || epoch >= epochs[i - 1]!));
    }),
    { numRuns: 500 },
  );
});
