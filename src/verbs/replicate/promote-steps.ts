// Steps of a promotion: log ends of both sides, proof that nobody writes, and the final positions of groups.
import { type TopicPartition, keyOf } from '../../base/core.ts';
import { systemClock } from '../../base/index.ts';
import type { Cluster } from '../../kafka/core.ts';
import type { LinkGroupStatus } from '../../link/core.ts';
import { GROUP_SYNC_DEFAULTS, groupSync } from '../../link/index.ts';
import { replicateError } from './errors.ts';
import type { ReplicateFlow } from './flow.ts';

export interface LogEnd extends TopicPartition {
  readonly end: number;
}

export type LogEnds = ReadonlyMap<string, LogEnd>;

/** What a consumer can read up to, of every partition of the topics that the cluster has. */
export async function endsOf(
  cluster: Cluster,
  topics: readonly string[],
  isolation: 'committed' | 'uncommitted',
): Promise<LogEnds> {
  const described = topics.length === 0 ? [] : await cluster.topics(topics);
  const partitions = described.flatMap((one) =>
    one.partitions.map(({ partition }) => ({ topic: one.name, partition })),
  );
  const ranges = await cluster.logRanges(partitions, isolation);
  return new Map(
    ranges.map((one) => [keyOf(one), { topic: one.topic, partition: one.partition, end: one.end.offset }]),
  );
}

export interface LogGap extends TopicPartition {
  readonly source: number;
  /** Null: the target has no such partition. */
  readonly target: number | null;
}

/** Partitions of the source whose end the target has not reached, and those that it does not have at all, empty or not. */
export function gapsOf(source: LogEnds, target: LogEnds): readonly LogGap[] {
  return [...source].flatMap(([key, { topic, partition, end }]) => {
    const there = target.get(key)?.end ?? null;
    return there !== null && there >= end ? [] : [{ topic, partition, source: end, target: there }];
  });
}

export function totalOf(gaps: readonly LogGap[]): number {
  return gaps.reduce((sum, one) => sum + one.source - (one.target ?? 0), 0);
}

const UNWRITTEN_MS = 1000;

/** Throws TIDE_REPLICATE_STILL_WRITTEN when a log end of the source moves within a second. */
export async function provenUnwritten(source: Cluster, topics: readonly string[]): Promise<string> {
  const before = await endsOf(source, topics, 'uncommitted');
  await new Promise((resolve) => setTimeout(resolve, UNWRITTEN_MS));
  const after = await endsOf(source, topics, 'uncommitted');
  const moved = [...after].filter(([key, { end }]) => before.get(key)?.end !== end);
  if (moved.length === 0) return `Nobody wrote at ${source.name} for ${UNWRITTEN_MS} ms.`;
  const detail = moved
    .slice(0, 3)
    .map(([key, { end }]) => `${key} grew by ${end - (before.get(key)?.end ?? 0)} offsets in ${UNWRITTEN_MS} ms`)
    .join('; ');
  throw replicateError('TIDE_REPLICATE_STILL_WRITTEN', { source: source.name, detail });
}

const EQUAL_READS = 3;
const READ_EVERY_MS = 200;

/** The log ends of the target do not move: no instance of the link is left, here or elsewhere. Throws TIDE_REPLICATE_NOT_STOPPED. */
export async function provenStill(target: Cluster, topics: readonly string[], flow: ReplicateFlow): Promise<string> {
  const first = await endsOf(target, topics, 'uncommitted');
  for (let read = 1; read < EQUAL_READS; read++) {
    await new Promise((resolve) => setTimeout(resolve, READ_EVERY_MS));
    const now = await endsOf(target, topics, 'uncommitted');
    const moved = [...now].find(([key, { end }]) => first.get(key)?.end !== end);
    if (moved === undefined) continue;
    const detail = `The log end of ${moved[0]} at ${target.name} still moves: another instance of the link, or another writer, appends.`;
    throw replicateError('TIDE_REPLICATE_NOT_STOPPED', { flow: flow.flow.name, pid: 'unknown', detail });
  }
  return `The log ends of ${first.size} partitions of ${target.name} were equal in ${EQUAL_READS} reads, ${READ_EVERY_MS} ms apart.`;
}

const POSITIONS_WITHIN_MS = 10_000;
const ROUND_EVERY_MS = 250;

/** Carries positions until every group stands exactly, or the bound is reached; what is left tells why. */
export async function finalPositions(
  source: Cluster,
  target: Cluster,
  { flow }: ReplicateFlow,
  topics: readonly string[],
): Promise<readonly LinkGroupStatus[]> {
  if (flow.groups.length === 0) return [];
  const names = new Set(topics);
  const options = {
    ...GROUP_SYNC_DEFAULTS,
    groups: flow.groups,
    mirrored: ({ topic }: TopicPartition): boolean => names.has(topic),
    pieces: () => [],
    listEveryMs: 0,
  };
  const sync = groupSync(source, target, options, { clock: systemClock, emit: () => undefined });
  const until = systemClock.monotonicMs() + POSITIONS_WITHIN_MS;
  for (;;) {
    await sync.round();
    const open = sync.status().filter((one) => one.state === 'refused' || one.state === 'clamped');
    if (open.length === 0 || systemClock.monotonicMs() > until) return sync.status();
    await new Promise((resolve) => setTimeout(resolve, ROUND_EVERY_MS));
  }
}
