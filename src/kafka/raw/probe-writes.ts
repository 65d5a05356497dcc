// Asks every partition's leader whether it would take a write with acks=all, without writing: a batch that it must refuse only after that check.
import { type TopicPartition, keyOf } from '../../base/core.ts';
import { encodeBatch, NO_PRODUCER } from '../../wire/core.ts';
import type { ProducePartition, RawCluster } from './contract.ts';

/** INVALID_RECORD: the leader leads, enough replicas are in sync, and the batch went no further. */
const INVALID_RECORD = 87;
const PAUSE_MS = 50;

export interface RefusedWrite extends TopicPartition {
  /** Kafka's error code; -1: no leader, or no answer. */
  readonly error: number;
}

/**
 * Partitions that do not take writes, after `withinMs` of asking; empty: all do. Nothing is appended, so that offsets stay as they
 * are (a control marker would take one). Order of checks: Partition.appendRecordsToLeader (leader, then min ISR), then
 * UnifiedLog.analyzeAndValidateRecords, which refuses a client's base offset other than 0.
 */
export async function probeWrites(
  cluster: RawCluster,
  partitions: readonly TopicPartition[],
  withinMs: number,
  nowMs: () => number,
): Promise<readonly RefusedWrite[]> {
  const deadline = nowMs() + withinMs;
  let left: readonly RefusedWrite[] = partitions.map(({ topic, partition }) => ({ topic, partition, error: -1 }));
  for (;;) {
    left = await ask(cluster, left).catch(() => left);
    if (left.length === 0 || nowMs() + PAUSE_MS > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function ask(cluster: RawCluster, partitions: readonly RefusedWrite[]): Promise<readonly RefusedWrite[]> {
  const { topics } = await cluster.metadata([...new Set(partitions.map((one) => one.topic))]);
  const byLeader = new Map<number, ProducePartition[]>();
  for (const { topic, partition } of partitions) {
    const found = topics.find((one) => one.name === topic);
    const leader = found?.partitions.find((one) => one.partition === partition)?.leader ?? -1;
    if (found === undefined || leader < 0) continue;
    const asked = { topic, partition, topicId: found.id, batch: [refusable()] };
    byLeader.set(leader, [...(byLeader.get(leader) ?? []), asked]);
  }
  const takes = new Set<string>();
  const errors = new Map<string, number>();
  await Promise.all(
    [...byLeader].map(async ([leader, asked]) => {
      const request = { acks: -1, timeoutMs: 5000, transactionalId: null, partitions: asked } as const;
      const answer = await cluster.produce(leader, request, 'probe').catch(() => ({ partitions: [] }));
      for (const one of answer.partitions) {
        if (one.error === INVALID_RECORD) takes.add(keyOf(one));
        else errors.set(keyOf(one), one.error);
      }
    }),
  );
  return partitions
    .filter((one) => !takes.has(keyOf(one)))
    .map((one) => ({ ...one, error: errors.get(keyOf(one)) ?? -1 }));
}

function refusable(): Buffer {
  const record = { offset: 0, timestamp: 0, key: null, value: null, headers: [] };
  // Base offset 1: outside the CRC, checked after leadership and in-sync replicas.
  const batch = encodeBatch({ records: [record], codec: 'none', stamp: NO_PRODUCER });
  batch.writeBigInt64BE(1n, 0);
  return batch;
}
