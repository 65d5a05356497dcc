// Rig for tests of divergence: two sites of one broker each, logs written record by record as a test wants them, and read back.
import assert from 'node:assert/strict';
import { type TideError, type TopicPartition, isTideError } from '../../src/base/core.ts';
import type { Cluster, RawCluster } from '../../src/kafka/core.ts';
import { connectCluster, connectRaw, overlayNames } from '../../src/kafka/index.ts';
import type { Lab } from '../../src/lab/core.ts';
import {
  type BatchStamp,
  type DecodedRecord,
  NO_PRODUCER,
  decodeRecords,
  encodeBatch,
  isControl,
  walkBatches,
} from '../../src/wire/core.ts';
import { eventually, labOptions, startLab, twoSites } from './lab-topologies.ts';

export interface Written {
  readonly value: string | null;
  readonly key?: string;
  readonly timestamp: number;
}

export const START_MS = Date.now() - 3_600_000;

/** Records `name-from` .. `name-(to-1)`, one second apart. */
export function run(name: string, from: number, to: number): Written[] {
  return Array.from({ length: to - from }, (_, i) => ({
    value: `${name}-${from + i}`,
    key: `customer-${(from + i) % 7}`,
    timestamp: START_MS + (from + i) * 1000,
  }));
}

export async function refusal(work: Promise<unknown>): Promise<TideError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(isTideError(error), `expected a TideError, got ${String(error)}`);
  return error;
}

/** What another process needs to reach a site. */
export interface Reach {
  readonly name: string;
  readonly bootstrap: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly names: Readonly<Record<string, readonly string[]>>;
}

export interface PartedSites {
  readonly paris: RawCluster;
  readonly london: RawCluster;
  /** Creates the topic at both sites and waits until both have leaders for it. */
  createTopic(name: string, partitions: number, configs?: Readonly<Record<string, string>>): Promise<void>;
  createAt(site: 'paris' | 'london', name: string, partitions: number): Promise<void>;
  reach(site: 'paris' | 'london'): Promise<Reach>;
  close(): Promise<void>;
}

const PRODUCE = 0;
/** Highest version with which a transactional batch needs no coordinator, verification being off. */
const PRODUCE_WITHOUT_COORDINATOR = 11;

export async function partedSites(): Promise<PartedSites> {
  const unverified = { 'transaction.partition.verification.enable': 'false' };
  const lab: Lab = await startLab({
    ...labOptions(twoSites(1)),
    brokerProperties: { paris: unverified, london: unverified },
  });
  overlayNames(lab.lookup('witness'));
  const optionsOf = (name: string) => ({
    name,
    bootstrap: lab.sites[name]!.adminBootstrap,
    properties: lab.sites[name]!.adminProperties,
    requestTimeoutMs: 10_000,
    connectTimeoutMs: 5000,
    retries: 1,
  });
  const admins = { paris: await connectCluster(optionsOf('paris')), london: await connectCluster(optionsOf('london')) };
  const versionCaps = { [PRODUCE]: PRODUCE_WITHOUT_COORDINATOR };
  const [paris, london] = await Promise.all([
    connectRaw(optionsOf('paris'), { versionCaps }),
    connectRaw(optionsOf('london'), { versionCaps }),
  ]);
  const create = async (
    admin: Cluster,
    raw: RawCluster,
    name: string,
    partitions: number,
    configs: Readonly<Record<string, string>> = {},
  ): Promise<void> => {
    await admin.createTopics([{ name, partitions, replicationFactor: 1, configs }]);
    await eventually(`leaders of ${name}`, 15_000, async () => {
      const { topics } = await raw.metadata([name]);
      return topics[0]?.partitions.length === partitions && topics[0].partitions.every((one) => one.leader >= 0);
    });
  };
  return {
    paris,
    london,
    createTopic: async (name, partitions, configs) => {
      await create(admins.paris, paris, name, partitions, configs);
      await create(admins.london, london, name, partitions, configs);
    },
    createAt: (site, name, partitions) => create(admins[site], site === 'paris' ? paris : london, name, partitions),
    reach: async (site) => {
      const { name, bootstrap, properties } = optionsOf(site);
      const { brokers } = await (site === 'paris' ? paris : london).metadata([]);
      const hosts = [...brokers.map((one) => one.host), ...bootstrap.map((one) => one.replace(/:\d+$/, ''))];
      const find = lab.lookup('witness');
      return { name, bootstrap, properties, names: Object.fromEntries(hosts.map((host) => [host, find(host) ?? []])) };
    },
    close: async () => {
      paris.close();
      london.close();
      overlayNames(undefined);
      await Promise.all([admins.paris.close(), admins.london.close()]);
      await lab.stop();
    },
  };
}

