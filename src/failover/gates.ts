// Gates before a failover: what must be true of the surviving site, and what is only reported. Pure.
import { type TopicPartition, formatSeconds } from '../base/core.ts';
import type { TopicDescription } from '../kafka/core.ts';
import type { Exposure } from '../replication/core.ts';
import type { IdsApart } from './ids-apart.ts';

export type GateOutcome = 'pass' | 'fail' | 'unknown';

export interface GateResult {
  readonly gate: 'target-healthy' | 'exposure' | 'producer-ids-apart' | 'fence-armed';
  readonly outcome: GateOutcome;
  /** A blocking gate that fails refuses the failover; the others are reported. */
  readonly blocking: boolean;
  readonly say: string;
}

export interface GateReadings {
  readonly partitions: readonly TopicPartition[];
  /** The topics of the flow at the surviving site. */
  readonly topics: readonly TopicDescription[];
  readonly topicConfigs: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly lastExposure: Exposure | null;
  readonly rpoLimitMs: number | null;
  readonly idsApart: IdsApart | null;
  /** Lowest producer id the surviving site's brokers hand out now; null: not asked. */
  readonly standbyLowestId: number | null;
  readonly fence: { readonly name: string; readonly armed: boolean };
}

export function judgeGates(readings: GateReadings): readonly GateResult[] {
  return [targetHealthy(readings), exposureGate(readings), idsGate(readings), fenceGate(readings)];
}

/** The gates that refuse the failover. */
export function blockingFailures(results: readonly GateResult[]): readonly GateResult[] {
  return results.filter((result) => result.blocking && result.outcome === 'fail');
}

function targetHealthy({ topics, topicConfigs, partitions }: GateReadings): GateResult {
  const head = { gate: 'target-healthy', blocking: true } as const;
  if (partitions.length === 0)
    return { ...head, outcome: 'fail', say: 'No partition of the flow exists at the surviving site.' };
  const ill = topics.flatMap((topic) => {
    const wanted = Number(topicConfigs.get(topic.name)?.['min.insync.replicas'] ?? '1');
    return topic.partitions
      .filter((one) => one.leader < 0 || one.isr.length < Math.min(wanted, one.replicas.length))
      .map(
        (one) =>
          `${topic.name}-${one.partition} (${one.leader < 0 ? 'no leader' : `${one.isr.length} in sync, ${wanted} needed`})`,
      );
  });
  if (ill.length === 0) {
    return {
      ...head,
      outcome: 'pass',
      say: `All ${partitions.length} partitions have a leader and enough replicas in sync.`,
    };
  }
  const shown = ill.slice(0, 5).join(', ');
  return { ...head, outcome: 'fail', say: `${ill.length} partitions cannot take writes with acks=all: ${shown}.` };
}

function exposureGate({ lastExposure, rpoLimitMs }: GateReadings): GateResult {
  const head = { gate: 'exposure', blocking: false } as const;
  const limit = rpoLimitMs === null ? 'no limit was declared' : `the limit is ${formatSeconds(rpoLimitMs)}`;
  const certain = lastExposure?.certain;
  if (lastExposure === null || certain === undefined) {
    return {
      ...head,
      outcome: 'unknown',
      say: `What the retired site had and this one lacks was never measured; ${limit}.`,
    };
  }
  const upTo = certain.msAtMost === null ? 'an unknown age' : formatSeconds(certain.msAtMost);
  const say = `At least ${certain.recordsAtLeast} records are missing, up to ${upTo} old; ${limit}.`;
  if (rpoLimitMs === null || certain.msAtMost === null) return { ...head, outcome: 'unknown', say };
  if (certain.msAtLeast > rpoLimitMs) return { ...head, outcome: 'fail', say };
  return { ...head, outcome: certain.msAtMost <= rpoLimitMs ? 'pass' : 'unknown', say };
}

function idsGate({ idsApart, standbyLowestId }: GateReadings): GateResult {
  const head = { gate: 'producer-ids-apart', blocking: false } as const;
  if (idsApart === null) {
    const say =
      'Nobody has checked that both sites hand out different producer ids: moved producers may be acknowledged without being written. Restart producers after the switch.';
    return { ...head, outcome: 'unknown', say };
  }
  const lowest = standbyLowestId ?? idsApart.standbyLowest;
  const apart = lowest > idsApart.primaryCeiling;
  const say = `The retired site had reached producer id ${idsApart.primaryHighest}, this site hands out ${lowest} and above.`;
  return { ...head, outcome: apart ? 'pass' : 'fail', say };
}

function fenceGate({ fence }: GateReadings): GateResult {
  const head = { gate: 'fence-armed', blocking: false } as const;
  if (fence.armed) return { ...head, outcome: 'pass', say: `The fence ${fence.name} is armed.` };
  return {
    ...head,
    outcome: 'fail',
    say: 'No fence is armed at the retired site: if it returns, clients that have not moved write to it (zombie window possible).',
  };
}
