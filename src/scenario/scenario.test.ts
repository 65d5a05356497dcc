// Tests of the scenarios and of changes to them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SCENARIOS, scenarioNamed, scenarioProblems, withOverrides } from './core.ts';
import type { Scenario } from './core.ts';

const regionLoss = scenarioNamed('region-loss');

for (const scenario of SCENARIOS) {
  test(`${scenario.name} agrees with itself`, () => {
    assert.deepEqual(scenarioProblems(scenario), []);
  });
}

/** Records per second of the producers that move, on the main topic. */
function mainRate(scenario: Scenario): number {
  return scenario.workload.producers
    .filter((producer) => producer.topic === 'payments' && producer.pointedAt === 'bootstrap')
    .reduce((sum, producer) => sum + producer.recordsPerSecond, 0);
}

test('region-loss writes 2,000 records a second to 24 partitions, each with one writer that moves', () => {
  assert.equal(mainRate(regionLoss), 2000);
  const writers = regionLoss.workload.producers.filter((producer) => producer.session.startsWith('node-'));
  assert.deepEqual(
    writers.flatMap((producer) => producer.partitions).toSorted((a, b) => a - b),
    Array.from({ length: 24 }, (_, i) => i),
  );
});

test('region-loss has a writer at the survivor before the loss and one that moves there (law 33)', () => {
  const audit = regionLoss.workload.producers.filter((producer) => producer.topic === 'audit');
  assert.deepEqual(audit.map((producer) => producer.pointedAt).toSorted(), ['bootstrap', 'london']);
  assert.equal(regionLoss.workload.topics.find((topic) => topic.name === 'audit')?.mirrored, false);
});

test('the scenario that must go red says so', () => {
  assert.equal(scenarioNamed('replication-stopped').expected, 'fail');
  assert(SCENARIOS.filter((scenario) => scenario.expected === 'fail').length === 1);
});

test('an unknown scenario is refused with the known names', () => {
  assert.throws(() => scenarioNamed('region-los', () => 'region-loss'), {
    code: 'TIDE_SCENARIO_UNKNOWN',
    why: /^Did you mean region-loss\? Known scenarios: region-loss, /,
  });
});

test('no override changes nothing', () => {
  for (const scenario of SCENARIOS) assert.deepEqual(withOverrides(scenario, {}), scenario);
});

test('any allowed rate, size, partition and broker count gives a scenario that agrees with itself and keeps the totals', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SCENARIOS.filter((scenario) => scenario.figures === undefined)),
      fc.record({
        recordsPerSecond: fc.integer({ min: 1, max: 100_000 }),
        recordBytes: fc.integer({ min: 100, max: 900_000 }),
        partitions: fc.integer({ min: 1, max: 1000 }),
        brokers: fc.integer({ min: 1, max: 9 }),
      }),
      (scenario, overrides) => {
        const changed = withOverrides(scenario, overrides);

        assert.equal(mainRate(changed), overrides.recordsPerSecond);
        const main = changed.workload.producers.filter(
          (producer) => producer.topic === 'payments' && producer.pointedAt === 'bootstrap',
        );
        const written = main.flatMap((producer) => producer.partitions);
        assert.equal(new Set(written).size, overrides.partitions);
        assert.equal(written.length, overrides.partitions);
        assert(changed.workload.topics.every((topic) => topic.replicationFactor <= overrides.brokers));
        assert(
          changed.workload.producers.every(
            (producer) => producer.recordBytes === overrides.recordBytes && producer.recordsPerSecond >= 1,
          ),
        );
      },
    ),
  );
});

test('manner, fence, settings, latency and objectives reach the scenario', () => {
  const changed = withOverrides(regionLoss, {
    manner: 'killed',
    fenceArmed: false,
    clientSettings: 'default',
    latencyMs: 40,
    rpoMs: 1,
    rtoMs: 2,
    afterMs: 8000,
    security: 'tls',
  });

  assert.deepEqual(changed.timeline[0]?.fault, { kind: 'site-loss', site: 'paris', manner: 'killed' });
  assert.equal(changed.workload.afterMs, 8000);
  assert.equal(changed.fenceArmed, false);
  assert.equal(changed.workload.clientSettings, 'default');
  assert.equal(changed.topology.security, 'tls');
  assert.deepEqual(
    changed.topology.links.map((link) => link.latencyMs),
    [40, 5, 8, 6, 6, 6],
  );
  assert.deepEqual(
    changed.objectives.slice(0, 2).map((objective) => objective.limit),
    [1, 2],
  );
});

test('an override that makes no sense is refused with its option', () => {
  const brokerCrash = scenarioNamed('broker-crash');
  const cases = [
    [regionLoss, { recordsPerSecond: 0 }, 'recordsPerSecond'],
    [regionLoss, { recordsPerSecond: 1.5 }, 'recordsPerSecond'],
    [regionLoss, { recordBytes: 20 }, 'recordBytes'],
    [regionLoss, { beforeMs: 1 }, 'beforeMs'],
    [regionLoss, { brokers: Number.NaN }, 'brokers'],
    [brokerCrash, { manner: 'silent' }, 'manner'],
    [brokerCrash, { fenceArmed: true }, 'fenceArmed'],
    [brokerCrash, { rpoMs: 5 }, 'rpoMs'],
  ] as const;
  for (const [scenario, overrides, option] of cases) {
    assert.throws(
      () => withOverrides(scenario, overrides),
      (error: { code: string; exit: string; fields: { option: string } }) => {
        assert.equal(error.code, 'TIDE_SCENARIO_OVERRIDE');
        assert.equal(error.exit, 'USAGE');
        assert.equal(error.fields.option, option);
        return true;
      },
    );
  }
});

test('contradictions are found', () => {
  const broken: Scenario = {
    ...regionLoss,
    topology: { ...regionLoss.topology, links: regionLoss.topology.links.slice(1) },
    workload: { ...regionLoss.workload, topics: regionLoss.workload.topics.slice(1) },
    timeline: regionLoss.timeline.slice(1),
  };

  const problems = scenarioProblems(broken);

  assert(problems.includes('no link is declared for london-paris'));
  assert(problems.includes('node-1 uses the unknown topic payments'));
  assert(problems.includes('a site returns that was not lost'));
  assert(problems.includes('a failover is expected, but no site is lost'));
});
