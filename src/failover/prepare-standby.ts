// Preparation while both sites live: use up the standby's producer ids until they lie far above the primary's (law 33).
import type { Clock, Emit } from '../base/core.ts';
import type { Cluster } from '../kafka/core.ts';
import { type IdsApart, ID_BLOCK, ceilingOf } from './ids-apart.ts';

export interface PrepareStandbyOptions {
  readonly primary: Cluster;
  readonly standby: Cluster;
  /** Ids the primary may still hand out before the two meet. Default: two blocks of 1,000 for each of its brokers. */
  readonly marginIds?: number;
  readonly roundsMax?: number;
  readonly clock: Clock;
  readonly emit: Emit;
}

/**
 * Call it before replication and workload begin: the replicator is a producer at the standby too. It only ever uses up ids, so
 * repeating it is harmless. `apart: false` when the rounds were not enough.
 */
export async function prepareStandby(options: PrepareStandbyOptions): Promise<IdsApart> {
  const { primary, standby, clock } = options;
  const brokers = (await primary.brokers()).length;
  const marginIds = Math.max(options.marginIds ?? 2 * ID_BLOCK * brokers, ID_BLOCK * brokers);
  const { highest: primaryHighest } = await primary.drainProducerIds(1);
  const primaryCeiling = ceilingOf(primaryHighest, marginIds);
  let seen = await standby.drainProducerIds(1);
  let rounds = 0;
  while (seen.lowest <= primaryCeiling && rounds < (options.roundsMax ?? 30)) {
    await standby.drainProducerIds(ID_BLOCK);
    seen = await standby.drainProducerIds(1);
    rounds += 1;
  }
  const apart = seen.lowest > primaryCeiling;
  const evidence = [
    `${primary.name} handed out producer ids up to ${primaryHighest}; with ${marginIds} more it reaches ${primaryCeiling}`,
    `${standby.name} hands out ${seen.lowest} and above, after ${rounds} rounds of ${ID_BLOCK} ids a broker`,
  ];
  const result: IdsApart = {
    apart,
    primaryHighest,
    primaryCeiling,
    standbyLowest: seen.lowest,
    standbyHighest: seen.highest,
    marginIds,
    rounds,
    atMs: clock.monotonicMs(),
    evidence,
  };
  const say = apart ? 'Producer ids of both sites are apart.' : 'Producer ids of both sites are not apart.';
  options.emit({
    type: 'failover.ids-apart',
    monotonicMs: result.atMs,
    wallMs: clock.wallMs(),
    say,
    data: { ...result },
  });
  return result;
}
