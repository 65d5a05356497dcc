// First use of a Kafka version with a Java: one throw-away broker runs and ends, so that its class archive exists before any lab starts.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { archiveFile } from '../distribution/archive.ts';
import type { Distribution } from '../distribution/resolve.ts';
import type { Layout } from '../layout/layout.ts';
import { labAddress } from '../layout/layout.ts';
import type { Launcher } from '../processes/launcher.ts';
import { newUuid, stampDataFolder } from './data-folder.ts';
import { propertiesText } from './properties-text.ts';
import { waitUntilReady } from './readiness.ts';

export const BROKER_ARCHIVE = 'broker';
const START_MS_MAX = 90_000;
const DUMP_MS_MAX = 60_000;

export interface WarmUpOptions {
  readonly distribution: Distribution;
  readonly launcher: Launcher;
  readonly layout: Layout;
  /** Any site: the warm-up broker uses the lab's own address, its hosts file serves only the JVM's own needs. */
  readonly site: string;
  readonly template: string;
  readonly runDir: string;
  readonly heapMb: number;
  readonly signal: AbortSignal | undefined;
}

export function needsWarmUp(distribution: Distribution): boolean {
  return !existsSync(archiveFile(distribution, BROKER_ARCHIVE));
}

export async function warmUp(options: WarmUpOptions): Promise<void> {
  const { layout, runDir } = options;
  const address = labAddress(layout.slot);
  const dataFolder = join(runDir, 'data', 'warm-up');
  const configFile = join(runDir, 'config', 'warm-up.properties');
  stampDataFolder(options.template, dataFolder, newUuid(), 1);
  writeFileSync(
    configFile,
    propertiesText({
      'process.roles': 'broker,controller',
      'node.id': '1',
      'controller.quorum.voters': `1@${address}:${layout.ports.controller}`,
      'controller.listener.names': 'CONTROLLER',
      listeners: `PLAINTEXT://${address}:${layout.ports.client},CONTROLLER://${address}:${layout.ports.controller}`,
      'log.dirs': dataFolder,
      'offsets.topic.replication.factor': '1',
      'log.cleaner.dedupe.buffer.size': '2097152',
    }),
  );
  const process = await options.launcher.java(options.site, {
    name: 'warm-up',
    mainClass: 'kafka.Kafka',
    args: [configFile],
    heapMb: options.heapMb,
    archive: BROKER_ARCHIVE,
  });
  await waitUntilReady({
    name: 'The warm-up broker',
    process,
    configFile,
    ask: { host: address, port: layout.ports.client },
    brokerIds: [1],
    withinMs: START_MS_MAX,
    signal: options.signal,
  });
  await process.stop(DUMP_MS_MAX);
}
