// What a flow means at one cluster: topics and partitions, without Kafka's and the mechanisms' own.
import type { TopicPartition } from '../base/core.ts';
import type { Cluster } from '../kafka/core.ts';
import { type Flow, selects } from '../replication/core.ts';

export interface Selected {
  readonly topics: readonly string[];
  readonly partitions: readonly TopicPartition[];
}

/** The topics of a cluster that the flow means, without Kafka's and MirrorMaker's own. */
export async function selectPartitions(flow: Flow, cluster: Cluster): Promise<Selected> {
  const topics = (await cluster.topics()).filter(
    ({ name }) => selects(flow.topics, name) && !/^__|^mm2|\.internal$|^tideover-/.test(name),
  );
  return {
    topics: topics.map((topic) => topic.name),
    partitions: topics.flatMap((topic) => topic.partitions.map(({ partition }) => ({ topic: topic.name, partition }))),
  };
}
