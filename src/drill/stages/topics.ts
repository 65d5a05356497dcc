// Creates the scenario's topics and the canary topic on both clusters and waits until every partition has its full ISR.
import { CANARY_TOPIC } from '../../detect/index.ts';
import type { Cluster, NewTopicSpec } from '../../kafka/core.ts';
import type { Scenario } from '../../scenario/core.ts';
import type { Waiting } from '../wait.ts';
import { waitFor } from '../wait.ts';

const READY_WITHIN_MS = 30_000;
const READY_EVERY_MS = 100;

/** Same partitions and settings on both sites; a topic that is not mirrored exists on both as well (a site-local topic). */
export function topicsOf(scenario: Scenario, brokers: number): readonly NewTopicSpec[] {
  const wanted = scenario.workload.topics.map((topic) => ({
    name: topic.name,
    partitions: topic.partitions,
    replicationFactor: Math.min(topic.replicationFactor, brokers),
    configs: { 'min.insync.replicas': String(Math.min(topic.minInsyncReplicas, brokers)) },
  }));
  const canary = {
    name: CANARY_TOPIC,
    partitions: brokers,
    replicationFactor: Math.min(3, brokers),
    configs: { 'min.insync.replicas': String(Math.min(2, brokers)), 'retention.ms': '600000' },
  };
  return [...wanted, canary];
}

export async function createTopics(cluster: Cluster, topics: readonly NewTopicSpec[], waiting: Waiting): Promise<void> {
  await cluster.createTopics(topics);
  const names = topics.map((topic) => topic.name);
  const replicas = new Map(topics.map((topic) => [topic.name, topic.replicationFactor]));
  const ready = await waitFor(
    async () => {
      const described = await cluster.topics(names);
      const complete = described.filter((topic) =>
        topic.partitions.every(
          (partition) => partition.leader >= 0 && partition.isr.length === replicas.get(topic.name),
        ),
      );
      return complete.length === names.length ? true : undefined;
    },
    { withinMs: READY_WITHIN_MS, everyMs: READY_EVERY_MS },
    waiting,
  );
  if (ready === undefined)
    throw new Error(`the topics of cluster ${cluster.name} had no complete ISR within ${READY_WITHIN_MS} ms`);
}
