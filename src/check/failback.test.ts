// The planned way back: what is right is clean in both modes, what is wrong is told by its class and by the measurement.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { randomOf } from '../base/core.ts';
import { type AnomalyName, type CheckResult, checkHistory } from './core.ts';
import { FAILBACK_DAMAGES, type FailbackDamage } from './sample/failback-damages.ts';
import { CLOSED_AT } from './sample/good-failback.ts';
import { type GoodOptions, goodWorld } from './sample/good-history.ts';
import { Tiny } from './sample/tiny.ts';
import { type World, filesOf } from './sample/world.ts';

const RUNS = 40;
const LOSS = { layout: 'preserving', fault: 'region-loss', primaryRead: true } as const;

function optionsFor(modes: FailbackDamage['modes']): fc.Arbitrary<GoodOptions> {
  return fc.record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    failback: fc.constantFrom(...(modes ?? (['recreate', 'shift'] as const))),
    layout: fc.constant(LOSS.layout),
    fault: fc.constant(LOSS.fault),
    primaryRead: fc.constant(LOSS.primaryRead),
  });
}

function check(world: World): CheckResult {
  return checkHistory(filesOf(world), world.facts);
}

function measured(result: CheckResult, metric: string): CheckResult['measurements'][number] {
  const found = result.measurements.find((measurement) => measurement.metric === metric);
  assert.ok(found !== undefined, `no measurement for ${metric}`);
  return found;
}

function grown(before: CheckResult, after: CheckResult): AnomalyName[] {
  const counts = new Map(before.anomalies.map((finding) => [finding.name, finding.count]));
  return after.anomalies.filter(({ name, count }) => count > (counts.get(name) ?? 0)).map(({ name }) => name);
}

for (const damage of FAILBACK_DAMAGES) {
  test(`CHECK-12: ${damage.title}: exactly ${damage.expects}`, () => {
    let applied = 0;
    fc.assert(
      fc.property(optionsFor(damage.modes), fc.integer(), (options, choice) => {
        const world = goodWorld(options);
        const before = check(world);
        assert.equal(measured(before, 'failback').value, 0);
        if (!damage.apply(world, randomOf(choice))) return;
        applied += 1;
        const after = check(world);
        const classes = grown(before, after).filter((name) => damage.also?.includes(name) !== true);
        assert.deepEqual(classes, [damage.expects]);
        const value = measured(after, 'failback').value ?? 0;
        if (damage.countsForFailback === false) assert.equal(value, 0);
        else assert.ok(value > 0, measured(after, 'failback').detail);
      }),
      { numRuns: RUNS },
    );
    assert.ok(applied >= RUNS / 4, `only ${applied} of ${RUNS} worlds could be damaged`);
  });
}

/** Record 2 was the tail of a; b went on with record 9; the tail was recovered; a was made anew from b, and took record 10. */
function wentBack(): Tiny {
  return new Tiny()
    .acked(0, 100, 0)
    .acked(1, 200, 1)
    .acked(2, 900, 2)
    .acked(9, 3000, 2)
    .wayBack('recreate', 0, 0, 4)
    .acked(10, 8000, 4);
}

function recreated(): Tiny {
  return wentBack().log('a', [0, 1, 2], 'uncommitted', 'recovered').log('b', [0, 1, 9, 2]).log('a', [0, 1, 9, 2, 10]);
}

function checkTiny(tiny: Tiny): CheckResult {
  return checkHistory(tiny.files, tiny.facts);
}

test('CHECK-12: the measurement says what was lost, overwritten, found equal; the RPO says what was recovered', () => {
  const recreate = checkTiny(recreated());
  const shift = checkTiny(
    wentBack()
      .wayBack('shift', 1, 2, 4)
      .log('a', [0, 1, 2], 'uncommitted', 'recovered')
      .log('b', [0, 1, 9, 2])
      .log('a', [0, 1, 2, 9, 2]),
  );

  assert.equal(
    measured(recreate, 'failback').detail,
    '0 lost, 0 overwritten; both regions equal in 1 of 1 partitions (4 records compared)',
  );
  assert.equal(measured(recreate, 'rpo').detail, '1 of 3 acknowledged records were only in a; all recovered');
  assert.equal(recreate.rpo?.records.min, 1);
  assert.equal(
    measured(shift, 'failback').detail,
    '1 lost, 0 overwritten; both regions equal from the divergence point in 1 of 1 partitions (4 records compared); 1 recovered records twice at a, as declared',
  );
});

