// placeholder until the failover room is merged
import type { FailoverFacts } from '../facts.ts';
import type { FenceStory } from '../fencing.ts';
import type { Stage } from '../stage.ts';
import type { Detection } from './detection.ts';
import type { Replication } from './replication.ts';

export async function keepIdsApart(stage: Stage): Promise<void> {
  const a = await stage.clusters.primary.drainProducerIds(10);
  console.error(a);
}
export async function runFailover(
  _stage: Stage,
  _detection: Detection,
  _replication: Replication,
): Promise<{ facts: FailoverFacts; fence: FenceStory }> {
  throw new Error('not yet');
}
