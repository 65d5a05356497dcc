// The stock clients against one real broker: histories are complete, acknowledgements and log agree, groups are given every record.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Admin } from '@platformatic/kafka';
import { connectCluster } from '../../src/kafka/index.ts';
import { overlayNames } from '../../src/kafka/names.ts';
import { systemClock } from '../../src/base/index.ts';
import type { HistoryHeader, HistoryLine } from '../../src/check/core.ts';
import { planWorkload } from '../../src/drill/workload/core.ts';
import {
  detectLibrdkafka,
  runFinalRead,
  secondOpinion,
  startConsumer,
  startProducer,
} from '../../src/drill/workload/index.ts';
import type { Lab, LabProcess } from '../../src/lab/core.ts';
import { startLab } from '../../src/lab/index.ts';
import type { ClientKind, WorkloadSpec } from '../../src/scenario/core.ts';

const TOPIC = 'orders';
const PARTITIONS = 6;
const SITE = 'paris';

let runDir: string;
let lab: Lab;

before(async () => {
  runDir = await mkdtemp(join(tmpdir(), 'tideover-workload-'));
  lab = await startLab({
    topology: {
      sites: [{ name: SITE, role: 'primary', brokers: 1, controllers: 'combined' }],
      links: [],
      kafkaVersion: '4.3.1',
      security: 'plaintext',
    },
    runDir: join(runDir, 'lab'),
    emit: () => {},
  });
  overlayNames(lab.lookup(SITE));
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [...lab.zone.bootstrap] });
  await admin.createTopics({ topics: [TOPIC], partitions: PARTITIONS, replicas: 1 });
  await admin.close();
});

after(async () => {
  overlayNames(undefined);
  await lab?.stop();
  await rm(runDir, { recursive: true, force: true });
});

const kinds: readonly ClientKind[] =
  'python' in (await detectLibrdkafka()) ? ['node', 'java', 'librdkafka'] : ['node', 'java'];

function workload(): WorkloadSpec {
  return {
    topics: [{ name: TOPIC, partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1, mirrored: true }],
    producers: kinds.map((kind) => ({
      session: `${kind}-1`,
      kind,
      site: SITE,
      pointedAt: 'bootstrap',
      topic: TOPIC,
      partitions: kind === 'librdkafka' ? [0, 3] : [],
      recordsPerSecond: kind === 'node' ? 300 : 50,
      recordBytes: 1024,
    })),
    groups: kinds.map((kind) => ({
      group: `group-${kind}`,
      kind,
      site: SITE,
      pointedAt: 'bootstrap',
      topic: TOPIC,
      members: kind === 'node' ? 2 : 1,
      commitIntervalMs: 500,
    })),
    clientSettings: 'recommended',
    beforeMs: 0,
    afterMs: 0,
    deadlineMs: 1000,
  };
}

async function historyOf(file: string): Promise<{ header: HistoryHeader; lines: HistoryLine[] }> {
  const [first, ...rest] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return { header: JSON.parse(first!) as HistoryHeader, lines: rest.map((line) => JSON.parse(line) as HistoryLine) };
}

function only<T extends HistoryLine[0]>(
  lines: readonly HistoryLine[],
  ...types: T[]
): Extract<HistoryLine, readonly [T, ...unknown[]]>[] {
  return lines.filter((line) => types.includes(line[0] as T)) as Extract<HistoryLine, readonly [T, ...unknown[]]>[];
}