test('CHECK-12: what the survivor and the returned primary both lost is recovered by nobody, whatever the engine says', () => {
  const result = checkTiny(
    wentBack().log('a', [0, 1, 2], 'uncommitted', 'recovered').log('b', [0, 1, 9, null]).log('a', [0, 1, 9, null, 10]),
  );

  assert.equal(result.rpo?.recovered, 0);
  assert.match(measured(result, 'rpo').detail, /; 0 recovered$/);
  assert.match(measured(result, 'failback').detail, /^0 lost, 1 overwritten/);
});

test('CHECK-12: a record recovered twice is an unexpected copy, at the survivor and nowhere twice', () => {
  const result = checkTiny(
    wentBack()
      .wayBack('recreate', 0, 0, 5)
      .log('a', [0, 1, 2], 'uncommitted', 'recovered')
      .log('b', [0, 1, 9, 2, 2])
      .log('a', [0, 1, 9, 2, 2, 10]),
  );

  assert.equal(result.failback?.unexpectedCopies, 1);
  assert.equal(result.anomalies.find(({ name }) => name === 'dup.link')?.count, 1);
  assert.equal(result.anomalies.find(({ name }) => name === 'dup.failback')?.count, 0);
});

test('CHECK-12: a producer bound to the old primary is a stubborn one until its opening, and a client like any other afterwards', () => {
  const stubborn = (t: number): CheckResult => {
    const tiny = wentBack();
    tiny.producer('s', { pointedAt: 'a' }).push(['invoke', t, 0, 0, t, 100, 'h'], ['ok', t + 5, 0, 0, 5]);
    return checkTiny(
      tiny
        .log('a', [0, 1, 2], 'uncommitted', 'recovered')
        .log('b', [0, 1, 9, 2])
        .log('a', [0, 1, 9, 2, 10, ['s', 0, 0]]),
    );
  };
  const dual = (result: CheckResult): unknown => result.anomalies.find(({ name }) => name === 'dual.write')?.count;

  assert.equal(dual(stubborn(5000)), 1);
  assert.equal(dual(stubborn(9000)), 0);
  // The site opens before the engine can write down that it is open.
  assert.equal(dual(stubborn(6900)), 0);
});

test('CHECK-12: a stubborn write that was recovered with the tail is no loss, and still a write of a fenced site', () => {
  const tiny = new Tiny().acked(0, 100, 0).acked(1, 200, 1).acked(2, 900, 2).acked(9, 3000, 2);
  tiny
    .wayBack('recreate', 0, 0, 5)
    .producer('s', { pointedAt: 'a' })
    .push(['invoke', 5000, 0, 0, 5000, 100, 'h'], ['ok', 5005, 0, 0, 3]);
  const result = checkTiny(
    tiny
      .log('a', [0, 1, 2, ['s', 0, 0]], 'uncommitted', 'recovered')
      .log('b', [0, 1, 9, 2, ['s', 0, 0]])
      .log('a', [0, 1, 9, 2, ['s', 0, 0]]),
  );

  const forbidden = result.anomalies.filter(({ outcome }) => outcome === 'fail').map(({ name }) => name);
  assert.deepEqual(forbidden, ['dual.write']);
  assert.equal(result.failback?.fencedWrites, 1);
});

test('CHECK-13: missing evidence of the way back gives unknown, never 0', () => {
  const unreadReturn = checkTiny(wentBack().log('b', [0, 1, 9, 2]).log('a', [0, 1, 9, 2, 10]));
  const unreadEnd = checkTiny(wentBack().log('a', [0, 1, 2], 'uncommitted', 'recovered').log('b', [0, 1, 9, 2]));
  const unreadSurvivor = checkTiny(
    wentBack().log('a', [0, 1, 2], 'uncommitted', 'recovered').log('a', [0, 1, 9, 2, 10]),
  );
  const unrecorded = recreated();
  unrecorded.with({ failback: { ...unrecorded.facts.failback!, equalUpTo: [] } });

  for (const result of [unreadReturn, unreadEnd, unreadSurvivor, checkTiny(unrecorded)]) {
    assert.equal(measured(result, 'failback').value, null, JSON.stringify(result.failback));
    assert.notEqual(result.outcome, 'pass');
  }
});

test('CHECK-13: a way back that was not opened is unknown, unless something was already destroyed', () => {
  const open = (tiny: Tiny): Tiny =>
    tiny.with({ failback: { ...tiny.facts.failback!, openedAt: null, redirectedAt: null, positions: [] } });
  const before = (): Tiny =>
    new Tiny().acked(0, 100, 0).acked(1, 200, 1).acked(2, 900, 2).acked(9, 3000, 2).wayBack('recreate', 0, 0, 4);

  const stopped = checkTiny(
    open(before().log('a', [0, 1, 2], 'uncommitted', 'recovered').log('b', [0, 1, 9, 2]).log('a', [])),
  );
  const destroyed = checkTiny(
    open(before().log('a', [0, 1, 2], 'uncommitted', 'recovered').log('b', [0, 1, 9]).log('a', [])),
  );

  assert.equal(measured(stopped, 'failback').value, null);
  assert.match(measured(stopped, 'failback').detail, /not opened to clients/);
  assert.equal(measured(destroyed, 'failback').value, 1);
  assert.equal(destroyed.outcome, 'fail');
});

