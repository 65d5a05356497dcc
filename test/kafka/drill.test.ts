// A whole drill on real Kafka with a small workload: the fence left unarmed, so that the returning site takes a zombie's writes and the drill must say so.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { TideEvent } from '../../src/base/core.ts';
import { recheckRun, runDrill } from '../../src/drill/index.ts';
import type { DrillRun } from '../../src/drill/index.ts';
import type { AnomalyName } from '../../src/check/core.ts';
import { scenarioNamed, withOverrides } from '../../src/scenario/core.ts';

const scenario = withOverrides(scenarioNamed('region-loss'), {
  recordsPerSecond: 200,
  beforeMs: 4000,
  afterMs: 3000,
  fenceArmed: false,
});
let runsDir = '';
let drill: DrillRun;
const events: TideEvent[] = [];

before(
  async () => {
    runsDir = await mkdtemp(join(tmpdir(), 'tideover-drill-test-'));
    drill = await runDrill(scenario, { runsDir, emit: (event) => events.push(event) });
  },
  { timeout: 400_000 },
);
after(async () => {
  if (drill?.result.outcome === 'fail') await rm(runsDir, { recursive: true, force: true });
});

function count(name: AnomalyName): number {
  return drill.result.check.anomalies.find((anomaly) => anomaly.name === name)?.count ?? 0;
}

test('without a fence the old site takes the writes of a stubborn producer, and each one is counted as dual.write', () => {
  const { fencing } = drill.result;

  assert.equal(fencing?.armed, false);
  assert.ok(fencing.stubbornAcknowledged > 0, 'the returning site acknowledged something');
  assert.equal(count('dual.write'), fencing.stubbornAcknowledged);
});

test('the fencing objective fails, and with it the drill', () => {
  const verdict = drill.result.verdicts.find((each) => each.objective.metric === 'fencing');

  assert.equal(verdict?.outcome, 'fail');
  assert.equal(drill.result.outcome, 'fail');
});

test('nothing but the tail is lost, and no class that must never occur occurs', () => {
  for (const name of [
    'lost.hole',
    'lost.in-cluster',
    'acked.not-written',
    'corrupt',
    'reorder',
    'skipped',
    'phantom',
  ] as const) {
    assert.equal(count(name), 0, name);
  }
});

test("Kafka's console consumer counts every topic at both sites as the checker does", () => {
  const { secondOpinions } = drill.result;

  assert.equal(secondOpinions.length, 2 * scenario.workload.topics.length);
  for (const opinion of secondOpinions)
    assert.equal(opinion.counted, opinion.checkerCounted, `${opinion.topic} at ${opinion.site}`);
  assert.ok(secondOpinions.every((opinion) => opinion.topic === 'audit' || opinion.counted > 0));
});

test('the parts of the RTO add up to the whole', () => {
  const { total, ...parts } = drill.result.check.rto;
  const sum = Object.values(parts).reduce((all: number, part) => all + (part ?? Number.NaN), 0);

  assert.ok(total !== null && Math.abs(sum - total) < 1, `${sum} and ${total}`);
});

test("the stock Java producer's RTO agrees with that client's own log to a second", async () => {
  const { check, run } = drill.result;
  const recovered = check.clients.find((client) => client.kind === 'java' && client.role === 'producer');
  const facts = JSON.parse(await readFile(join(drill.directory, 'facts.json'), 'utf8')) as {
    t0: number;
    clock: { monotonicMs: number; wallMs: number };
  };
  const t0Wall = facts.t0 - facts.clock.monotonicMs + facts.clock.wallMs;
  const log = await readFile(join(drill.directory, 'history', 'producer-java-1.java.log'), 'utf8');
  const acknowledged = log
    .split('\n')
    .filter((line) => line.includes('"producer_send_success"'))
    .map((line) => (JSON.parse(line) as { timestamp: number }).timestamp)
    .filter((timestamp) => timestamp > t0Wall);
  const gapEnds = acknowledged.filter((timestamp, i) => i > 0 && timestamp - acknowledged[i - 1]! > 2000);
  const own = (gapEnds.at(-1) ?? acknowledged[0]!) - t0Wall;

  assert.ok(recovered?.recoveredMs !== null && recovered !== undefined, `the Java producer recovered in ${run.id}`);
  assert.ok(Math.abs(recovered.recoveredMs - own) < 1000, `report ${recovered.recoveredMs} ms, its own log ${own} ms`);
});

test('an old history is judged again with the same verdict and the same findings', async () => {
  const again = await recheckRun(drill.directory);

  assert.equal(again.result.outcome, drill.result.outcome);
  assert.deepEqual(again.result.check.anomalies, drill.result.check.anomalies);
});

test('progress tells what happens, with the fault proven effective', () => {
  const types = new Set(events.map((event) => event.type));
  for (const type of [
    'drill.phase',
    'drill.progress',
    'drill.fault',
    'drill.assessment',
    'drill.client',
    'drill.checked',
    'drill.report',
  ]) {
    assert.ok(types.has(type), type);
  }
});
