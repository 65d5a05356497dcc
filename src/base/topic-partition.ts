// TopicPartition: Kafka's name of one log.

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** `topic-partition` as Kafka prints it; usable as a map key because Kafka forbids nothing that makes it ambiguous (last dash). */
export function keyOf(tp: TopicPartition): string {
  return `${tp.topic}-${tp.partition}`;
}
