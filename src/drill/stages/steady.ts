// Steady state: the fault comes when groups have positions at the standby and replication keeps up, so that the drill measures a loss and not a start.
import type { SiteName, TopicSpec } from '../../scenario/core.ts';
import type { Sampler } from '../sampler.ts';
import type { Stage } from '../stage.ts';
import { waitFor } from '../wait.ts';
import type { Replication } from './replication.ts';

const STEADY_WITHIN_MS = 60_000;
const POLL_MS = 500;
/** Replication that is further behind than this is still catching up with the start of the workload. */
const EXPOSURE_MS_MAX = 2000;

/** Returns when steady, or at the bound with a gap that says what was not. Scenarios without replication are steady at once. */
export async function waitUntilSteady(stage: Stage, replication: Replication, sampler: Sampler): Promise<void> {
  if (replication.mechanism === null) return;
  let missing: readonly string[] = ['nothing was looked at'];
  const steady = await waitFor(
    async () => {
      missing = [...(await groupsWithoutPositions(stage, replication)), ...exposureProblems(sampler)];
      return missing.length === 0 ? true : undefined;
    },
    { withinMs: STEADY_WITHIN_MS, everyMs: POLL_MS },
    stage,
  );
  if (steady === true) return;
  const what = `The fault came before the drill was steady: ${missing.join('; ')}.`;
  stage.gaps.push(what);
  stage.log.say('drill.gap', what, { what });
}

/** A group that moves with the service names needs a position at the standby for every partition it has committed. */
async function groupsWithoutPositions(stage: Stage, { mechanism }: Replication): Promise<readonly string[]> {
  const { scenario, clusters, standby } = stage;
  const mirrored = new Map(
    scenario.workload.topics.filter((topic) => topic.mirrored).map((topic) => [topic.name, topic]),
  );
  const groups = scenario.workload.groups.filter(
    (group) => mirrored.has(group.topic) && group.pointedAt === 'bootstrap',
  );
  const problems = await Promise.all(
    groups.map(async ({ group, topic }) => {
      const partitions = partitionsOf(mirrored.get(topic)!);
      const committed = (await clusters.primary.committed(group, partitions)).offsets;
      const at = new Map(
        (await mechanism!.translateCommitted(group)).map((one) => [`${one.topic}-${one.partition}`, one.offset]),
      );
      const without = committed.filter(
        (one) => (one.offset ?? 0) > 0 && (at.get(`${one.topic}-${one.partition}`) ?? null) === null,
      );
      const none = committed.every((one) => (one.offset ?? 0) === 0);
      return problemOf(group, standby, none, without.length);
    }),
  );
  return problems.filter((problem) => problem !== null);
}

function problemOf(group: string, standby: SiteName, none: boolean, without: number): string | null {
  if (none) return `group ${group} has committed nothing yet`;
  return without === 0 ? null : `group ${group} has no position at ${standby} for ${without} partitions`;
}

function partitionsOf(topic: TopicSpec): { topic: string; partition: number }[] {
  return Array.from({ length: topic.partitions }, (_, partition) => ({ topic: topic.name, partition }));
}

function exposureProblems({ exposure }: Sampler): readonly string[] {
  const last = exposure.at(-1);
  if (last === undefined || last.ms === null) return ['exposure is not known yet'];
  return last.ms <= EXPOSURE_MS_MAX ? [] : [`replication is ${(last.ms / 1000).toFixed(1)} s behind`];
}
