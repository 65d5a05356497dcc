// npm run soak:link: two instances of the link under faults for some minutes; then both sites are compared, by us and by Kafka's own consumer.
// Usage: npm run soak:link -- [--minutes 10] [--seed n]. Ends with 1 when anything differs, is quarantined, or does not end.
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { isTideError, randomOf } from '../src/base/core.ts';
import type { Flow } from '../src/replication/core.ts';
import { Faults } from './soak-link/faults.ts';
import { Instance } from './soak-link/instances.ts';
import { type Judgement, compareSites, readIndependently } from './soak-link/judge.ts';
import { type SoakSites, startSoakSites } from './soak-link/sites.ts';
import { Writer } from './soak-link/writers.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const GROUP = 'soak-group';
const TOPICS = ['soak-plain', 'soak-grown', 'soak-transactions'] as const;
const DRAIN_MS = 180_000;

const began = performance.now();
const tell = (line: string): void => {
  console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`);
};

/** The group stands at the high watermarks of the moment, as a busy reader would. */
async function moveGroup({ admin }: SoakSites): Promise<void> {
  const topics = await admin.paris.topics([...TOPICS]);
  const partitions = topics.flatMap((topic) => topic.partitions);
  const ranges = await admin.paris.readableRanges(partitions);
  await admin.paris.commit(
    GROUP,
    ranges.map(({ topic, partition, end }) => ({ topic, partition, offset: end.offset })),
  );
}

async function everySecond(signal: AbortSignal, act: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) {
    try {
      await act();
    } catch (error) {
      if (!isTideError(error)) throw error;
    }
    await sleep(1000);
  }
}

async function groupDifferences({ admin }: SoakSites): Promise<readonly string[]> {
  const until = performance.now() + 30_000;
  for (;;) {
    const [source, target] = await Promise.all([admin.paris.positions([GROUP]), admin.london.positions([GROUP])]);
    const at = new Map(target[0]?.offsets.map((one) => [`${one.topic}-${one.partition}`, one.offset]));
    const wrong = source[0]!.offsets.filter((one) => at.get(`${one.topic}-${one.partition}`) !== one.offset);
    if (wrong.length === 0) return source[0]!.offsets.length > 0 ? [] : ['the group has no positions'];
    if (performance.now() > until)
      return wrong.map(
        (one) => `group ${one.topic}-${one.partition}: ${one.offset} and ${at.get(`${one.topic}-${one.partition}`)}`,
      );
    await sleep(500);
  }
}

async function soak(sites: SoakSites): Promise<readonly string[]> {
  const random = randomOf(Number(values.seed));
  const make = (name: string, partitions: number) => ({
    name,
    partitions,
    replicationFactor: 3,
    configs: { 'min.insync.replicas': '2' },
  });
  await sites.admin.paris.createTopics([make(TOPICS[0], 4), make(TOPICS[1], 2), make(TOPICS[2], 2)]);
  const flow: Flow = { name: 'soak', source: 'paris', target: 'london', topics: ['soak-.*'], groups: [GROUP] };
  const instances = [new Instance(sites, flow, 'link-a'), new Instance(sites, flow, 'link-b')];
  for (const instance of instances) await instance.start();
  const writer = new Writer(sites.raw.paris, randomOf(Number(values.seed) + 1));
  const writing = TOPICS.map((topic) => writer.run(topic, topic === TOPICS[2] ? 'transactions' : 'plain'));
  const over = new AbortController();
  const beside = [
    everySecond(over.signal, () => moveGroup(sites)),
    everySecond(over.signal, () => Promise.all(instances.map((one) => one.status()))),
  ];
  const faults = new Faults({ sites, instances, random, topics: TOPICS, growing: TOPICS[1], tell });
  await faults.run(began + Number(values.minutes) * 60_000);
  writer.end();
  await Promise.all(writing);
  tell(`faults: ${[...faults.counts].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  tell(`written: ${JSON.stringify(writer.written)}`);
  await moveGroup(sites);
  over.abort();
  await Promise.all(beside);
  return await judge(sites, instances);
}

async function judge(sites: SoakSites, instances: readonly Instance[]): Promise<readonly string[]> {
  const differences: string[] = [];
  for (const instance of instances) {
    tell(`${instance.name} drains`);
    await instance.drain(DRAIN_MS).catch((error: unknown) => differences.push(`${instance.name}: ${String(error)}`));
    const held = (await instance.status())?.link.partitions.filter((one) => one.fault !== null) ?? [];
    differences.push(
      ...held.map((one) => `${instance.name}, ${one.topic}-${one.partition}: ${one.state}, ${one.fault!.say}`),
    );
    differences.push(...instance.complaints().map((line) => `${instance.name}: ${line.slice(0, 300)}`));
    const { rssMb } = instance;
    tell(
      `${instance.name}: memory ${rssMb[0]?.toFixed(0)} MB at first, ${Math.max(...rssMb).toFixed(0)} MB at most, ${rssMb.at(-1)?.toFixed(0)} MB at the end`,
    );
  }
  const say = (who: string, { partitions, records, differences: found }: Judgement): void => {
    tell(`${who}: ${records} records of ${partitions} partitions, ${found.length} differences`);
    differences.push(...found.map((line) => `${who}: ${line}`));
  };
  const compared = await compareSites(sites, TOPICS);
  say('compare', compared);
  const read = await readIndependently(sites, TOPICS);
  say('console consumer', read);
  if (read.records !== compared.records)
    differences.push(`compared ${compared.records} records, and the consumer has read ${read.records}`);
  const groups = await groupDifferences(sites);
  tell(`group positions: ${groups.length} differences`);
  return [...differences, ...groups];
}

tell(`seed ${values.seed}, ${values.minutes} minutes`);
const sites = await startSoakSites();
let found: readonly string[] = ['it did not end'];
try {
  found = await soak(sites);
} finally {
  tell(`logs in ${sites.lab.runDir}`);
  await sites.stop();
}
for (const line of found.slice(0, 50)) console.log(line);
tell(`seed ${values.seed}: ${found.length} differences`);
process.exitCode = found.length === 0 ? 0 : 1;
