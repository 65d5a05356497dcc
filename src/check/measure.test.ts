// RPO and RTO on histories whose true values are known by construction.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { judge } from '../objectives/core.ts';
import { type CheckResult, checkHistory } from './core.ts';
import { recoveryOf } from './measure/recovery.ts';
import { goodWorld } from './sample/good-history.ts';
import { Tiny } from './sample/tiny.ts';
import { filesOf } from './sample/world.ts';

function check(tiny: Tiny): CheckResult {
  return checkHistory(tiny.files, tiny.facts);
}

function measured(result: CheckResult, metric: string): CheckResult['measurements'][number] {
  const found = result.measurements.find((measurement) => measurement.metric === metric);
  assert.ok(found !== undefined, `no measurement for ${metric}`);
  return found;
}

/** One record every 50 ms from 0 to 10 s; the ones sent from 1 s to `backAt` are answered at `backAt`. */
function outage(backAt: number | null): Tiny {
  const tiny = new Tiny();
  for (let t = 0; t < 10_000; t += 50) {
    const seq = t / 50;
    tiny.sent(seq, t);
    const answer = t < 1000 ? t + 5 : backAt === null ? null : Math.max(t, backAt) + 5;
    if (answer !== null) tiny.producer().push(['ok', answer, 0, seq, seq]);
  }
  const all = Array.from({ length: backAt === null ? 20 : 200 }, (_, i) => i);
  return tiny
    .with({ endedAt: 10_000, cut: [{ topic: 't', partition: 0, standbyLogEnd: 20, primaryHighWatermark: 20 }] })
    .log('a', all.slice(0, 20))
    .log('b', all);
}

test('CHECK-7: RTO counts from T0 to the intended time of the first operation that is served in time again', () => {
  const result = check(outage(4000));

  const [client] = result.clients;
  // Sent at 3,950 and answered at 4,005: within the deadline of 100 ms.
  assert.equal(client?.recoveredMs, 2950);
  assert.equal(client?.longestOutageMs, 2950);
  assert.equal(measured(result, 'rto').value, 2950);
});

test('CHECK-7: the parts of the RTO sum exactly to the total', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.boolean(), (seed, primaryRead) => {
      const world = goodWorld({ seed, layout: 'translating', fault: 'region-loss', primaryRead });

      const { rto } = checkHistory(filesOf(world), world.facts);

      const { total, ...parts } = rto;
      assert.equal(
        Object.values(parts).reduce((sum: number, part) => sum + (part ?? 0), 0),
        total,
      );
      assert.ok(Object.values(parts).every((part) => part !== null && part >= 0));
    }),
    { numRuns: 50 },
  );
});

test('CHECK-7: a client that never comes back is no number, but fails an objective that the run outlasted', () => {
  const rto = measured(check(outage(null)), 'rto');

  assert.equal(rto.value, null);
  assert.equal(rto.atLeast, 9000);
  const objective = { tier: '*', metric: 'rto', unit: 'ms' } as const;
  assert.equal(judge({ ...objective, limit: 5000 }, rto).outcome, 'fail');
  assert.equal(judge({ ...objective, limit: 60_000 }, rto).outcome, 'unknown');
});

test('CHECK-7: a counted producer that was done before the loss has nothing to recover; its records count like all others', () => {
  const counted = new Tiny();
  counted.producer('p', { recordsPerPartition: 2 });
  counted.acked(0, 100, 0).acked(1, 900, 1).log('a', [0, 1]).log('b', [0]);
  const result = check(
    counted.with({ cut: [{ topic: 't', partition: 0, standbyLogEnd: 1, primaryHighWatermark: 2 }] }),
  );

  assert.equal(result.clients[0]?.affected, false);
  assert.equal(result.rpo?.records.min, 1);
});

test('CHECK-7: a served interval shorter than the window is no recovery', () => {
  const intended = Float64Array.from({ length: 100 }, (_, i) => i * 10);
  const served = Uint8Array.from({ length: 100 }, (_, i) => (i < 10 || (i >= 30 && i < 40) || i >= 60 ? 1 : 0));

  assert.deepEqual(recoveryOf(intended, served, 100, 200, 1000), { at: 600, longestOutageMs: 200 });
  assert.equal(recoveryOf(intended, served, 100, 500, 1000).at, null);
});

test('CHECK-8: RPO is counted by identity, with the age of the oldest missing record at T0', () => {
  const tiny = new Tiny().acked(0, 100, 0).acked(1, 400, 1).acked(2, 900, 2).acked(9, 3000, 1);
  tiny
    .with({ cut: [{ topic: 't', partition: 0, standbyLogEnd: 1, primaryHighWatermark: 3 }] })
    .log('a', [0, 1, 2])
    .log('b', [0, 9]);

  const { rpo } = check(tiny);

  assert.deepEqual(rpo, {
    records: { min: 2, max: 2 },
    bytes: { min: 200, max: 200 },
    ms: { min: 600, max: 600 },
    acknowledgedBeforeT0: 3,
    stranded: 2,
    byTopic: [{ topic: 't', records: 2, bytes: 200, ms: 600 }],
  });
});

