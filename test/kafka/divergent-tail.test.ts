// The guide's divergent tail on real Kafka in both modes, one broker a site: every figure is exact, and both ways back lose and overwrite nothing.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { recheckRun, runDrill } from '../../src/drill/index.ts';
import type { AnomalyName, CheckResult } from '../../src/check/core.ts';
import type { Figure } from '../../src/report/core.ts';
import { scenarioNamed, withOverrides } from '../../src/scenario/core.ts';

const runsDir = await mkdtemp(join(tmpdir(), 'tideover-divergent-tail-'));
let allPassed = true;
after(async () => {
  if (allPassed) await rm(runsDir, { recursive: true, force: true });
});

const FRESH = [30, 50, 80];

function count(check: CheckResult, name: AnomalyName): number {
  return check.anomalies.find((anomaly) => anomaly.name === name)?.count ?? 0;
}

/** What was found in each of the three partitions. */
function found(figures: readonly Figure[], what: string): readonly (number | null)[] {
  return [0, 1, 2].map((partition) => figures.find((one) => one.what === what && one.partition === partition)!.found);
}

for (const failback of ['recreate', 'shift'] as const) {
  test(`divergent-tail, ${failback}: 1,000 and 950, then 30, 50 and 80 more: each figure is the guide's`, {
    timeout: 300_000,
  }, async () => {
    allPassed = false;
    const scenario = withOverrides(scenarioNamed('divergent-tail'), { brokers: 1, failback });
    const { result, directory } = await runDrill(scenario, { runsDir, emit: () => {} });
    const { check, figures = [], fencing, wayBack } = result;

    assert.equal(
      result.outcome,
      'pass',
      JSON.stringify(result.verdicts.map(({ outcome, reason }) => [outcome, reason])),
    );
    assert.deepEqual(found(figures, 'acknowledged by paris before the loss'), [1000, 1000, 1000]);
    assert.deepEqual(found(figures, 'log end of london at the failover'), [950, 950, 950]);
    assert.deepEqual(found(figures, 'first offset written at london after the failover'), [950, 950, 950]);
    assert.deepEqual(found(figures, 'new records at london'), FRESH);
    assert.deepEqual(found(figures, 'committed by ledger at paris'), [970, 970, 970]);
    assert.deepEqual(found(figures, 'ledger resumed at london at offset'), [950, 950, 950]);
    assert.deepEqual(found(figures, 'processed by ledger at paris and absent at london'), [20, 20, 20]);
    assert.deepEqual(found(figures, 'skipped by ledger'), [0, 0, 0]);
    assert.deepEqual(found(figures, 'the histories part at offset'), [950, 950, 950]);
    assert.deepEqual(found(figures, 'records of the tail in the archive'), [50, 50, 50]);
    assert.deepEqual(found(figures, 'recovered into the history of london'), [50, 50, 50]);
    // 950 shared, the survivor's, 50 recovered, 20 after the failback; shift keeps the tail of 50 in its place.
    const all = FRESH.map((fresh) => 1020 + fresh);
    const tail = failback === 'shift' ? 50 : 0;
    assert.deepEqual(found(figures, 'records at london in the end'), all);
    assert.deepEqual(
      found(figures, 'records at paris in the end'),
      all.map((records) => records + tail),
    );
    assert.deepEqual(found(figures, 'acknowledged records exactly once at london'), all);
    assert.deepEqual(
      found(figures, 'acknowledged records exactly once at paris'),
      all.map((records) => records - tail),
    );
    assert.deepEqual(found(figures, 'acknowledged records missing anywhere'), [0, 0, 0]);

    assert.ok(fencing !== null && fencing.stubbornAttempts > 0, 'a producer pointed at paris has tried');
    assert.equal(fencing.stubbornAcknowledged, 0);
    assert.equal(count(check, 'lost.tail'), 150);
    assert.equal(check.rpo?.recovered, 150);
    const { lost, overwritten, equalPartitions, recoveredCopies, different } = check.failback!;
    assert.deepEqual(
      { lost, overwritten, equalPartitions, recoveredCopies, different },
      { lost: 0, overwritten: 0, equalPartitions: 3, recoveredCopies: 3 * tail, different: 0 },
    );
    assert.equal(wayBack?.mode, failback);
    for (const each of wayBack.tails) assert.match(each.sha256, /^[0-9a-f]{64}$/);
    assert.match(await readFile(join(directory, 'report.html'), 'utf8'), /WAY BACK/);

    // The figures come from the history: judged again, they are the same.
    assert.deepEqual((await recheckRun(directory)).result.figures, figures);
    allPassed = true;
  });
}