/** Polls a condition; fails with the description after the bound. */
async function until(what: string, condition: () => Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, `${what} within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

test('every client kind leaves a complete history, and log, acknowledgements and deliveries agree', {
  timeout: 150_000,
}, async () => {
  const clock = { monotonicMs: systemClock.monotonicMs(), wallMs: systemClock.wallMs() };
  const plan = planWorkload({
    run: 'test-run',
    workload: workload(),
    historyDir: join(runDir, 'history'),
    clock,
    startAt: systemClock.monotonicMs() + 1000,
    bootstrap: lab.zone.bootstrap,
    siteBootstrap: { [SITE]: lab.sites[SITE]!.bootstrap },
    connection: () => lab.sites[SITE]!.clientProperties,
  });
  const consumers: LabProcess[] = [];
  for (const spec of plan.consumers) consumers.push(await startConsumer(lab, spec, 'recommended'));
  const producers: LabProcess[] = [];
  for (const spec of plan.producers) producers.push(await startProducer(lab, spec, 'recommended'));
  const files = [...plan.producers, ...plan.consumers].map((spec) => spec.historyFile);
  const served = async (file: string): Promise<number> => {
    const { lines } = await historyOf(file).catch(() => ({ lines: [] as HistoryLine[] }));
    return only(lines, 'ok', 'deliver').length;
  };

  await until(
    'every process serves at least 150 records',
    async () => (await Promise.all(files.map(served))).every((count) => count >= 150),
    60_000,
  );
  await Promise.all(producers.map((process) => process.stop(8000)));
  const sent = await Promise.all(plan.producers.map((spec) => historyOf(spec.historyFile)));
  const acknowledged = sent.flatMap(({ header, lines }) => only(lines, 'ok').map((line) => ({ header, line })));
  const delivered = async (group: string): Promise<Set<string>> => {
    const members = plan.consumers.filter((spec) => spec.group === group);
    const histories = await Promise.all(members.map((spec) => historyOf(spec.historyFile)));
    return new Set(histories.flatMap(({ lines }) => only(lines, 'deliver').map((line) => `${line[3]}-${line[4]}`)));
  };
  const groups = workload().groups.map(({ group }) => group);
  await until(
    'every group was given every acknowledged record',
    async () => (await Promise.all(groups.map(delivered))).every((set) => set.size >= acknowledged.length),
    30_000,
  );
  await until(
    'the last commits',
    async () => await commitsReach(plan.consumers.map((spec) => spec.historyFile)),
    10_000,
  );
  await Promise.all(consumers.map((process) => process.stop(8000)));

  const finalFile = join(runDir, 'final', `${SITE}.jsonl`);
  const final = await runFinalRead(lab, {
    run: 'test-run',
    site: SITE,
    bootstrap: lab.sites[SITE]!.bootstrap,
    properties: lab.sites[SITE]!.clientProperties,
    topics: [{ name: TOPIC, partitions: PARTITIONS }],
    groups,
    historyFile: finalFile,
    withinMs: 20_000,
  });
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: TOPIC, partition }));
  const cluster = await connectCluster({
    name: SITE,
    bootstrap: lab.sites[SITE]!.bootstrap,
    properties: {},
    requestTimeoutMs: 10_000,
    connectTimeoutMs: 2000,
    retries: 2,
  });
  const ranges = await cluster.logRanges(partitions, 'uncommitted');
  await cluster.close();
  const ends = ranges.map(({ partition, earliest, end }) => ({
    partition,
    earliest: earliest.offset,
    end: end.offset,
  }));
  const opinion = await secondOpinion(lab, { site: SITE, topic: TOPIC, ends, withinMs: 30_000 });

  for (const { header, lines } of sent) {
    const outcomes = new Map<string, string>();
    for (const line of only(lines, 'ok', 'fail', 'info')) {
      const key = `${line[2]}-${line[3]}`;
      assert.equal(outcomes.has(key), false, `${header.process}: one outcome for ${key}`);
      outcomes.set(key, line[0]);
    }
    const reasons = new Set(only(lines, 'fail', 'info').map((line) => line[4]));
    assert.deepEqual(
      [...new Set(outcomes.values())],
      ['ok'],
      `${header.process} without trouble acknowledges everything: ${[...reasons].join('; ')}`,
    );
    if (header.kind !== 'java')
      assert.equal(only(lines, 'invoke').length, outcomes.size, `${header.process}: every invoke has an outcome`);
  }
  assert.equal(final.complete, true);
  const { lines: read } = await historyOf(finalFile);
  const log = new Map(only(read, 'rec').map((line) => [`${line[3]}-${line[4]}`, line]));
  assert.equal(log.size, acknowledged.length, 'the log holds what was acknowledged and nothing else');
  for (const { header, line } of acknowledged) {
    const record = log.get(`${line[2]}-${line[4]}`);
    assert.ok(record, `acknowledged ${header.process} ${line[2]}-${line[4]} is on the log`);
    assert.deepEqual(
      [record[5], record[7], record[8]],
      [header.session, line[3], 1],
      'the acknowledged offset holds this very record',
    );
  }
  assert.equal(opinion.records, log.size, 'the console consumer counts the same');
  for (const group of groups) {
    assert.equal((await delivered(group)).size, log.size, `${group} was given every record`);
    const positions = only(read, 'group').filter((line) => line[2] === group);
    const ends = new Map(only(read, 'range').map((line) => [line[3], line[5]]));
    for (const line of positions)
      if (line[5] !== null) assert.equal(line[5], ends.get(line[4]), `${group} committed its end`);
    assert.ok(positions.some((line) => line[5] !== null));
  }
});

/** Per group file: the highest committed offset of each partition equals the highest delivered one plus 1. */
async function commitsReach(files: readonly string[]): Promise<boolean> {
  const delivered = new Map<string, number>();
  const committed = new Map<string, number>();
  for (const file of files) {
    const { header, lines } = await historyOf(file);
    for (const line of only(lines, 'deliver')) {
      const key = `${header.group}-${line[3]}`;
      delivered.set(key, Math.max(delivered.get(key) ?? 0, line[4] + 1));
    }
    for (const line of only(lines, 'commit')) {
      if (line[2] !== 'ok') continue;
      for (const [, partition, offset] of line[3]) {
        const key = `${header.group}-${partition}`;
        committed.set(key, Math.max(committed.get(key) ?? 0, offset));
      }
    }
  }
  return [...delivered].every(([key, offset]) => committed.get(key) === offset);
}