test('CHECK-13: a run without a way back has no such measurement', () => {
  const result = checkTiny(new Tiny().acked(0, 100, 0).log('a', [0]).log('b', [0]));

  assert.equal(result.failback, undefined);
  assert.ok(!result.measurements.some(({ metric }) => metric === 'failback'));
});

test('CHECK-14: the planned outage of the way back is told for itself and is in no RTO', () => {
  fc.assert(
    fc.property(optionsFor(undefined), (options) => {
      const world = goodWorld(options);
      const result = check(world);
      const lossAt = world.facts.t0 ?? 0;

      for (const client of result.clients.filter(({ affected }) => affected)) {
        assert.ok((client.recoveredMs ?? Infinity) < CLOSED_AT - lossAt, client.client);
        assert.ok(client.longestOutageMs < CLOSED_AT - lossAt, client.client);
        // Names move 700 ms after the closing; what was due a deadline before counts as served.
        assert.ok((client.failbackOutageMs ?? 0) > 200 && (client.failbackOutageMs ?? 0) < 3000, client.client);
      }
      const outages = result.clients.filter(({ affected }) => affected).map((client) => client.failbackOutageMs ?? 0);
      assert.equal(result.failback?.outageMs, Math.max(...outages));
    }),
    { numRuns: RUNS },
  );
});

for (const mode of ['recreate', 'shift'] as const) {
  for (const own of [30, 50, 80]) {
    test(`CHECK-12: the guide's divergent tail (1,000 and 950 records, then ${own} at the survivor, position 970): nothing is lost by ${mode}`, () => {
      const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
      const tiny = new Tiny().with({
        t0: 2000,
        phases: { detectedAt: 2100, decidedAt: 2200, fencedAt: 2300, promotedAt: 2400, redirectedAt: 2500 },
        cut: [{ topic: 't', partition: 0, standbyLogEnd: 950, primaryHighWatermark: 1000 }],
      });
      for (const seq of range(0, 1000)) tiny.acked(seq, 100 + seq, seq);
      for (const seq of range(1000, 1000 + own)) tiny.acked(seq, 3000 + seq, seq - 50);
      const end = 1000 + own;
      tiny.wayBack(mode, mode === 'recreate' ? 0 : 50, mode === 'recreate' ? 0 : 950, end);
      const position = end + (mode === 'recreate' ? 0 : 50);
      const positions = [{ group: 'g', topic: 't', partition: 0, offset: position }];
      tiny.with({ failback: { ...tiny.facts.failback!, positions } });
      tiny.acked(end, 8000, position);
      const survivor = [...range(0, 950), ...range(1000, end), ...range(950, 1000)];
      tiny.log('a', range(0, 1000), 'uncommitted', 'recovered').log('b', survivor);
      tiny.log('a', mode === 'recreate' ? [...survivor, end] : [...range(0, 1000), ...survivor.slice(950), end]);
      // The group had committed 970 at a, went on at 950 at b, and at the placed position after the way back.
      const seen = (seqs: readonly number[], at: number): (readonly [number, number])[] =>
        seqs.map((seq, i) => [seq, at + i] as const);
      tiny
        .delivered(500, seen(range(0, 970), 0))
        .committed(1500, 970)
        .promoted(950);
      tiny.delivered(4200, seen(survivor.slice(950), 950)).committed(5900, end);
      tiny.delivered(8100, [[end, position]]);

      const result = checkTiny(tiny);

      assert.deepEqual(
        result.anomalies.filter(({ outcome }) => outcome !== 'pass').map(({ name }) => name),
        [],
      );
      assert.equal(measured(result, 'failback').value, 0, measured(result, 'failback').detail);
      assert.equal(result.failback?.comparedRecords, end);
      assert.equal(result.failback?.recoveredCopies, mode === 'shift' ? 50 : 0);
      assert.match(measured(result, 'rpo').detail, /^50 of 1,000 acknowledged records were only in a; all recovered$/);
      // 950..969 were processed and committed at a, absent from b at the failover, and came with the recovered tail.
      assert.equal(result.anomalies.find(({ name }) => name === 'redelivered.committed')?.count, 20);
      assert.equal(result.outcome, 'pass');
    });
  }
}
