// Topic sync: one look at both sites, the plan, and its application, in rounds; alarms are said when they are new.
import type { Cluster } from '../../kafka/core.ts';
import type { ControlAlarm } from './alarm.ts';
import { renderChange } from './render.ts';
import { applyTopics } from './topic-apply.ts';
import { isMirrored, planTopics } from './topic-plan.ts';
import { readSite } from './topic-read.ts';
import type { SiteSnapshot, TopicMemory, TopicPlan, TopicPolicy } from './topic-shapes.ts';
import { type ControlWorld, tell } from './world.ts';

export interface TopicSyncOptions {
  /** Asked in every round: topics that are being seeded come and go. */
  readonly policy: () => TopicPolicy;
  /** What an earlier life of the link kept. */
  readonly memory: readonly TopicMemory[];
  /** Called after each round whose memory differs, before the next one begins; it must be durable when it resolves. */
  readonly keep: (memory: readonly TopicMemory[]) => Promise<void>;
  /** Called when topics or partitions have come to be at the target. */
  readonly onMade?: () => void;
}

export interface TopicSync {
  /** Reads, plans and applies once. Throws TideError when a cluster cannot be reached or denies a look. */
  round(): Promise<void>;
  alarms(): readonly ControlAlarm[];
  /** Topics that must not be carried now. */
  held(): ReadonlySet<string>;
  memory(): readonly TopicMemory[];
}

/** Reads both sites and plans; changes nothing. */
export async function planOnClusters(
  source: Cluster,
  target: Cluster,
  policy: TopicPolicy,
  memory: readonly TopicMemory[],
): Promise<{ readonly plan: TopicPlan; readonly source: SiteSnapshot; readonly target: SiteSnapshot }> {
  const remembered = memory.map((one) => one.topic);
  const wanted = (topic: string): boolean => isMirrored(topic, policy);
  const atSource = await readSite(source, wanted, remembered);
  const names = new Set([...atSource.topics.map((one) => one.name), ...remembered]);
  const atTarget = await readSite(target, (topic) => names.has(topic), remembered);
  return { plan: planTopics(atSource, atTarget, policy, memory), source: atSource, target: atTarget };
}

export function topicSync(source: Cluster, target: Cluster, options: TopicSyncOptions, world: ControlWorld): TopicSync {
  let memory = options.memory;
  let alarms: readonly ControlAlarm[] = [];
  let held: ReadonlySet<string> = new Set();
  const said = new Set<string>();

  const round = async (): Promise<void> => {
    const { plan } = await planOnClusters(source, target, options.policy(), memory);
    held = plan.held;
    alarms = plan.alarms;
    sayNew(alarms, said, world);
    const applied = await applyTopics(target, plan, memory);
    for (const change of applied.done) {
      const { topic, kind, why } = change;
      tell(world, 'control.topic-changed', renderChange(change), { topic, kind, what: change, why });
    }
    if (applied.done.some(({ kind }) => kind !== 'set')) options.onMade?.();
    for (const { item, code, name, say } of applied.refused) {
      tell(world, 'control.change-refused', `The target refused a change: ${say}`, { item, code, name });
    }
    if (JSON.stringify(applied.memory) !== JSON.stringify(memory)) await options.keep(applied.memory);
    memory = applied.memory;
  };
  return { round, alarms: () => alarms, held: () => held, memory: () => memory };
}

/** Says an alarm when it appears, and again when it had gone and came back. */
function sayNew(alarms: readonly ControlAlarm[], said: Set<string>, world: ControlWorld): void {
  const now = new Set(alarms.map((one) => one.say));
  for (const sentence of said) if (!now.has(sentence)) said.delete(sentence);
  for (const { code, about, weight, say, next } of alarms) {
    if (said.has(say)) continue;
    said.add(say);
    tell(world, 'control.topic-alarm', say, { code, about, weight, next });
  }
}
