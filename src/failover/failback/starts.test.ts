// Where the way back begins: after what both sites share, or after the tail that stays; never over a record that only one of them has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Divergence } from '../../divergence/core.ts';
import { startsOf, topicsToRecreate } from './starts.ts';

function divergence(fields: Partial<Divergence> & Pick<Divergence, 'point' | 'retiredEnd'>): Divergence {
  return {
    topic: 'orders',
    partition: 0,
    survivingAtCut: fields.point,
    shift: 0,
    comparedRecords: 10,
    comparedFrom: 0,
    differing: 0,
    evidence: [],
    retiredShorter: false,
    lostAtRetired: null,
    ...fields,
  };
}

test("the guide's tail of 50: recreate copies the topic anew, shift goes on behind the tail at +50", () => {
  const tail = divergence({ point: 950, retiredEnd: 1000 });

  assert.deepEqual(topicsToRecreate('recreate', [tail]), ['orders']);
  assert.deepEqual(startsOf('recreate', [tail]), [
    { topic: 'orders', partition: 0, shift: 0, from: 0, targetLogEnd: null },
  ]);
  assert.deepEqual(topicsToRecreate('shift', [tail]), []);
  assert.deepEqual(startsOf('shift', [tail]), [
    { topic: 'orders', partition: 0, shift: 50, from: 950, targetLogEnd: 1000 },
  ]);
});

test('a topic without a tail is not copied again: the way back goes on where its log ends', () => {
  const none = divergence({ point: 700, retiredEnd: 700 });

  assert.deepEqual(topicsToRecreate('recreate', [none]), []);
  assert.deepEqual(startsOf('recreate', [none]), [
    { topic: 'orders', partition: 0, shift: 0, from: 700, targetLogEnd: 700 },
  ]);
});

test('one partition with a tail recreates its whole topic, and no other topic', () => {
  const all = [
    divergence({ point: 5, retiredEnd: 9 }),
    divergence({ partition: 1, point: 4, retiredEnd: 4 }),
    divergence({ topic: 'audit', point: 3, retiredEnd: 3 }),
  ];

  assert.deepEqual(topicsToRecreate('recreate', all), ['orders']);
  assert.deepEqual(
    startsOf('recreate', all).map(({ topic, partition, from }) => [topic, partition, from]),
    [
      ['orders', 0, 0],
      ['orders', 1, 0],
      ['audit', 0, 3],
    ],
  );
});

test('a returning site that is shorter than the copy is filled up from its own log end, in both modes', () => {
  const shorter = divergence({ point: 880, retiredEnd: 880, survivingAtCut: 950, retiredShorter: true });

  for (const mode of ['recreate', 'shift'] as const)
    assert.deepEqual(startsOf(mode, [shorter]), [
      { topic: 'orders', partition: 0, shift: 0, from: 880, targetLogEnd: 880 },
    ]);
});

test('FAILBACK-2: for any point and end, the first copied record lands exactly at the log end of the returning site', () => {
  fc.assert(
    fc.property(
      fc.nat(10_000),
      fc.nat(10_000),
      fc.integer({ min: -100, max: 100 }),
      fc.constantFrom('recreate' as const, 'shift' as const),
      (point, tail, earlier, mode) => {
        const shift = point + earlier < 0 ? 0 : earlier;
        const one = divergence({ point, retiredEnd: point + tail, shift });
        const [start] = startsOf(mode, [one]);

        assert.ok(start !== undefined);
        if (start.targetLogEnd === null) assert.equal(start.from, 0);
        else {
          assert.equal(start.from + start.shift, start.targetLogEnd);
          assert.equal(start.from, point + shift, 'nothing that the returning site lacks is left out');
        }
      },
    ),
  );
});
