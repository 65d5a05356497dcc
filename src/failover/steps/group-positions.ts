// Step group-positions: put every group where it had committed, in the surviving site's offsets, never past its log end; read back.
import { type TopicPartition, keyOf } from '../../base/core.ts';
import type { CommittedOffset } from '../../kafka/core.ts';
import type { PositionPlan } from '../../offsets/core.ts';
import { planOnCluster, writePositions } from '../../offsets/index.ts';
import type { Step } from '../../runbook/core.ts';
import type { FailoverRun, PromotedPosition } from '../context.ts';

export const groupPositionsStep: Step<FailoverRun> = {
  id: 'group-positions',
  plan: ({ findings, surviving }) =>
    Promise.resolve({
      id: 'group-positions',
      title: `Place ${findings.groups.length} groups at ${surviving}`,
      will: findings.groups.map(
        (group) => `translate the position of ${group}, clamp it to the log end, write it, read it back`,
      ),
      loss: ['records that a group had read after its last translated position are delivered again'],
      pointOfNoReturn: false,
      undo: null,
      timeoutMs: 15_000,
      after: ['stop-replication'],
    }),
  // While it runs, the mechanism writes positions too, and records may still arrive behind them.
  precondition: ({ findings }) =>
    Promise.resolve(findings.stopProof?.stopped === true ? null : 'replication is not proven to have stopped'),
  async probe(run) {
    const plans = await plansOf(run);
    run.findings.plans = plans;
    return plans.every((plan) => plan.writes.length === 0);
  },
  async act({ target, findings }) {
    const plans = findings.plans ?? [];
    await Promise.all(plans.filter((plan) => plan.writes.length > 0).map((plan) => writePositions(target, plan)));
  },
  async verify({ target, findings }) {
    const plans = findings.plans ?? [];
    const stored = await Promise.all(plans.map((plan) => target.committed(plan.group, findings.partitions)));
    findings.promotedPositions = plans.flatMap((plan, index) =>
      promotedOf(plan, findings.partitions, stored[index]?.offsets ?? []),
    );
    return { positions: findings.promotedPositions };
  },
  restore({ findings }, evidence) {
    findings.promotedPositions = evidence['positions'] as readonly PromotedPosition[];
  },
};

async function plansOf({ mechanism, target, findings }: FailoverRun): Promise<readonly PositionPlan[]> {
  const known = await target.groups();
  return await Promise.all(
    findings.groups.map(async (group) => {
      const positions = await mechanism.translateCommitted(group);
      // Most groups read one topic: partitions in which a group never stood are no wish, and no gap either.
      const topics = new Set(positions.filter((one) => one.offset !== null).map((one) => one.topic));
      const wishes = { group, positions: positions.filter((one) => topics.has(one.topic)) };
      return await planOnCluster(target, wishes, known);
    }),
  );
}

/** What the cluster holds is what is told; the plan only says where it comes from. */
function promotedOf(
  plan: PositionPlan,
  partitions: readonly TopicPartition[],
  stored: readonly CommittedOffset[],
): readonly PromotedPosition[] {
  const how = new Map([
    ...[...plan.writes, ...plan.unchanged].map((one): [string, string] => [keyOf(one), one.reason]),
    ...plan.refusals.map((one): [string, string] => [keyOf(one), `not written: ${one.reason}`]),
  ]);
  const held = new Map(stored.map((one) => [keyOf(one), one]));
  // A row for every partition: a group that has no position here is a finding, and silence about it would look like none.
  return partitions.map(({ topic, partition }) => {
    const key = keyOf({ topic, partition });
    const found = held.get(key);
    return {
      group: plan.group,
      topic,
      partition,
      offset: found?.offset ?? null,
      leaderEpoch: found?.committedLeaderEpoch ?? -1,
      how: how.get(key) ?? 'no position is known',
    };
  });
}
