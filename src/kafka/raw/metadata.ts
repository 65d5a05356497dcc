// Raw metadata: topics with ids and leaders, from brokers in turn.
import { METADATA, type MetadataResponseBody, ZERO_UUID } from '../../wire/core.ts';
import type { Asker } from './asker.ts';
import type { RawCluster, RawTopic } from './contract.ts';

type Metadata = Awaited<ReturnType<RawCluster['metadata']>>;

/** Never creates a topic. Teaches the asker where the brokers are. Throws TideError. */
export async function fetchRawMetadata(asker: Asker, topics: readonly string[] | null): Promise<Metadata> {
  const answer = await asker.askAny(METADATA, {
    topics: topics === null ? null : topics.map((topic) => ({ topicId: ZERO_UUID, topic })),
    allowAutoTopicCreation: false,
    includeTopicAuthorizedOperations: false,
  });
  const brokers = answer.brokers.map(({ id, host, port }) => ({ id, host, port }));
  asker.brokers.learn(brokers);
  return { clusterId: answer.clusterId ?? '', brokers, topics: answer.topics.map(topicOf) };
}

function topicOf(topic: MetadataResponseBody['topics'][number]): RawTopic {
  const partitions = topic.partitions
    .map(({ partition, leader, leaderEpoch, replicas, isr, error }) => {
      return { partition, leader, leaderEpoch, replicas, isr, error };
    })
    .sort((a, b) => a.partition - b.partition);
  return { name: topic.topic ?? '', id: topic.topicId, error: topic.error, internal: topic.internal, partitions };
}
