// Tests of the figures: a counted run as it must be is exact, every figure that is moved is found, and what nothing tells is never right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CheckResult, RunFacts } from '../check/core.ts';
import { judge } from '../objectives/core.ts';
import type { WayBackShow } from '../report/core.ts';
import { scenarioNamed } from '../scenario/core.ts';
import type { Acknowledged, Delivered, FigureEvidence, Read } from './figure-evidence.ts';
import { idOf } from './figure-evidence.ts';
import { type FigureInput, figuresMeasurement, figuresOf } from './figures.ts';

const SCENARIO = scenarioNamed('divergent-tail');
const FIGURES = SCENARIO.figures!;
const TOPIC = 'payments';
const PARTITIONS = [0, 1, 2];

function run(session: string, partition: number, from: number, count: number): Acknowledged[] {
  return Array.from({ length: count }, (_, seq) => ({ session, partition, seq, offset: from + seq }));
}

function acknowledgedIn(partition: number): Acknowledged[] {
  const fresh = FIGURES.survivor[partition]!;
  return [
    ...run('shared', partition, 0, 950),
    ...run('tail', partition, 950, 50),
    ...run(`survivor-${fresh}`, partition, 950, fresh),
    ...run('returned', partition, 1000 + fresh, 20),
  ];
}

function goodInput(): { -readonly [K in keyof FigureInput]: FigureInput[K] } {
  const acknowledged = PARTITIONS.flatMap(acknowledgedIn);
  const delivered: Delivered[] = PARTITIONS.flatMap((partition) =>
    Array.from({ length: 970 }, (_, offset) => ({ group: 'ledger', topic: TOPIC, partition, offset, t: 1 })),
  );
  const read: Read[] = ['paris', 'london'].flatMap((site) =>
    acknowledged.map((one) => ({ site, topic: TOPIC, partition: one.partition, id: idOf(one) })),
  );
  const cut = PARTITIONS.map((partition) => ({
    topic: TOPIC,
    partition,
    standbyLogEnd: 950,
    primaryHighWatermark: 1000,
  }));
  const facts = { primary: 'paris', standby: 'london', t0: 100, cut } as unknown as RunFacts;
  const groups = PARTITIONS.map((partition) => ({
    group: 'ledger',
    topic: TOPIC,
    partition,
    committedAtPrimary: 970,
    promotedPosition: 950,
    resumedAt: 950,
    skipped: 0,
    redeliveredCommitted: 20,
    redeliveredUncommitted: 0,
  }));
  const tails = PARTITIONS.map((partition) => ({
    topic: TOPIC,
    partition,
    point: 950,
    end: 1000,
    records: 50,
    bytes: 1,
    sha256: '',
    recovered: 50,
    alreadyThere: 0,
  }));
  const wayBack: WayBackShow = {
    mode: 'recreate',
    archive: 'tail',
    archiveId: '',
    encrypted: false,
    recovered: 150,
    alreadyThere: 0,
    tails,
  };
  const evidence: FigureEvidence = { facts, acknowledged, delivered, read };
  return { scenario: SCENARIO, figures: FIGURES, check: { groups } as unknown as CheckResult, wayBack, evidence };
}

function wrong(input: FigureInput): string[] {
  return figuresOf(input)
    .filter(({ expected, found }) => expected !== found)
    .map(({ what, partition }) => `${partition} ${what}`);
}

test('a counted run as it must be is exact in every figure', () => {
  const figures = figuresOf(goodInput());

  assert.deepEqual(wrong(goodInput()), []);
  assert.equal(figures.length, 57);
  assert.equal(figuresMeasurement(figures).value, 0);
});

test('in mode shift the tail stands twice at the returned site, and that is expected', () => {
  const input = goodInput();
  const twice = input.evidence.acknowledged
    .filter((one) => one.session === 'tail')
    .map((one): Read => ({ site: 'paris', topic: TOPIC, partition: one.partition, id: idOf(one) }));
  const shifted: FigureInput = {
    ...input,
    scenario: { ...SCENARIO, failback: 'shift' },
    evidence: { ...input.evidence, read: [...input.evidence.read, ...twice] },
  };

  assert.deepEqual(wrong(shifted), []);
  assert.equal(wrong({ ...shifted, scenario: SCENARIO }).length, 6);
});

test('one record that is missing, doubled or another one at one site is found, in its partition and nowhere else', () => {
  const input = goodInput();
  const { read } = input.evidence;
  fc.assert(
    fc.property(fc.nat(read.length - 1), fc.constantFrom('gone', 'twice', 'other'), (at, damage) => {
      const one = read[at]!;
      const instead = damage === 'gone' ? [] : damage === 'twice' ? [one, one] : [{ ...one, id: 'stranger/0/0' }];
      const found = wrong({ ...input, evidence: { ...input.evidence, read: read.toSpliced(at, 1, ...instead) } });

      assert.ok(found.length > 0);
      assert.ok(found.every((what) => what.startsWith(`${one.partition} `)));
    }),
    { numRuns: 30 },
  );
});

test('a figure that nothing tells is not right: no way back, no audit, no cut', () => {
  const input = goodInput();
  const facts = { ...input.evidence.facts, cut: [] };

  assert.equal(wrong({ ...input, wayBack: null }).length, 9);
  assert.equal(wrong({ ...input, check: { groups: [] } as unknown as CheckResult }).length, 12);
  assert.deepEqual(
    wrong({ ...input, evidence: { ...input.evidence, facts } }),
    PARTITIONS.map((partition) => `${partition} log end of london at the failover`),
  );
});

test('one figure that differs makes the drill red; the measurement counts and names the first', () => {
  const input = goodInput();
  const groups = input.check.groups.map((row) => (row.partition === 1 ? { ...row, committedAtPrimary: 971 } : row));
  const measurement = figuresMeasurement(figuresOf({ ...input, check: { groups } as unknown as CheckResult }));

  const objective = SCENARIO.objectives.find(({ metric }) => metric === 'figures')!;

  assert.equal(measurement.value, 1);
  assert.equal(judge(objective, measurement).outcome, 'fail');
  assert.equal(
    measurement.detail,
    '1 of 57 figures differ; first: payments-1: committed by ledger at paris: 971 instead of 970',
  );
});
