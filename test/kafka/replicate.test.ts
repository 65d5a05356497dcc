// The replicate verbs as a person runs them, between two real clusters: plan, start, status, verify, an alien record, stop, promote, reverse.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { LabProcess } from '../../src/lab/core.ts';
import { encodeBatch, NO_PRODUCER } from '../../src/wire/core.ts';
import {
  append,
  newTopic,
  records,
  type Site,
  startTwoClusters,
  topicOf,
  type TwoClusters,
  write,
} from './compare-sites.ts';
import { eventually, textOf } from './lab-topologies.ts';

const BIN = join(import.meta.dirname, '../../bin/tideover.js');
const MIXED = { batchRecordsMax: 40, codecs: ['none', 'zstd'], seed: 7 } as const;
const RECORDS = 1000;

let two: TwoClusters;
let folder: string;
let spawned = 0;

before(async () => {
  two = await startTwoClusters();
  folder = mkdtempSync(join(tmpdir(), 'tideover-replicate-'));
});

after(async () => {
  await two?.stop();
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The program in the folder of the test, with the names of the lab. */
async function begun(args: readonly string[]): Promise<LabProcess> {
  spawned += 1;
  const name = `tideover-${spawned}-${args[1]}`;
  return await two.lab.spawnNode('witness', { name, module: BIN, args, cwd: folder, env: { NO_COLOR: '1' } });
}

async function tideover(...args: readonly string[]): Promise<Ended> {
  const child = await begun(args);
  const { code } = await child.exited;
  return { code, out: readFileSync(child.stdoutFile, 'utf8'), err: readFileSync(child.stderrFile, 'utf8') };
}

function clusters(flow: string, topics: string, groups = 'readers'): readonly string[] {
  const [paris, london] = (['paris', 'london'] as const).map((site) => two.lab.sites[site]!.bootstrap.join(','));
  const pairs = { flow, 'source-bootstrap': paris!, 'target-bootstrap': london!, topics, groups };
  return Object.entries(pairs).flatMap(([name, value]) => [`--${name}`, value]);
}

/** Starts a link and waits until it answers. */
async function started(flow: string, topics: string): Promise<LabProcess> {
  const child = await begun(['replicate', 'start', ...clusters(flow, topics), '--execute']);
  await eventually(`the link ${flow} listens`, 30_000, () => {
    if (!child.running()) throw new Error(`it ended: ${textOf(child.stderrFile)}`);
    return textOf(child.stderrFile).includes('status and metrics at');
  });
  return child;
}

async function untilStatus(flow: string, what: string, holds: (status: Ended) => boolean): Promise<Ended> {
  let last: Ended = { code: null, out: '', err: '' };
  try {
    await eventually(what, 30_000, async () => {
      last = await tideover('replicate', 'status', '--flow', flow, '-o', 'wide');
      return holds(last);
    });
  } catch (error) {
    throw new Error(`${String(error)}; status: ${last.out}${last.err}`, { cause: error });
  }
  return last;
}

async function alien(site: Site, topic: string, at: number): Promise<void> {
  const [record] = records(1, 99);
  const batch = encodeBatch({ records: [record!], codec: 'none', stamp: NO_PRODUCER });
  await append(two.raw[site], await topicOf(two.raw[site], topic, 1), 0, batch, at);
}

test('plan tells the changes and the rights and changes nothing; start without --execute refuses', async () => {
  await newTopic(two, 'paris', 'orders', 1, { 'segment.ms': '86400000' });
  await newTopic(two, 'paris', 'stamped', 1, { 'message.timestamp.type': 'LogAppendTime' });
  await two.admin.paris.commit('readers', [{ topic: 'orders', partition: 0, offset: 0 }]);

  const plan = await tideover('replicate', 'plan', ...clusters('one', 'orders,stamped'), '--detailed-exitcode');
  const refused = await tideover('replicate', 'start', ...clusters('one', 'orders,stamped'));

  assert.equal(plan.code, 3, plan.err);
  assert.match(plan.out, /create orders: 1 partitions, replication factor 1, .*segment\.ms=86400000/);
  assert.match(plan.out, /Topic stamped has LogAppendTime at the source/);
  assert.match(plan.out, /readers +(?:classic|consumer) +1 +1/);
  assert.match(plan.out, /RIGHTS NEEDED\n[\s\S]*copy records +READ, DESCRIBE on the topics/);
  assert.equal(refused.code, 64);
  assert.match(refused.err, /error TIDE_REPLICATE_NOT_EXECUTED/);
  const there = (await two.admin.london.topics()).map((one) => one.name).filter((name) => !name.startsWith('__'));
  assert.deepEqual(there, [], 'nothing was created');
});

test('a running link tells what is safe; verify is equal; an alien record is quarantined and named; stop ends it in peace', async () => {
  const link = await started('one', 'orders');
  await write(two.raw.paris, await topicOf(two.raw.paris, 'orders', 1), 0, records(RECORDS, 1), MIXED);
  await two.admin.paris.commit('readers', [{ topic: 'orders', partition: 0, offset: 700 }]);

  const fine = await untilStatus(
    'one',
    'all is safe and the group is exact',
    ({ out }) => /orders-0 +\w+ +1000 +1000 +1000 +1000 +0 /.test(out) && /readers +exact/.test(out),
  );
  assert.equal(fine.code, 0, fine.out);
  assert.match(fine.out, /exposure: 0 records, /);
  assert.equal((await two.admin.london.committed('readers')).offsets[0]?.offset, 700);

  const second = await tideover('replicate', 'start', ...clusters('one', 'orders'), '--execute');
  assert.equal(second.code, 75, second.err);
  assert.match(second.err, /error TIDE_REPLICATE_RUNNING/);

  const equal = await tideover('replicate', 'verify', ...clusters('one', 'orders'));
  assert.equal(equal.code, 0, equal.err);
  assert.match(
    equal.out,
    /^EQUAL {2}source and target: 1 of 1 partitions are equal \(1,000 records compared, committed\)/,
  );

  const slow = await begun(['replicate', 'verify', ...clusters('one', 'orders'), '--rate', '1KB']);
  await eventually('it compares', 20_000, () => textOf(slow.stderrFile).includes('Comparing 1 partitions'));
  slow.kill('SIGINT');
  assert.equal((await slow.exited).code, 130);
  assert.match(textOf(slow.stderrFile), /error TIDE_VERBS_INTERRUPTED[\s\S]*--resume/);
  const resumed = await tideover('replicate', 'verify', ...clusters('one', 'orders'), '--resume');
  assert.equal(resumed.code, 0, resumed.err);
  assert.match(resumed.out, /^EQUAL .*1,000 records compared/);

  await alien('london', 'orders', RECORDS);
  const held = await untilStatus('one', 'the partition is quarantined', ({ out }) => /orders-0 +quarantined/.test(out));
  assert.equal(held.code, 1);
  assert.match(held.out, /orders-0 is quarantined: TIDE_LINK_ALIEN\. .*offsets 1000 to 1001/);
  assert.match(held.out, /exposure: unknown \(orders-0: the partition is quarantined/);

  const differs = await tideover('replicate', 'verify', ...clusters('one', 'orders'));
  assert.equal(differs.code, 1, differs.out + differs.err);
  assert.match(differs.out, /orders-0: the first record that differs stands at offset 1000: it is only at target/);

  const stop = await tideover('replicate', 'stop', '--flow', 'one');
  assert.equal(stop.code, 0, stop.err);
  assert.deepEqual(await link.exited, { code: 0, signal: null });
  const gone = await tideover('replicate', 'status', '--flow', 'one');
  assert.equal(gone.code, 2);
  assert.match(gone.out, /exposure: unknown/);

  // Retention takes the copy away, the foreign record with it: nothing differs any more, and still nobody may say equal.
  const leader = (await topicOf(two.raw.london, 'orders', 1)).partitions[0]!.leader;
  await two.raw.london.deleteRecords(leader, [{ topic: 'orders', partition: 0, before: RECORDS + 1 }], 5000);
  const blind = await tideover('replicate', 'verify', ...clusters('one', 'orders'));
  assert.equal(blind.code, 2, blind.out + blind.err);
  assert.match(blind.out, /^UNKNOWN [\s\S]*the target's log ends at 1001, the source's at 1000/);
});

test('promote refuses without --execute, then drains, stops, carries the last positions and gives the settings back', async () => {
  const topic = await newTopic(two, 'paris', 'payments', 1, { 'compression.type': 'zstd' });
  const link = await started('two', 'payments');
  await write(two.raw.paris, topic, 0, records(RECORDS, 2), MIXED);
  await two.admin.paris.commit('readers', [{ topic: 'payments', partition: 0, offset: 900 }]);
  const settings = async (): Promise<string | undefined> =>
    (await two.admin.london.topicSettings(['payments'])).get('payments')?.['compression.type']?.value;
  await eventually('the copy is there', 30_000, async () => (await settings()) === 'producer');

  const plan = await tideover('replicate', 'promote', ...clusters('two', 'payments'));
  assert.equal(plan.code, 64, plan.err);
  assert.match(plan.out, /set payments: compression\.type producer to zstd/);
  assert.match(plan.out, /POINT OF NO RETURN/);
  assert.ok(link.running(), 'nothing was stopped');

  const promoted = await tideover('replicate', 'promote', ...clusters('two', 'payments'), '--execute');
  assert.equal(promoted.code, 0, promoted.err);
  assert.match(promoted.out, /^PROMOTED {2}target\n/);
  assert.match(promoted.out, /readers +exact/);
  assert.equal(await settings(), 'zstd');
  assert.equal((await link.exited).code, 0);
  const position = (await two.admin.london.committed('readers')).offsets.find((one) => one.topic === 'payments');
  assert.equal(position?.offset, 900);

  const again = await tideover('replicate', 'start', ...clusters('two', 'payments'), '--execute');
  assert.equal(again.code, 1, again.err);
  assert.match(again.err, /error TIDE_REPLICATE_PROMOTED/);
});

test('reverse names the tail that only the old site holds, and a way back where there is none', async () => {
  const simple = await tideover('replicate', 'reverse', ...clusters('two', 'payments'));
  assert.equal(simple.code, 0, simple.err);
  assert.match(simple.out, /a link may go back as it is/);
  assert.match(simple.out, /--generation 2/);

  await alien('london', 'payments', RECORDS);
  await alien('paris', 'payments', RECORDS);
  const tail = await tideover('replicate', 'reverse', ...clusters('two', 'payments'));
  assert.equal(tail.code, 1, tail.err);
  assert.match(tail.out, /payments-0 +1000 +1 +1000/);
});

test('a promotion without the drain that it needs is refused, and a repeated one keeps the log ends of the first', async () => {
  const topic = await newTopic(two, 'paris', 'late', 1);
  await write(two.raw.paris, topic, 0, records(10, 3), MIXED);

  const refused = await tideover('replicate', 'promote', ...clusters('three', 'late'), '--execute');
  const repeated = await tideover('replicate', 'promote', ...clusters('two', 'payments'), '--execute');

  assert.equal(refused.code, 1, refused.out);
  assert.match(refused.err, /error TIDE_REPLICATE_BEHIND\n.*lacks 10 offsets/);
  assert.equal(repeated.code, 0, repeated.err);
  const cut = JSON.parse(readFileSync(join(folder, '.tideover/two.json.cut'), 'utf8')) as {
    partitions: { standbyLogEnd: number }[];
  };
  assert.deepEqual(
    cut.partitions.map((one) => one.standbyLogEnd),
    [RECORDS],
  );
});
