// The judgement: our comparison of all partitions, then Kafka's own console consumer at both sites, which knows nothing of our code.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { CompareRequest } from '../../src/compare/core.ts';
import { compareAll } from '../../src/compare/index.ts';
import type { Site, SoakSites } from './sites.ts';

export interface Judgement {
  readonly partitions: number;
  readonly records: number;
  /** Each difference in words; none: equal. */
  readonly differences: readonly string[];
}

const SILENT_MS = 20_000;

/** Every partition of the topics from its beginning to the ends of both, under read_committed. */
export async function compareSites({ raw }: SoakSites, topics: readonly string[]): Promise<Judgement> {
  const found = (await raw.paris.metadata(topics)).topics;
  const requests = found.flatMap(({ name: topic, partitions }) =>
    partitions.map(({ partition }): CompareRequest => {
      const range = { topic, partition, shift: 0, from: null, to: null };
      return { ...range, isolation: 'committed', compacted: false };
    }),
  );
  const outcomes = await compareAll(raw.paris, raw.london, requests, { partitionsAtOnce: 4 });
  const differences = outcomes.flatMap(({ request, comparison, error }) => {
    const where = `${request.topic}-${request.partition}`;
    if (comparison === null) return [`${where}: not compared: ${error?.message ?? 'stopped'}`];
    const unequal = comparison.ranges.filter((range) => range.kind !== 'equal');
    const lines = unequal.map((range) => `${where}: ${range.kind} ${range.from}..${range.to}: ${range.example ?? ''}`);
    const { source, target } = comparison;
    if (source.end !== target.end || source.start !== target.start)
      lines.push(
        `${where}: the source holds ${source.start}..${source.end}, the target ${target.start}..${target.end}`,
      );
    return comparison.equal || lines.length > 0 ? lines : [`${where}: ${comparison.stopped ?? 'not equal'}`];
  });
  const records = outcomes.reduce((sum, one) => sum + (one.comparison?.recordsCompared ?? 0), 0);
  return { partitions: requests.length, records, differences };
}

interface Read {
  records: number;
  readonly hash: ReturnType<typeof createHash>;
}

/** Hashes of what Kafka's console consumer prints of each partition (timestamp, offset, headers, key, value), at both sites. */
export async function readIndependently(sites: SoakSites, topics: readonly string[]): Promise<Judgement> {
  const differences: string[] = [];
  let [partitions, records] = [0, 0];
  for (const topic of topics) {
    const [source, target] = [await printed(sites, 'paris', topic), await printed(sites, 'london', topic)];
    partitions += source.size;
    for (const partition of new Set([...source.keys(), ...target.keys()])) {
      const [one, other] = [source.get(partition), target.get(partition)];
      records += one?.records ?? 0;
      if (one?.records !== other?.records || one?.hash.digest('hex') !== other?.hash.digest('hex'))
        differences.push(
          `${topic} ${partition}: ${one?.records ?? 0} records at the source, ${other?.records ?? 0} at the target, or not the same ones`,
        );
    }
  }
  return { partitions, records, differences };
}

async function printed({ lab }: SoakSites, site: Site, topic: string): Promise<ReadonlyMap<string, Read>> {
  const shown = ['timestamp', 'partition', 'offset', 'headers', 'key', 'value'];
  const options = {
    'bootstrap-server': lab.sites[site]!.bootstrap.join(','),
    topic,
    'isolation-level': 'read_committed',
    'timeout-ms': String(SILENT_MS),
  };
  const consumer = await lab.spawnJava(site, {
    name: `read-${site}-${topic}`,
    mainClass: 'org.apache.kafka.tools.consumer.ConsoleConsumer',
    heapMb: 256,
    archive: 'client-tools',
    stdout: 'data',
    args: [
      '--from-beginning',
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
      ...[...shown.map((one) => `print.${one}=true`), 'null.literal=<null>'].flatMap((one) => [
        '--formatter-property',
        one,
      ]),
    ],
  });
  await consumer.exited;
  const read = new Map<string, Read>();
  for await (const line of createInterface({ input: createReadStream(consumer.stdoutFile) })) {
    const partition = /Partition:\d+/.exec(line)?.[0] ?? 'a line without a partition';
    const one = read.get(partition) ?? { records: 0, hash: createHash('sha256') };
    read.set(partition, one);
    one.records += 1;
    one.hash.update(line).update('\n');
  }
  return read;
}