function decodedOf(written: Written, offset: number): DecodedRecord {
  return {
    offset,
    timestamp: written.timestamp,
    key: written.key === undefined ? null : Buffer.from(written.key),
    value: written.value === null ? null : Buffer.from(written.value),
    headers: [{ key: Buffer.from('id'), value: Buffer.from(written.value ?? 'null') }],
  };
}

export interface WriteOptions {
  readonly batchRecords?: number;
  readonly stamp?: BatchStamp;
  readonly transactional?: boolean;
}

/** Appends records in batches of a few; throws when the broker refuses. */
export async function append(
  cluster: RawCluster,
  { topic, partition }: TopicPartition,
  records: readonly Written[],
  options: WriteOptions = {},
): Promise<void> {
  const { topics } = await cluster.metadata([topic]);
  const { id: topicId, partitions } = topics[0]!;
  const { leader } = partitions[partition]!;
  const batchRecords = options.batchRecords ?? 10;
  for (let at = 0; at < records.length; at += batchRecords) {
    const some = records.slice(at, at + batchRecords).map((one, i) => decodedOf(one, i));
    const batch = encodeBatch({
      records: some,
      codec: 'none',
      stamp: options.stamp ?? NO_PRODUCER,
      ...(options.transactional === true ? { transactional: true } : {}),
    });
    const answer = await cluster.produce(leader, {
      acks: -1,
      timeoutMs: 10_000,
      transactionalId: options.transactional === true ? 'rig' : null,
      partitions: [{ topic, partition, topicId, batch: [batch] }],
    });
    const { error, message } = answer.partitions[0]!;
    if (error !== 0) throw new Error(`${cluster.name} ${topic}-${partition}: Kafka error ${error} ${message ?? ''}`);
  }
}

export async function endTransaction(
  cluster: RawCluster,
  { topic, partition }: TopicPartition,
  producerId: bigint,
  commit: boolean,
): Promise<void> {
  const { topics } = await cluster.metadata([topic]);
  const { leader } = topics[0]!.partitions[partition]!;
  const [answer] = await cluster.writeTxnMarkers(leader, [{ topic, partition, producerId, producerEpoch: 0, commit }]);
  if (answer?.error !== 0) throw new Error(`marker: Kafka error ${answer?.error}`);
}

/** Every data record of a partition, whatever its transaction, up to the high watermark. */
export async function readAll(cluster: RawCluster, { topic, partition }: TopicPartition): Promise<DecodedRecord[]> {
  const { topics } = await cluster.metadata([topic]);
  const { id: topicId, partitions } = topics[0]!;
  const { leader } = partitions[partition]!;
  const found: DecodedRecord[] = [];
  for (let next = 0; ; ) {
    const one = { topic, partition, topicId, offset: next, currentLeaderEpoch: -1, lastFetchedEpoch: -1 };
    const answer = await cluster.fetch(leader, {
      maxWaitMs: 100,
      minBytes: 1,
      maxBytes: 1 << 20,
      isolation: 'uncommitted',
      partitions: [{ ...one, maxBytes: 1 << 20 }],
    });
    const fetched = answer.partitions[0]!;
    if (fetched.error !== 0) throw new Error(`fetch: Kafka error ${fetched.error}`);
    if (fetched.records === null || next >= fetched.highWatermark) return found;
    for (const header of walkBatches(fetched.records)) {
      next = header.baseOffset + header.lastOffsetDelta + 1;
      if (!isControl(header)) found.push(...decodeRecords(fetched.records, header));
    }
  }
}

export async function valuesOf(cluster: RawCluster, partition: TopicPartition): Promise<readonly string[]> {
  return (await readAll(cluster, partition)).map((record) => record.value?.toString() ?? 'null');
}
