// What a failover reads of the surviving site before it plans: the flow's partitions, its groups, the gates. Never asks the source.
import type { TopicDescription } from '../kafka/core.ts';
import { selects } from '../replication/core.ts';
import { within } from '../runbook/index.ts';
import type { FailoverContext, Findings } from './context.ts';
import { type GateResult, judgeGates } from './gates.ts';

const OURS = /^__|^mm2|\.internal$|^tideover-/;
const IDS_MS = 1000;

export interface TargetReading {
  readonly topics: readonly TopicDescription[];
  readonly findings: Findings;
}

export async function readTarget(context: FailoverContext): Promise<TargetReading> {
  const { target, mechanism } = context;
  const { flow } = mechanism;
  const [all, groups] = await Promise.all([target.topics(), context.groups ?? selectedGroups(context)]);
  const topics = all.filter(({ name }) => selects(flow.topics, name) && !OURS.test(name));
  const partitions = topics.flatMap((topic) =>
    topic.partitions.map(({ partition }) => ({ topic: topic.name, partition })),
  );
  const findings: Findings = {
    partitions,
    groups: [...groups].sort(),
    fence: null,
    stopProof: null,
    cut: null,
    plans: null,
    promotedPositions: [],
  };
  return { topics, findings };
}

async function selectedGroups({ target, mechanism }: FailoverContext): Promise<readonly string[]> {
  const groups = await target.groups();
  return groups
    .map((one) => one.group)
    .filter((group) => selects(mechanism.flow.groups, group) && !/^console-consumer-|^connect-|-mm2$/.test(group));
}

export async function readGates(context: FailoverContext, reading: TargetReading): Promise<readonly GateResult[]> {
  const { target, fence } = context;
  const [topicConfigs, ids] = await Promise.all([
    target.topicConfigs(reading.topics.map((topic) => topic.name)),
    // Only reported, so it may not hold anybody up.
    within(target.drainProducerIds(1), IDS_MS, context.signal).catch(() => ({ in: 'timeout' }) as const),
  ]);
  return judgeGates({
    partitions: reading.findings.partitions,
    topics: reading.topics,
    topicConfigs,
    lastExposure: context.lastExposure,
    rpoLimitMs: context.rpoLimitMs ?? null,
    idsApart: context.idsApart ?? null,
    standbyLowestId: ids.in === 'time' ? ids.value.lowest : null,
    fence,
  });
}
