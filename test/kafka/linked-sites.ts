// A link between two real clusters for tests: its own connections, so that it can be killed; and what stock consumers print at both sites.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { TideEvent } from '../../src/base/core.ts';
import { systemClock } from '../../src/base/index.ts';
import type { ConnectOptions, RawCluster } from '../../src/kafka/core.ts';
import { connectRaw } from '../../src/kafka/index.ts';
import type { Lab } from '../../src/lab/core.ts';
import { LINK_DEFAULTS, type Link, type LinkOptions, type LinkPartitionStatus } from '../../src/link/core.ts';
import { startLink } from '../../src/link/index.ts';
import { eventually } from './lab-topologies.ts';

export interface TestLink {
  readonly link: Link;
  readonly events: TideEvent[];
  of(topic: string, partition?: number): LinkPartitionStatus | undefined;
  stop(): Promise<void>;
  /** Cuts its connections at once, as a dying process would; what it still has in memory never goes out. */
  kill(): void;
}

/** Starts a link from paris to london over these topics. */
export async function linked(lab: Lab, topics: readonly string[], more: Partial<LinkOptions> = {}): Promise<TestLink> {
  const options = (name: string): ConnectOptions => ({
    name,
    bootstrap: lab.sites[name]!.bootstrap,
    properties: {},
    requestTimeoutMs: 5000,
    connectTimeoutMs: 2000,
    retries: 3,
  });
  const flow = { name: `test ${topics.join(' ')}`, source: 'paris', target: 'london', topics, groups: [] };
  const events: TideEvent[] = [];
  const from = more.flow?.source ?? 'paris';
  const to = more.flow?.target ?? 'london';
  const clusters: RawCluster[] = [await connectRaw(options(from)), await connectRaw(options(to))];
  const world = { clock: systemClock, emit: (event: TideEvent) => events.push(event) };
  const all = { ...LINK_DEFAULTS, flow, generation: 1, topicSyncMs: 500, ...more };
  const link = await startLink(all, clusters[0]!, clusters[1]!, world);
  const close = (): void => {
    for (const cluster of clusters) cluster.close();
  };
  return {
    link,
    events,
    of: (topic, partition = 0) =>
      link.status().partitions.find((one) => one.topic === topic && one.partition === partition),
    stop: async () => {
      await link.stop();
      close();
    },
    kill: () => {
      close();
      void link.stop();
    },
  };
}

export async function untilState(link: TestLink, topic: string, state: string, withinMs = 20_000): Promise<void> {
  try {
    await eventually(`${topic} is ${state}`, withinMs, () => link.of(topic)?.state === state);
  } catch (error) {
    throw new Error(`${String(error)}; it is ${JSON.stringify(link.of(topic))}`, { cause: error });
  }
}

/** What Kafka's own console consumer prints of a topic, sorted: timestamp, partition, offset, headers, key, value. */
export async function printed(
  lab: Lab,
  site: string,
  topic: string,
  count: number,
  isolation: 'read_committed' | 'read_uncommitted' = 'read_uncommitted',
): Promise<readonly string[]> {
  const shown = ['timestamp', 'partition', 'offset', 'headers', 'key', 'value'];
  const process_ = await lab.spawnJava(site, {
    name: `printed-${site}-${topic}-${isolation}`,
    mainClass: 'org.apache.kafka.tools.consumer.ConsoleConsumer',
    heapMb: 128,
    archive: 'client-tools',
    stdout: 'data',
    args: [
      '--from-beginning',
      ...Object.entries({
        'bootstrap-server': lab.sites[site]!.bootstrap.join(','),
        topic,
        'max-messages': String(count),
        'timeout-ms': '20000',
        'isolation-level': isolation,
      }).flatMap(([name, value]) => [`--${name}`, value]),
      ...[...shown.map((one) => `print.${one}=true`), 'null.literal=<null>'].flatMap((one) => [
        '--formatter-property',
        one,
      ]),
    ],
  });
  await process_.exited;
  const lines = readFileSync(process_.stdoutFile, 'utf8').split('\n').slice(0, -1).toSorted();
  assert.equal(lines.length, count, `${site} prints ${lines.length} records of ${topic}`);
  return lines;
}
