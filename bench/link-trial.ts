// Trial of the link's hot path: fills a topic at one site, copies it with one link process, prints MB/s, CPU seconds per GB and memory.
// Usage: node bench/link-trial.ts [--gigabytes 1] [--batch-records 16] [--partitions 6] [--brokers 1] [--rf 1] [--runs 2] [--coalesce 262144] [--acks -1]
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/base/index.ts';
import type { ConnectOptions, RawCluster } from '../src/kafka/core.ts';
import { connectCluster, connectRaw, overlayNames } from '../src/kafka/index.ts';
import { DEFAULT_KAFKA_VERSION, startLab } from '../src/lab/index.ts';
import { LINK_DEFAULTS, type LinkOptions } from '../src/link/core.ts';
import { startLink } from '../src/link/index.ts';
import type { TopologySpec } from '../src/scenario/core.ts';
import { NO_PRODUCER, encodeBatch } from '../src/wire/core.ts';

const { values } = parseArgs({
  options: {
    gigabytes: { type: 'string', default: '1' },
    'batch-records': { type: 'string', default: '16' },
    partitions: { type: 'string', default: '6' },
    brokers: { type: 'string', default: '1' },
    rf: { type: 'string', default: '1' },
    runs: { type: 'string', default: '2' },
    coalesce: { type: 'string', default: String(LINK_DEFAULTS.coalesceBytes) },
    acks: { type: 'string', default: '-1' },
    child: { type: 'string' },
  },
});
const RECORD_BYTES = 1024;
const TOPIC = 'trial';

interface ChildSpec {
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly source: ConnectOptions;
  readonly target: ConnectOptions;
  readonly link: LinkOptions;
  readonly bytes: number;
}

function connectOptions(name: string, bootstrap: readonly string[]): ConnectOptions {
  return { name, bootstrap, properties: {}, requestTimeoutMs: 30_000, connectTimeoutMs: 5000, retries: 2 };
}

/** The link's own process: copies everything there is, then tells what it took. */
async function child(spec: ChildSpec): Promise<void> {
  overlayNames((name) => spec.names[name]);
  const began = performance.now();
  const [source, target] = await Promise.all([connectRaw(spec.source), connectRaw(spec.target)]);
  const link = await startLink(spec.link, source, target, { clock: systemClock, emit: () => undefined });
  let first = 0;
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
    if (first === 0 && link.status().recordsCopied > 0) first = performance.now() - began;
  }, 20);
  const cpu = process.cpuUsage();
  const thread = process.threadCpuUsage();
  const startedAt = performance.now();
  await link.drain(600_000);
  const ms = performance.now() - startedAt;
  clearInterval(look);
  const { user, system } = process.cpuUsage(cpu);
  const main = process.threadCpuUsage(thread);
  const status = link.status();
  await link.stop();
  source.close();
  target.close();
  const gigabytes = status.bytesCopied / 1e9;
  console.log(
    JSON.stringify({
      MBps: Math.round(status.bytesCopied / 1e3 / ms),
      cpuSecondsPerGB: Number(((user + system) / 1e6 / gigabytes).toFixed(2)),
      userAndSystem: [user, system].map((us) => Math.round(us / 1000)),
      ofMainThread: [main.user, main.system].map((us) => Math.round(us / 1000)),
      rssPeakMB: Math.round(peak / 1e6),
      ms: Math.round(ms),
      firstRecordMs: Math.round(first),
      records: status.recordsCopied,
      requests: status.requests,
      batches: status.batchesCopied,
      kilobytesPerBatch: Math.round(status.bytesCopied / status.batchesCopied / 1000),
      faults: status.partitions.flatMap((one) => (one.fault === null ? [] : [one.fault.code])),
    }),
  );
}

