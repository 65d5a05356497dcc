// Route: who leads a partition now, and where its log begins and ends; asked anew after every answer that says it moved.
import { type TopicPartition, isTideError, keyOf } from '../base/core.ts';
import type { OffsetAnswer, RawCluster } from '../kafka/core.ts';
import { divergenceError } from './errors.ts';
import { pause } from './world.ts';

export interface Route extends TopicPartition {
  readonly topicId: string;
  readonly leader: number;
  readonly leaderEpoch: number;
}

export interface LogEnds {
  readonly start: number;
  /** Of the leader's log; records above the high watermark are not readable yet. */
  readonly end: number;
}

/** Attempts of one operation, and the pause between two of them. */
export interface Patience {
  readonly attemptsMax: number;
  readonly pauseMs: number;
}

export const PATIENCE: Patience = { attemptsMax: 60, pauseMs: 250 };

/**
 * Errors after which the same question may be answered (Kafka's Errors): CORRUPT_MESSAGE on the way, LEADER_NOT_AVAILABLE,
 * NOT_LEADER_OR_FOLLOWER, REQUEST_TIMED_OUT, REPLICA_NOT_AVAILABLE, NETWORK_EXCEPTION, NOT_ENOUGH_REPLICAS and _AFTER_APPEND,
 * KAFKA_STORAGE_ERROR, FENCED_ and UNKNOWN_LEADER_EPOCH, OFFSET_NOT_AVAILABLE, THROTTLING_QUOTA_EXCEEDED, UNKNOWN_TOPIC_ID.
 */
const PASSING: ReadonlySet<number> = new Set([2, 3, 5, 6, 7, 9, 13, 19, 20, 56, 74, 75, 78, 89, 100]);

export function isPassing(code: number): boolean {
  return PASSING.has(code);
}

/** True for an answer that never came: a broken or late connection. */
export function isSilence(error: unknown): boolean {
  return isTideError(error) && error.retriable && error.code.startsWith('TIDE_KAFKA_');
}

/** Runs the work until it gives a value; null or silence: again, after a pause. Throws TIDE_DIVERGENCE_READ after the last attempt. */
export async function persist<T>(
  cluster: RawCluster,
  partition: TopicPartition,
  offset: number,
  patience: Patience,
  work: (note: (detail: string) => void) => Promise<T | null>,
): Promise<T> {
  let detail = 'it gave no answer';
  let cause: unknown;
  for (let attempt = 0; attempt < patience.attemptsMax; attempt += 1) {
    if (attempt > 0) await pause(patience.pauseMs);
    try {
      const value = await work((text) => (detail = text));
      if (value !== null) return value;
    } catch (error) {
      if (!isSilence(error)) throw error;
      cause = error;
      detail = (error as Error).message;
    }
  }
  const fields = { cluster: cluster.name, partition: keyOf(partition), offset, detail };
  throw divergenceError('TIDE_DIVERGENCE_READ', fields, cause);
}

/** The leader now; null while there is none. Throws TIDE_DIVERGENCE_NO_PARTITION when the topic is there and the partition is not. */
export async function findRoute(cluster: RawCluster, partition: TopicPartition): Promise<Route | null> {
  const { topics } = await cluster.metadata([partition.topic]);
  const topic = topics.find((one) => one.name === partition.topic);
  if (topic === undefined || topic.error !== 0) return null;
  const found = topic.partitions.find((one) => one.partition === partition.partition);
  if (found === undefined)
    throw divergenceError('TIDE_DIVERGENCE_NO_PARTITION', { cluster: cluster.name, partition: keyOf(partition) });
  if (found.leader < 0) return null;
  const { leader, leaderEpoch } = found;
  return { topic: partition.topic, partition: partition.partition, topicId: topic.id, leader, leaderEpoch };
}

export function routeOf(cluster: RawCluster, partition: TopicPartition, patience = PATIENCE): Promise<Route> {
  return persist(cluster, partition, -1, patience, async (note) => {
    note('the partition has no leader, or the topic is unknown');
    return findRoute(cluster, partition);
  });
}

/** Start and end of the leader's log, of several partitions with one round of requests per leader. */
export async function logEndsOf(
  cluster: RawCluster,
  partitions: readonly TopicPartition[],
  patience = PATIENCE,
): Promise<ReadonlyMap<string, LogEnds>> {
  const ends = new Map<string, LogEnds>();
  if (partitions.length === 0) return ends;
  const open = (): TopicPartition[] => partitions.filter((one) => !ends.has(keyOf(one)));
  await persist(cluster, partitions[0]!, -1, patience, async (note) => {
    await askEnds(cluster, open(), ends, note);
    return open().length === 0 ? true : null;
  });
  return ends;
}

