// Connects a cluster: reads the security properties, loads the client library, and proves with one metadata request that it answers.
import type { Cluster, ConnectOptions } from './core.ts';
import { administrationOf } from './administer.ts';
import { parseBootstrap } from './bootstrap.ts';
import { sendCanary } from './canary.ts';
import { readCommitted, writeCommitted } from './committed.ts';
import { describeGroups } from './groups.ts';
import { loadLibrary } from './library.ts';
import { logRanges } from './log-ranges.ts';
import { describeTopics, fetchFeatures, fetchMetadata } from './metadata.ts';
import { fetchActiveController } from './quorum.ts';
import { drainProducerIds, ID_MS_MAX } from './producer-ids.ts';
import { makeRoundTrip } from './round-trip.ts';
import { readSecurity } from './security/security.ts';
import { Session } from './session.ts';
import { brokerConfigs, createTopics, deleteTopics, topicConfigs } from './topics.ts';

/**
 * Opens a cluster. Rejects with TIDE_KAFKA_UNREACHABLE, _TIMEOUT, _AUTH or a property error; bounded by
 * requestTimeoutMs x (retries + 1), also when the network swallows everything.
 */
export async function connectCluster(options: ConnectOptions): Promise<Cluster> {
  const bootstrap = parseBootstrap(options.name, options.bootstrap);
  const security = await readSecurity(options.name, options.properties);
  const session = new Session(await loadLibrary(), options, bootstrap, security);
  try {
    await session.run('connect', (deadline) => fetchMetadata(session, [], deadline));
  } catch (error) {
    session.close();
    throw error;
  }
  return clusterOf(session);
}

function clusterOf(session: Session): Cluster {
  const list = (names: readonly string[]): string => (names.length > 3 ? `${names.length} topics` : names.join(', '));
  return {
    ...administrationOf(session),
    name: session.name,
    clusterId: () => session.run('cluster id', async (d) => (await fetchMetadata(session, [], d)).clusterId),
    brokers: () => session.run('list brokers', async (d) => (await fetchMetadata(session, [], d)).brokers),
    activeController: () => session.run('describe quorum', (d) => fetchActiveController(session, d)),
    features: () => session.run('list features', (d) => fetchFeatures(session, d)),
    topics: (names) => session.run('describe topics', (d) => describeTopics(session, names, d)),
    createTopics: (topics) =>
      session.run(`create ${list(topics.map((one) => one.name))}`, (d) => createTopics(session, topics, d)),
    deleteTopics: (names) => session.run(`delete ${list(names)}`, (d) => deleteTopics(session, names, d)),
    topicConfigs: (names) => session.run('describe topic configs', (d) => topicConfigs(session, names, d)),
    brokerConfigs: (id) => session.run(`describe configs of broker ${id}`, (d) => brokerConfigs(session, id, d)),
    logRanges: (partitions, isolation) =>
      session.run('list offsets', (d) => logRanges(session, partitions, isolation, d)),
    groups: () => session.run('describe groups', (d) => describeGroups(session, d)),
    committed: (group, partitions) =>
      session.run(`positions of group ${group}`, (d) => readCommitted(session, group, partitions, d)),
    commit: (group, offsets) =>
      session.run(`write positions of group ${group}`, (d) => writeCommitted(session, group, offsets, d)),
    canary: (partitions, withinMs) => session.run('canary', (d) => sendCanary(session, partitions, d), withinMs),
    roundTrip: (partition, withinMs) =>
      session.run('round trip', (d) => makeRoundTrip(session, partition, d), withinMs),
    drainProducerIds: (perBroker) =>
      session.run(
        'drain producer ids',
        (d) => drainProducerIds(session, perBroker, d),
        session.boundMs + perBroker * ID_MS_MAX,
      ),
    close: () => Promise.resolve(session.close()),
  };
}