async function fill(cluster: RawCluster, bytes: number, batchRecords: number): Promise<number> {
  const { topics } = await cluster.metadata([TOPIC]);
  const topic = topics[0]!;
  const noise = randomBytes(1 << 20);
  let written = 0;
  await Promise.all(
    topic.partitions.map(async ({ partition, leader }) => {
      for (let made = 0; made < bytes / topic.partitions.length; ) {
        const records = Array.from({ length: batchRecords }, (_, offset) => ({
          offset,
          timestamp: Date.now(),
          key: null,
          value: noise.subarray((made + offset * 61) % 900_000, ((made + offset * 61) % 900_000) + RECORD_BYTES),
          headers: [],
        }));
        const batch = [encodeBatch({ records, codec: 'none', stamp: NO_PRODUCER })];
        const request = { acks: 1, timeoutMs: 30_000, transactionalId: null } as const;
        const where = { topic: TOPIC, topicId: topic.id, partition, batch };
        const answer = await cluster.produce(leader, { ...request, partitions: [where] }, `fill-${partition}`);
        if (answer.partitions[0]!.error !== 0) throw new Error(`fill: ${answer.partitions[0]!.error}`);
        made += batch[0]!.length;
        written += batch[0]!.length;
      }
    }),
  );
  return written;
}

async function main(): Promise<void> {
  const brokers = Number(values.brokers);
  const site = (name: string, role: 'primary' | 'standby' | 'witness', count: number) =>
    ({ name, role, brokers: count, controllers: 'combined' }) as const;
  const between = (one: string, other: string): TopologySpec['links'][number] => {
    return { between: [one, other], latencyMs: 0, jitterMs: 0, bandwidthBytesPerSecond: null, windowBytes: null };
  };
  const topology: TopologySpec = {
    kafkaVersion: DEFAULT_KAFKA_VERSION,
    security: 'plaintext',
    sites: [site('paris', 'primary', 1), site('london', 'standby', brokers), site('witness', 'witness', 0)],
    links: [between('paris', 'london'), between('paris', 'witness'), between('london', 'witness')],
  };
  const runDir = join(await mkdtemp(join(tmpdir(), 'tideover-trial-')), 'run');
  const lab = await startLab({ topology, runDir, emit: () => undefined, brokerHeapMb: 384 });
  try {
    const names: Record<string, readonly string[]> = {};
    for (const name of ['paris', 'london'])
      for (const address of lab.sites[name]!.bootstrap) {
        const host = address.slice(0, address.lastIndexOf(':'));
        names[host] = lab.lookup(name)(host) ?? [];
      }
    overlayNames((name) => names[name]);
    const source = connectOptions('paris', lab.sites['paris']!.bootstrap);
    const target = connectOptions('london', lab.sites['london']!.bootstrap);
    const [from, to, raw] = await Promise.all([connectCluster(source), connectCluster(target), connectRaw(source)]);
    const partitions = Number(values.partitions);
    await from.createTopics([{ name: TOPIC, partitions, replicationFactor: 1, configs: {} }]);
    await sleep(1000);
    const bytes = await fill(raw, Number(values.gigabytes) * 1e9, Number(values['batch-records']));
    console.log(`filled ${(bytes / 1e9).toFixed(2)} GB`);
    for (let run = 1; run <= Number(values.runs); run += 1) {
      const configs = { 'message.timestamp.after.max.ms': '9223372036854775807' };
      await to.createTopics([{ name: TOPIC, partitions, replicationFactor: Number(values.rf), configs }]);
      await sleep(2000);
      const flow = { name: `trial-${run}`, source: 'paris', target: 'london', topics: [TOPIC], groups: [] };
      const coalesceBytes = Number(values.coalesce);
      const acks = values.acks === '1' ? 1 : -1;
      const link: LinkOptions = { ...LINK_DEFAULTS, flow, generation: run, coalesceBytes, acks };
      await runChild({ names, source, target, link, bytes });
      await to.deleteTopics([TOPIC]);
      await sleep(2000);
    }
    await from.close();
    await to.close();
    raw.close();
  } finally {
    overlayNames(undefined);
    await lab.stop();
  }
}

function runChild(spec: ChildSpec): Promise<void> {
  return new Promise((resolve, reject) => {
    const started = spawn(
      process.execPath,
      [...process.execArgv, import.meta.filename, '--child', JSON.stringify(spec)],
      {
        stdio: 'inherit',
      },
    );
    started.on('error', reject);
    started.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the link process ended with ${code}`))));
  });
}

await (values.child === undefined ? main() : child(JSON.parse(values.child) as ChildSpec));
