// By topic: flat lists of partitions into the protocol's lists per topic, and answers back.
import type { TopicPartition } from '../../base/core.ts';
import { ZERO_UUID } from '../../wire/core.ts';
import { Failure } from '../failure.ts';

export interface TopicGroup<P> {
  readonly topic: string;
  readonly topicId: string;
  readonly partitions: P[];
}

/** In the order of first mention; a topic that was recreated under the same name is another group. */
export function groupByTopic<P extends TopicPartition & { readonly topicId?: string }>(
  partitions: readonly P[],
): readonly TopicGroup<P>[] {
  const groups = new Map<string, TopicGroup<P>>();
  let last: TopicGroup<P> | undefined;
  for (const partition of partitions) {
    const topicId = partition.topicId ?? ZERO_UUID;
    if (last === undefined || last.topic !== partition.topic || last.topicId !== topicId) {
      const key = `${topicId}/${partition.topic}`;
      last = groups.get(key);
      if (last === undefined) {
        last = { topic: partition.topic, topicId, partitions: [] };
        groups.set(key, last);
      }
    }
    last.partitions.push(partition);
  }
  return [...groups.values()];
}

/** The name of a topic in an answer: from the version that has topic ids on, an answer holds only the id we asked with. Throws Failure. */
export function nameIn(
  groups: readonly TopicGroup<unknown>[],
  answer: { readonly topic: string; readonly topicId: string },
): string {
  if (answer.topic !== '') return answer.topic;
  const group = groups.find((one) => one.topicId.toLowerCase() === answer.topicId);
  if (group === undefined) throw new Failure('refused', `the answer names topic id ${answer.topicId}, not asked for`);
  return group.topic;
}