async function askEnds(
  cluster: RawCluster,
  partitions: readonly TopicPartition[],
  ends: Map<string, LogEnds>,
  note: (detail: string) => void,
): Promise<void> {
  for (const [leader, theirs] of await byLeader(cluster, partitions, note)) {
    const starts = await cluster.listOffsets(leader, theirs, -2, 'consumer');
    const lasts = await cluster.listOffsets(leader, theirs, -1, 'log');
    for (const { first: start, second: last } of pairsOf(cluster, starts, lasts, note))
      ends.set(keyOf(start), { start: start.offset, end: last.offset });
  }
}

/** By leader, of those that have one. Throws TIDE_DIVERGENCE_NO_PARTITION. */
async function byLeader(
  cluster: RawCluster,
  partitions: readonly TopicPartition[],
  note: (detail: string) => void,
): Promise<ReadonlyMap<number, readonly TopicPartition[]>> {
  const { topics } = await cluster.metadata([...new Set(partitions.map((one) => one.topic))]);
  const leaders = new Map<number, TopicPartition[]>();
  for (const { topic: name, partition } of partitions) {
    const one = { topic: name, partition };
    const topic = topics.find((candidate) => candidate.name === name);
    const found = topic?.partitions.find((candidate) => candidate.partition === partition);
    if (topic?.error === 0 && found === undefined)
      throw divergenceError('TIDE_DIVERGENCE_NO_PARTITION', { cluster: cluster.name, partition: keyOf(one) });
    if (found === undefined || found.leader < 0) note(`${keyOf(one)} has no leader`);
    else leaders.set(found.leader, [...(leaders.get(found.leader) ?? []), one]);
  }
  return leaders;
}

interface AnswerPair {
  readonly first: OffsetAnswer;
  readonly second: OffsetAnswer;
}

/** Answers of the same partition to two questions, where both are good; errors that pass are noted, others thrown. */
function pairsOf(
  cluster: RawCluster,
  firsts: readonly OffsetAnswer[],
  seconds: readonly OffsetAnswer[],
  note: (detail: string) => void,
): readonly AnswerPair[] {
  return firsts.flatMap((first) => {
    const second = seconds.find((one) => keyOf(one) === keyOf(first));
    if (second === undefined) return [];
    const code = first.error === 0 ? second.error : first.error;
    if (code === 0) return [{ first, second }];
    if (!isPassing(code)) throw refused(cluster, first, code);
    note(`${keyOf(first)}: Kafka error ${code}`);
    return [];
  });
}

/**
 * Last stable offset of each partition, once its high watermark has come to `upTo`. Throws TIDE_DIVERGENCE_HIDDEN when it does
 * not within the patience: records that exist and are not shown would look as if the site lacked them.
 */
export async function stableEndsOf(
  cluster: RawCluster,
  partitions: readonly (TopicPartition & { readonly upTo: number })[],
  patience = PATIENCE,
): Promise<ReadonlyMap<string, number>> {
  const stable = new Map<string, number>();
  let hidden: { readonly partition: string; readonly from: number; readonly to: number } | null = null;
  const open = (): readonly (TopicPartition & { readonly upTo: number })[] =>
    partitions.filter((one) => !stable.has(keyOf(one)));
  if (partitions.length === 0) return stable;
  await persist(cluster, partitions[0]!, -1, patience, async (note) => {
    for (const [leader, theirs] of await byLeader(cluster, open(), note)) {
      const visible = await cluster.listOffsets(leader, theirs, -1, 'consumer', 'uncommitted');
      const committed = await cluster.listOffsets(leader, theirs, -1, 'consumer', 'committed');
      for (const { first, second } of pairsOf(cluster, visible, committed, note)) {
        const { upTo } = partitions.find((one) => keyOf(one) === keyOf(first))!;
        if (first.offset >= upTo) stable.set(keyOf(first), second.offset);
        else hidden = { partition: keyOf(first), from: first.offset, to: upTo - 1 };
      }
    }
    return open().length === 0 ? true : null;
  }).catch((error: unknown) => {
    if (hidden === null) throw error;
    throw divergenceError('TIDE_DIVERGENCE_HIDDEN', { cluster: cluster.name, ...hidden, highWatermark: hidden.from });
  });
  return stable;
}

export function refused(cluster: RawCluster, partition: TopicPartition, code: number, offset = -1): Error {
  const detail = `Kafka error ${code}`;
  return divergenceError('TIDE_DIVERGENCE_READ', {
    cluster: cluster.name,
    partition: keyOf(partition),
    offset,
    detail,
    kafkaCode: code,
  });
}
