// Reads and writes the positions of a group on a live cluster: plan from the live state, write, read back.
import type { TopicPartition } from '../base/core.ts';
import type { Cluster, CommittedOffsets, GroupDescription, LogRange } from '../kafka/core.ts';
import { comparePositions, type PositionAudit } from './compare.ts';
import { offsetsError } from './errors.ts';
import { type GroupWishes, planPositions, type PositionPlan } from './plan.ts';

/** What one look at the cluster tells about a group and the partitions of its wishes. */
export interface GroupState {
  readonly group: GroupDescription | undefined;
  readonly committed: CommittedOffsets;
  readonly ranges: readonly LogRange[];
}

/** Reads the group, its positions, and the ranges of those partitions that exist. Errors: those of the kafka room. */
export async function readGroupState(
  cluster: Cluster,
  group: string,
  partitions: readonly TopicPartition[],
  known?: readonly GroupDescription[],
): Promise<GroupState> {
  const topics = await cluster.topics([...new Set(partitions.map((one) => one.topic))]);
  const counts = new Map(topics.map((one) => [one.name, one.partitions.length]));
  const existing = partitions.filter((one) => one.partition < (counts.get(one.topic) ?? 0));
  const [groups, committed, ranges] = await Promise.all([
    known ?? cluster.groups(),
    cluster.committed(group),
    cluster.logRanges(existing, 'uncommitted'),
  ]);
  return { group: groups.find((one) => one.group === group), committed, ranges };
}

/** Plans from the live state; changes nothing. */
export async function planOnCluster(
  cluster: Cluster,
  wishes: GroupWishes,
  known?: readonly GroupDescription[],
): Promise<PositionPlan> {
  const state = await readGroupState(cluster, wishes.group, wishes.positions, known);
  return planPositions(wishes, state.ranges, state.group, state.committed.offsets);
}

/**
 * Writes a plan and reads it back. Leader epoch -1 always (law 11). Throws TIDE_KAFKA_COMMIT_REFUSED when Kafka refuses, and
 * TIDE_OFFSETS_NOT_WRITTEN when what is stored afterwards is not what was written (another writer was there).
 */
export async function writePositions(cluster: Cluster, plan: PositionPlan): Promise<PositionAudit> {
  const metadata = '';
  await cluster.commit(
    plan.group,
    plan.writes.map(({ topic, partition, offset }) => ({ topic, partition, offset, metadata })),
  );
  const wanted = [...plan.writes, ...plan.unchanged];
  const stored = await cluster.committed(plan.group, wanted);
  const audit = comparePositions(wanted, stored.offsets);
  if (!audit.allExact) {
    const wrong = audit.findings.filter((one) => one.verdict !== 'exact');
    const detail = wrong.map(
      (one) => `${one.topic}-${one.partition}: ${one.verdict}, wanted ${one.expected}, stored ${one.found}`,
    );
    throw offsetsError('TIDE_OFFSETS_NOT_WRITTEN', {
      cluster: cluster.name,
      group: plan.group,
      count: wrong.length,
      detail: detail.slice(0, 5).join('; '),
    });
  }
  return audit;
}
