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
