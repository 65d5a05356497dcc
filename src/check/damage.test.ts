// A damaged history is answered with exactly the class of the damage: the trust in the checker.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { randomOf } from '../base/core.ts';
import { type AnomalyName, type CheckResult, checkHistory } from './core.ts';
import { DAMAGES, type Damage } from './sample/damages.ts';
import { type GoodOptions, goodWorld } from './sample/good-history.ts';
import { shiftStandby } from './sample/picking.ts';
import { type World, filesOf } from './sample/world.ts';

const RUNS = 40;

function optionsFor(damage: Damage): fc.Arbitrary<GoodOptions> {
  return fc.record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    layout: fc.constantFrom(...(damage.layouts ?? (['preserving', 'translating'] as const))),
    fault: fc.constantFrom(...(damage.faults ?? (['region-loss', 'broker-crash', 'none'] as const))),
    primaryRead: fc.constantFrom(...(damage.primaryRead ?? [true, false])),
  });
}

function check(world: World): CheckResult {
  return checkHistory(filesOf(world), world.facts);
}

/** Classes that count more than before; forbidden ones also when they merely count. */
function grown(before: CheckResult, after: CheckResult): AnomalyName[] {
  const counts = new Map(before.anomalies.map((finding) => [finding.name, finding.count]));
  return after.anomalies
    .filter((finding) => finding.count > (finding.allowed === 'forbidden' ? 0 : (counts.get(finding.name) ?? 0)))
    .map((finding) => finding.name);
}

for (const damage of DAMAGES) {
  test(`CHECK-3: ${damage.title}: exactly ${damage.expects}`, () => {
    let applied = 0;
    fc.assert(
      fc.property(optionsFor(damage), fc.integer(), (options, choice) => {
        const world = goodWorld(options);
        if (damage.architecture !== undefined) world.facts.architecture = damage.architecture;
        const before = check(world);
        if (!damage.apply(world, randomOf(choice))) return;
        applied += 1;
        const after = check(world);
        const classes = grown(before, after).filter((name) => damage.also?.includes(name) !== true);
        assert.deepEqual(classes, [damage.expects]);
        const finding = after.anomalies.find(({ name }) => name === damage.expects)!;
        assert.equal(finding.outcome, finding.allowed === 'forbidden' ? 'fail' : 'pass');
        assert.ok(finding.examples.length > 0 && finding.examples.length <= 10);
      }),
      { numRuns: RUNS },
    );
    assert.ok(applied >= RUNS / 4, `only ${applied} of ${RUNS} worlds could be damaged`);
  });
}

test('CHECK-4: other offsets at the standby are no anomaly where offsets are translated', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.nat(60), fc.boolean(), (seed, from, primaryRead) => {
      const world = goodWorld({ seed, layout: 'translating', fault: 'region-loss', primaryRead });
      const before = check(world);

      shiftStandby(world, seed % 2, from, 3);

      assert.deepEqual(grown(before, check(world)), []);
    }),
    { numRuns: RUNS },
  );
});
