// Step positions: groups stand at the returning site where they stand at the survivor.
import { keyOf } from '../../../base/core.ts';
import { planOnCluster, writePositions } from '../../../offsets/index.ts';
import type { PositionPlan } from '../../../offsets/core.ts';
import type { Step } from '../../../runbook/core.ts';
import type { PromotedPosition } from '../../context.ts';
import type { FailbackRun, WayBackStart } from '../context.ts';

export const positionsStep: Step<FailbackRun> = {
  id: 'positions',
  plan: ({ returning, surviving, groups }) =>
    Promise.resolve({
      id: 'positions',
      title: `Place ${groups.length} groups at ${returning}`,
      will: groups.map(
        (group) => `give ${group} exactly the position it has at ${surviving}, moved by the shift of each partition`,
      ),
      loss: [],
      pointOfNoReturn: false,
      undo: null,
      timeoutMs: 30_000,
      after: ['prove-rest'],
    }),
  precondition: () => Promise.resolve(null),
  async probe(run) {
    return (await plansOf(run)).every((plan) => plan.writes.length === 0);
  },
  async act(run) {
    const plans = await plansOf(run);
    await Promise.all(
      plans.filter((plan) => plan.writes.length > 0).map((plan) => writePositions(run.clusters.returning, plan)),
    );
  },
  async verify({ clusters, groups, findings }) {
    const partitions = (findings.starts ?? []).map(({ topic, partition }) => ({ topic, partition }));
    const stored = await Promise.all(groups.map((group) => clusters.returning.committed(group, partitions)));
    findings.positions = stored.flatMap(({ group, offsets }) =>
      offsets
        .filter((one) => one.offset !== null)
        .map(({ topic, partition, offset, committedLeaderEpoch }) => ({
          group,
          topic,
          partition,
          offset,
          leaderEpoch: committedLeaderEpoch,
          how: 'as at the survivor, exact',
        })),
    );
    return { positions: findings.positions };
  },
  restore({ findings }, evidence) {
    findings.positions = evidence['positions'] as readonly PromotedPosition[];
  },
};

/** Below the point where the sites part, offsets are the same; from there on they stand at the shift. */
function placeAt(start: WayBackStart | undefined, offset: number): number {
  return start === undefined || offset < start.from ? offset : offset + start.shift;
}

/** Nobody reads at the survivor any more: its positions are final, and the arithmetic is exact. */
async function plansOf({ clusters, groups, findings }: FailbackRun): Promise<readonly PositionPlan[]> {
  const starts = findings.starts ?? [];
  const startOf = new Map(starts.map((start) => [keyOf(start), start]));
  const partitions = starts.map(({ topic, partition }) => ({ topic, partition }));
  const known = await clusters.returning.groups();
  return await Promise.all(
    groups.map(async (group) => {
      const { offsets } = await clusters.surviving.committed(group, partitions);
      const positions = offsets
        .filter((one) => one.offset !== null)
        .map(({ topic, partition, offset }) => ({
          group,
          topic,
          partition,
          offset: placeAt(startOf.get(keyOf({ topic, partition })), offset ?? 0),
          how: 'as at the survivor, exact',
        }));
      return await planOnCluster(clusters.returning, { group, positions }, known);
    }),
  );
}
