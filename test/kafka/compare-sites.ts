// Two real clusters for tests of compare: topics at both, records written in chosen batches, copies with and without damage.
import { type Random, randomOf } from '../../src/base/core.ts';
import type { Cluster, ConnectOptions, RawCluster, RawTopic } from '../../src/kafka/core.ts';
import { connectCluster, connectRaw, overlayNames } from '../../src/kafka/index.ts';
import type { Lab } from '../../src/lab/core.ts';
import { type DecodedRecord, encodeBatch, NO_PRODUCER } from '../../src/wire/core.ts';
import { eventually, labOptions, QUICK_RETURN, startLab, twoSites } from './lab-topologies.ts';

export const SITES = ['paris', 'london'] as const;
export type Site = (typeof SITES)[number];

export interface TwoClusters {
  readonly lab: Lab;
  readonly raw: Readonly<Record<Site, RawCluster>>;
  readonly admin: Readonly<Record<Site, Cluster>>;
  stop(): Promise<void>;
}

/** Cleaners that look often, and transactional batches without a coordinator: the tests write the markers themselves. */
const BROKER = {
  ...QUICK_RETURN,
  'log.cleaner.backoff.ms': '200',
  'transaction.partition.verification.enable': 'false',
};

export async function startTwoClusters(): Promise<TwoClusters> {
  const lab = await startLab({ ...labOptions(twoSites(1)), brokerProperties: { paris: BROKER, london: BROKER } });
  overlayNames(lab.lookup('witness'));
  const options = (name: Site): ConnectOptions => ({
    name,
    bootstrap: lab.sites[name]!.bootstrap,
    properties: {},
    requestTimeoutMs: 5000,
    connectTimeoutMs: 2000,
    retries: 3,
  });
  // From Produce 12 on the broker adds the partition to a transaction of its coordinator (KIP-890), which knows none of ours.
  const limits = { versionCaps: { 0: 11 } };
  const raw = { paris: await connectRaw(options('paris'), limits), london: await connectRaw(options('london')) };
  const admin = { paris: await connectCluster(options('paris')), london: await connectCluster(options('london')) };
  const stop = async (): Promise<void> => {
    for (const site of SITES) raw[site].close();
    await Promise.all(SITES.map((site) => admin[site].close()));
    overlayNames(undefined);
    await lab.stop();
  };
  return { lab, raw, admin, stop };
}

/** A topic at one site, once its leaders are known. */
export async function newTopic(
  { admin, raw }: TwoClusters,
  site: Site,
  name: string,
  partitions = 1,
  configs: Readonly<Record<string, string>> = {},
): Promise<RawTopic> {
  await admin[site].createTopics([
    { name, partitions, replicationFactor: 1, configs: { 'retention.ms': '-1', ...configs } },
  ]);
  return topicOf(raw[site], name, partitions);
}

export async function topicOf(raw: RawCluster, name: string, partitions: number): Promise<RawTopic> {
  let found: RawTopic | undefined;
  await eventually(`leaders of ${name}`, 20_000, async () => {
    found = (await raw.metadata([name])).topics[0];
    return (
      found?.error === 0 && found.partitions.length === partitions && found.partitions.every((one) => one.leader > 0)
    );
  });
  return found!;
}

/** Records without holes from offset 0 on. */
export function records(count: number, seed: number, bytes = 100): DecodedRecord[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, offset) => ({
    offset,
    timestamp: 1_790_000_000_000 + offset * 3 + random.int(3),
    key: random.int(10) === 0 ? null : Buffer.from(`key-${random.int(1000)}`),
    value: random.int(50) === 0 ? null : Buffer.from(`${offset}-${'v'.repeat(random.int(bytes * 2))}`),
    headers: random.int(4) === 0 ? [{ key: Buffer.from('trace'), value: Buffer.from(`${offset}`) }] : [],
  }));
}

export interface Writing {
  readonly batchRecordsMax: number;
  readonly codecs: readonly ('none' | 'gzip' | 'zstd')[];
  readonly seed: number;
}

const IN_FLIGHT_MAX = 16;

/** Appends records in batches of random sizes; they land at the offsets that they carry plus `shift`, or the test fails. */
export async function write(
  raw: RawCluster,
  topic: RawTopic,
  partition: number,
  list: readonly DecodedRecord[],
  writing: Writing,
  shift = 0,
): Promise<void> {
  const random: Random = randomOf(writing.seed);
  const flying: Promise<void>[] = [];
  for (let at = 0; at < list.length; ) {
    const taken = list.slice(at, at + 1 + random.int(writing.batchRecordsMax));
    const batch = encodeBatch({ records: taken, codec: random.pick(writing.codecs), stamp: NO_PRODUCER });
    if (flying.length === IN_FLIGHT_MAX) await flying.shift();
    flying.push(append(raw, topic, partition, batch, taken[0]!.offset + shift));
    at += taken.length;
  }
  await Promise.all(flying);
}

export async function append(
  raw: RawCluster,
  topic: RawTopic,
  partition: number,
  batch: Buffer,
  expected: number,
  transactionalId: string | null = null,
): Promise<void> {
  const one = { topic: topic.name, topicId: topic.id, partition, batch: [batch] };
  const request = { acks: -1, timeoutMs: 5000, transactionalId, partitions: [one] } as const;
  const made = (await raw.produce(topic.partitions[partition]!.leader, request)).partitions[0]!;
  if (made.error !== 0 || made.baseOffset !== expected)
    throw new Error(
      `${topic.name}-${partition}: error ${made.error}, landed at ${made.baseOffset}, not at ${expected}`,
    );
}
