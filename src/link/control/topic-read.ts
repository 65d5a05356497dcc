// Reads what topic plans need of one site: brokers, topics with their ids, and every setting with its source.
import type { Cluster, TopicDescription } from '../../kafka/core.ts';
import type { SiteSnapshot, TopicSnapshot } from './topic-shapes.ts';

/** Settings are asked for so many topics at a time: an answer holds some 40 settings of each. */
const TOPICS_PER_REQUEST = 200;

/**
 * Reads the topics that `wanted` selects and those in `remembered`. A remembered topic that is not listed is asked for by
 * name: a topic whose DESCRIBE right was taken away is missing from the list just like a deleted one, but refused by name.
 */
export async function readSite(
  cluster: Cluster,
  wanted: (topic: string) => boolean,
  remembered: readonly string[] = [],
): Promise<SiteSnapshot> {
  const [brokers, listed] = await Promise.all([cluster.brokers(), cluster.topics()]);
  const names = new Set(listed.map((one) => one.name));
  const missing = await cluster.topics(remembered.filter((name) => !names.has(name)));
  const all = [...listed, ...missing];
  const chosen = all.filter((one) => wanted(one.name) || remembered.includes(one.name));
  const settings = await settingsOf(cluster, chosen);
  const sample = chosen[0] ?? all[0];
  const known = sample === undefined ? null : await knownSettings(cluster, sample.name, settings);
  return {
    brokers: brokers.length,
    knownSettings: known,
    // A topic without settings was deleted between the two requests.
    topics: chosen.flatMap((one) => {
      const has = settings.get(one.name);
      return has === undefined ? [] : [snapshotOf(one, has)];
    }),
  };
}

async function settingsOf(
  cluster: Cluster,
  topics: readonly TopicDescription[],
): Promise<ReadonlyMap<string, TopicSnapshot['settings']>> {
  const found = new Map<string, TopicSnapshot['settings']>();
  for (let i = 0; i < topics.length; i += TOPICS_PER_REQUEST) {
    const names = topics.slice(i, i + TOPICS_PER_REQUEST).map((one) => one.name);
    for (const [name, settings] of await cluster.topicSettings(names)) found.set(name, settings);
  }
  return found;
}

async function knownSettings(
  cluster: Cluster,
  topic: string,
  read: ReadonlyMap<string, TopicSnapshot['settings']>,
): Promise<ReadonlySet<string> | null> {
  const settings = read.get(topic) ?? (await cluster.topicSettings([topic])).get(topic);
  return settings === undefined ? null : new Set(Object.keys(settings));
}

function snapshotOf(topic: TopicDescription, settings: TopicSnapshot['settings']): TopicSnapshot {
  const { name, id, partitions } = topic;
  return {
    name,
    id,
    partitions: partitions.length,
    replicationFactor: partitions[0]?.replicas.length ?? 0,
    emptyIsr: partitions.filter((one) => one.isr.length === 0).length,
    settings,
  };
}
