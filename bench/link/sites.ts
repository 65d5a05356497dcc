// The two sites of the link's benchmark: their lab, connections to both, and names that lead straight to the brokers, past the WAN emulator.
import { writeFile } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, ConnectOptions, RawCluster, RawTopic } from '../../src/kafka/core.ts';
import { connectCluster, connectRaw, overlayNames } from '../../src/kafka/index.ts';
import type { Lab } from '../../src/lab/core.ts';
import { DEFAULT_KAFKA_VERSION, startLab } from '../../src/lab/index.ts';
import type { TopologySpec } from '../../src/scenario/core.ts';

export const SOURCE = 'paris';
export const TARGET = 'london';
const WITHIN_MS = 60_000;

export type Names = Readonly<Record<string, readonly string[]>>;

export interface BenchSites {
  readonly lab: Lab;
  /** Addresses of all brokers as their own site sees them: an emulated WAN costs as much CPU as a link. */
  readonly names: Names;
  /** The same as JSON, and as a hosts file for JVMs. */
  readonly namesFile: string;
  readonly hostsFile: string;
  readonly connection: Readonly<Record<'source' | 'target', ConnectOptions>>;
  readonly raw: Readonly<Record<'source' | 'target', RawCluster>>;
  readonly admin: Readonly<Record<'source' | 'target', Cluster>>;
  stop(): Promise<void>;
}

/** One broker at the source, and as many as wanted at the target. */
export async function startSites(targetBrokers: number): Promise<BenchSites> {
  const runDir = join(mkdtempSync(join(tmpdir(), 'tideover-bench-')), 'run');
  // What is deleted between two runs must be gone from the disk before the next one begins.
  const properties = { 'log.segment.delete.delay.ms': '1000', 'auto.create.topics.enable': 'false' };
  const lab = await startLab({
    topology: topologyOf(targetBrokers),
    runDir,
    emit: () => undefined,
    brokerHeapMb: 512,
    brokerProperties: { [SOURCE]: properties, [TARGET]: properties },
  });
  try {
    return await connect(lab, runDir);
  } catch (error) {
    await lab.stop();
    throw error;
  }
}

async function connect(lab: Lab, runDir: string): Promise<BenchSites> {
  const names = directNames(lab);
  overlayNames((name) => names[name]);
  const namesFile = join(runDir, 'direct-names.json');
  const hostsFile = join(runDir, 'direct-hosts');
  await writeFile(namesFile, JSON.stringify(names));
  await writeFile(hostsFile, `${['127.0.0.1 localhost', ...lines(names)].join('\n')}\n`);
  const connection = { source: optionsOf(lab, SOURCE), target: optionsOf(lab, TARGET) };
  const raw = { source: await connectRaw(connection.source), target: await connectRaw(connection.target) };
  const admin = { source: await connectCluster(connection.source), target: await connectCluster(connection.target) };
  const stop = async (): Promise<void> => {
    for (const cluster of Object.values(raw)) cluster.close();
    await Promise.all(Object.values(admin).map((cluster) => cluster.close()));
    overlayNames(undefined);
    await lab.stop();
  };
  return { lab, names, namesFile, hostsFile, connection, raw, admin, stop };
}

function topologyOf(targetBrokers: number): TopologySpec {
  const site = (name: string, role: 'primary' | 'standby' | 'witness', brokers: number) =>
    ({ name, role, brokers, controllers: 'combined' }) as const;
  const link = (one: string, other: string): TopologySpec['links'][number] => ({
    between: [one, other],
    latencyMs: 0,
    jitterMs: 0,
    bandwidthBytesPerSecond: null,
    windowBytes: null,
  });
  return {
    kafkaVersion: DEFAULT_KAFKA_VERSION,
    security: 'plaintext',
    sites: [site(SOURCE, 'primary', 1), site(TARGET, 'standby', targetBrokers), site('witness', 'witness', 0)],
    links: [link(SOURCE, TARGET), link(SOURCE, 'witness'), link(TARGET, 'witness')],
  };
}

function directNames(lab: Lab): Names {
  const names: Record<string, readonly string[]> = {};
  for (const name of [SOURCE, TARGET]) {
    const site = lab.sites[name]!;
    for (const address of [...site.bootstrap, ...site.adminBootstrap]) {
      const host = address.slice(0, address.lastIndexOf(':'));
      names[host] = lab.lookup(name)(host) ?? [];
    }
  }
  return names;
}

function lines(names: Names): readonly string[] {
  return Object.entries(names).flatMap(([host, addresses]) => addresses.map((address) => `${address} ${host}`));
}

function optionsOf(lab: Lab, name: string): ConnectOptions {
  const bounds = { requestTimeoutMs: 30_000, connectTimeoutMs: 5000, retries: 2 };
  return { name, bootstrap: lab.sites[name]!.bootstrap, properties: {}, ...bounds };
}

/** Makes a topic and waits until all its partitions are led. */
export async function newTopic(
  { admin, raw }: BenchSites,
  side: 'source' | 'target',
  topic: { readonly name: string; readonly partitions: number; readonly replicationFactor: number },
): Promise<RawTopic> {
  // A target that refused records from "the future" would refuse a source's clock that is ahead.
  const configs = side === 'source' ? {} : { 'message.timestamp.after.max.ms': '9223372036854775807' };
  await admin[side].createTopics([{ ...topic, configs }]);
  const until = performance.now() + WITHIN_MS;
  for (;;) {
    const found = (await raw[side].metadata([topic.name])).topics[0];
    if (found?.error === 0 && found.partitions.length === topic.partitions && (await ledBy(raw[side], found)))
      return found;
    if (performance.now() > until) throw new Error(`${topic.name} has no leaders after ${WITHIN_MS} ms`);
    await sleep(50);
  }
}

/** Metadata names leaders before they know it themselves: they are asked. */
async function ledBy(cluster: RawCluster, { name: topic, partitions }: RawTopic): Promise<boolean> {
  if (partitions.some((one) => one.leader <= 0)) return false;
  const answers = await Promise.all(
    partitions.map(({ leader, partition }) => cluster.listOffsets(leader, [{ topic, partition }], -1, 'consumer')),
  );
  return answers.flat().every((one) => one.error === 0);
}

/** Takes everything away that a mechanism has made at the target, MirrorMaker's own topics and its memory of positions included. */
export async function cleanTarget({ admin }: BenchSites): Promise<void> {
  const until = performance.now() + WITHIN_MS;
  for (;;) {
    const left = (await admin.target.topics()).map((topic) => topic.name).filter((name) => !name.startsWith('__'));
    if (left.length === 0) break;
    if (performance.now() > until) throw new Error(`still at the target: ${left.join(', ')}`);
    await admin.target.deleteTopics(left);
    await sleep(200);
  }
  // The deletion of the files follows the deletion of the topic by log.segment.delete.delay.ms.
  await sleep(2000);
}
