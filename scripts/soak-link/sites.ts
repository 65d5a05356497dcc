// Two sites of three brokers with a WAN between, connections as the witness sees them, and the options of everything that connects.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster, ConnectOptions, RawCluster } from '../../src/kafka/core.ts';
import { connectCluster, connectRaw, overlayNames } from '../../src/kafka/index.ts';
import type { Lab } from '../../src/lab/core.ts';
import { DEFAULT_KAFKA_VERSION, startLab } from '../../src/lab/index.ts';
import type { TopologySpec } from '../../src/scenario/core.ts';

export const SITES = ['paris', 'london'] as const;
export type Site = (typeof SITES)[number];
export const BROKERS = [1, 2, 3] as const;

export interface SoakSites {
  readonly lab: Lab;
  readonly raw: Readonly<Record<Site, RawCluster>>;
  readonly admin: Readonly<Record<Site, Cluster>>;
  stop(): Promise<void>;
}

/** A killed broker comes back after seconds instead of ten; transactional batches need no coordinator: the writer sets the markers itself. */
const BROKER = {
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
  'transaction.partition.verification.enable': 'false',
};

export async function startSoakSites(): Promise<SoakSites> {
  const runDir = join(mkdtempSync(join(tmpdir(), 'tideover-soak-link-')), 'run');
  const brokerProperties = { paris: BROKER, london: BROKER };
  const lab = await startLab({ topology: topology(), runDir, emit: () => undefined, brokerProperties });
  overlayNames(lab.lookup('witness'));
  // From Produce 12 on the broker asks the transaction's coordinator, which knows none of ours (KIP-890).
  const raw = {
    paris: await connectRaw(optionsAt(lab, 'paris'), { versionCaps: { 0: 11 } }),
    london: await connectRaw(optionsAt(lab, 'london')),
  };
  const admin = {
    paris: await connectCluster(optionsAt(lab, 'paris')),
    london: await connectCluster(optionsAt(lab, 'london')),
  };
  const stop = async (): Promise<void> => {
    for (const site of SITES) raw[site].close();
    await Promise.allSettled(SITES.map((site) => admin[site].close()));
    overlayNames(undefined);
    await lab.stop();
  };
  return { lab, raw, admin, stop };
}

export function optionsAt(lab: Lab, name: Site): ConnectOptions {
  const bounds = { requestTimeoutMs: 5000, connectTimeoutMs: 2000, retries: 3 };
  return { name, bootstrap: lab.sites[name]!.bootstrap, properties: {}, ...bounds };
}

function topology(): TopologySpec {
  const link = (one: string, other: string, latencyMs: number): TopologySpec['links'][number] => ({
    between: [one, other],
    latencyMs,
    jitterMs: latencyMs / 5,
    bandwidthBytesPerSecond: null,
    windowBytes: null,
  });
  return {
    kafkaVersion: DEFAULT_KAFKA_VERSION,
    security: 'plaintext',
    sites: [
      { name: 'paris', role: 'primary', brokers: BROKERS.length, controllers: 'combined' },
      { name: 'london', role: 'standby', brokers: BROKERS.length, controllers: 'combined' },
      { name: 'witness', role: 'witness', brokers: 0, controllers: 'combined' },
    ],
    links: [link('paris', 'london', 10), link('paris', 'witness', 1), link('london', 'witness', 1)],
  };
}
