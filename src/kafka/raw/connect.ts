// Connects a cluster for raw requests; proves with one metadata request that it answers.
import { DEFAULT_MAX_FRAME_BYTES } from '../../wire/core.ts';
import { parseBootstrap } from '../bootstrap.ts';
import type { ConnectOptions } from '../core.ts';
import { readSecurity } from '../security/security.ts';
import { Asker, MAIN_LANE } from './asker.ts';
import type { RawCluster } from './contract.ts';
import { fetchRaw } from './fetch.ts';
import { deleteRawRecords, writeRawMarkers } from './log-changes.ts';
import { describeRawProducers, endsOfLeaderEpochs, listRawOffsets } from './log-facts.ts';
import { fetchRawMetadata } from './metadata.ts';
import { produceRaw } from './produce.ts';
import { takeProducerIds } from './producer-ids.ts';
import type { VersionCaps } from './versions.ts';

export interface RawLimits {
  /** Largest request and answer; default 104,857,600. A fetch must ask for less: its answer holds one batch at least, however large. */
  readonly maxFrameBytes?: number;
  readonly versionCaps?: VersionCaps;
}

/**
 * Opens a cluster. Loads the client library only for SASL. Rejects with TIDE_KAFKA_UNREACHABLE, _TIMEOUT, _AUTH or a property
 * error; bounded by requestTimeoutMs x (retries + 1) and one connect time-out.
 */
export async function connectRaw(options: ConnectOptions, limits: RawLimits = {}): Promise<RawCluster> {
  const bootstrap = parseBootstrap(options.name, options.bootstrap);
  const security = await readSecurity(options.name, options.properties);
  const asker = new Asker(options, bootstrap, {
    clientId: options.properties['client.id'] ?? 'tideover',
    security,
    connectTimeoutMs: options.connectTimeoutMs,
    requestTimeoutMs: options.requestTimeoutMs,
    maxFrameBytes: limits.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES,
    versionCaps: limits.versionCaps ?? {},
  });
  asker.learn = () => fetchRawMetadata(asker, []);
  try {
    await asker.learn();
  } catch (error) {
    asker.close();
    throw error;
  }
  return clusterOf(asker);
}

function clusterOf(asker: Asker): RawCluster {
  return {
    name: asker.name,
    metadata: (topics) => fetchRawMetadata(asker, topics),
    versionOf: (broker, apiKey) => asker.versionOf(broker, apiKey),
    fetch: (broker, request, lane = MAIN_LANE) => fetchRaw(asker, broker, request, lane),
    produce: (broker, request, lane = MAIN_LANE) => produceRaw(asker, broker, request, lane),
    listOffsets: (broker, partitions, timestamp, view, isolation = 'uncommitted') =>
      listRawOffsets(asker, broker, partitions, { timestamp, view, isolation }),
    describeProducers: (broker, partitions) => describeRawProducers(asker, broker, partitions),
    offsetsForLeaderEpoch: (broker, partitions) => endsOfLeaderEpochs(asker, broker, partitions),
    deleteRecords: (broker, partitions, timeoutMs) => deleteRawRecords(asker, broker, partitions, timeoutMs),
    writeTxnMarkers: (broker, markers) => writeRawMarkers(asker, broker, markers),
    producerIds: (broker, count) => takeProducerIds(asker, broker, count),
    close: () => asker.close(),
  };
}