test('CHECK-8: a write without an answer widens the interval only where the primary may hold it', () => {
  const base = (): Tiny => new Tiny().acked(0, 100, 0).acked(1, 200, 1).sent(2, 700);

  const unread = check(base().log('b', [0, 1])).rpo;
  const written = check(base().log('a', [0, 1, 2]).log('b', [0, 1])).rpo;
  const absent = check(base().log('a', [0, 1]).log('b', [0, 1])).rpo;

  assert.deepEqual(
    [unread?.records, unread?.ms],
    [
      { min: 0, max: 1 },
      { min: 0, max: 300 },
    ],
  );
  assert.deepEqual(
    [written?.records, written?.ms],
    [
      { min: 0, max: 1 },
      { min: 0, max: 300 },
    ],
  );
  assert.deepEqual(
    [absent?.records, absent?.ms],
    [
      { min: 0, max: 0 },
      { min: 0, max: 0 },
    ],
  );
});

test('CHECK-9: missing evidence gives unknown, never 0', () => {
  const withoutStandby = check(new Tiny().acked(0, 100, 0).log('a', [0]));
  const withoutPrimary = check(new Tiny().acked(0, 100, 0).log('b', [0]));

  assert.equal(withoutStandby.rpo, null);
  for (const metric of ['rpo', 'order', 'groups']) assert.equal(measured(withoutStandby, metric).value, null, metric);
  assert.equal(measured(withoutPrimary, 'in-cluster').value, null);
  assert.equal(withoutStandby.outcome, 'unknown');
  assert.equal(withoutPrimary.outcome, 'unknown');
  for (const measurement of [...withoutStandby.measurements, ...withoutPrimary.measurements]) {
    assert.equal(measurement.value === null, measurement.unknown !== undefined, measurement.metric);
  }
});

test('CHECK-9: a read that stopped below the log end is a gap and no loss', () => {
  const tiny = new Tiny().acked(0, 100, 0).acked(1, 200, 1).log('a', [0, 1]);
  tiny
    .file('final-b', { role: 'final-read', site: 'b' })
    .push(
      ['range', 30_000, 't', 0, 0, 2, 'uncommitted'],
      ['rec', 30_000, 't', 0, 0, 'p', 0, 0, 1, 0, 100, 'uncommitted'],
      ['note', 30_000, 'incomplete', ['t', 0, 'uncommitted', 1]],
    );

  const result = check(tiny);

  assert.deepEqual(
    result.anomalies.filter((finding) => finding.count > 0),
    [],
  );
  assert.equal(result.outcome, 'unknown');
  assert.equal(measured(result, 'rpo').value, null);
});

test('CHECK-10: samples in which the prober itself stood still are void, and a stall at the recovery widens the error bound', () => {
  const tiny = outage(4000);
  tiny.producer().push(['stall', 5_000, 400], ['stall', 4_050, 120]);
  for (const line of tiny.producer())
    if (line[0] === 'ok' && line[1] > 4610 && line[1] < 4990) (line as unknown as unknown[])[1] = 5001;

  const result = check(tiny);

  assert.equal(result.clients[0]?.recoveredMs, 2950);
  assert.equal(result.clients[0]?.longestOutageMs, 2950);
  assert.equal(result.clients[0]?.errorBoundMs, 120);
  assert.deepEqual(result.stalls, { count: 2, longestMs: 400, overlapsRecovery: true });
});

test('CHECK-11: the schedule of a stock tool without invoke lines follows from its acknowledgements', () => {
  const tiny = new Tiny();
  // 20 records/s wanted; the tool really runs 1 percent slower.
  const lines = tiny.producer('java-7', { kind: 'java', invokesLogged: false, recordsPerSecond: 20, clockErrorMs: 1 });
  for (let seq = 0; seq < 190; seq++) {
    const sent = seq * 50.5;
    lines.push(['ok', sent < 1000 ? sent + 4 : Math.max(sent, 4000) + 4, 0, seq, seq]);
  }
  const ids = Array.from({ length: 190 }, (_, seq) => ['java-7', 0, seq] as const);
  tiny
    .with({ endedAt: 9700, cut: [{ topic: 't', partition: 0, standbyLogEnd: 20, primaryHighWatermark: 20 }] })
    .log('a', ids.slice(0, 20))
    .log('b', ids);

  const [client] = check(tiny).clients;

  assert.ok(
    Math.abs((client?.recoveredMs ?? 0) - 2950) <= (client?.errorBoundMs ?? 0),
    `${client?.recoveredMs} +- ${client?.errorBoundMs}`,
  );
  assert.equal(client?.errorBoundMs, 51);
});

test('CHECK-2: without a switch the primary is the survivor, and RPO asks what it lost itself', () => {
  const none = { detectedAt: null, decidedAt: null, fencedAt: null, promotedAt: null, redirectedAt: null };
  const tiny = new Tiny()
    .with({ architecture: 'single-cluster', standby: 'a', phases: none, cut: [] })
    .acked(0, 100, 0)
    .acked(1, 900, 1)
    .log('a', [null, 1]);

  const result = check(tiny);

  assert.deepEqual([result.rpo?.records.min, result.rpo?.ms.min], [1, 900]);
  assert.equal(measured(result, 'in-cluster').value, 1);
});
