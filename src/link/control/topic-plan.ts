// Plan of mirrored topics: from what both sites have, what is remembered and the policy, to changes with reasons, and alarms. Pure.
import { selects } from '../../replication/core.ts';
import type { ControlAlarm } from './alarm.ts';
import {
  appendTimeAlarm,
  copyAlarm,
  growthAlarm,
  minIsrAlarm,
  notCarriedAlarm,
  replicationAlarm,
  sourceAlarm,
} from './topic-alarms.ts';
import { settingChanges } from './topic-drift.ts';
import { restoreOf, wantedSettings } from './topic-settings.ts';
import type { SiteSnapshot, TopicChange, TopicMemory, TopicPlan, TopicPolicy, TopicSnapshot } from './topic-shapes.ts';

/** Never mirrored, not even when named: each cluster writes its own. */
const INTERNAL: ReadonlySet<string> = new Set([
  '__consumer_offsets',
  '__transaction_state',
  '__share_group_state',
  '__cluster_metadata',
  '__remote_log_metadata',
]);

/** A topic that begins with two underscores belongs to some machinery: it must be named, an expression does not mean it. */
export function isMirrored(topic: string, policy: TopicPolicy): boolean {
  if (INTERNAL.has(topic) || selects(policy.exclude, topic)) return false;
  return topic.startsWith('__') ? policy.topics.includes(topic) : selects(policy.topics, topic);
}

/**
 * Plans one look. Planning again after applying plans nothing (idempotent). Nothing is ever deleted: a topic that is gone at
 * the source keeps its copy, and one that was made anew (its id changed) is held until somebody decides.
 */
export function planTopics(
  source: SiteSnapshot,
  target: SiteSnapshot,
  policy: TopicPolicy,
  memory: readonly TopicMemory[],
): TopicPlan {
  const atSource = new Map(source.topics.map((one) => [one.name, one]));
  const atTarget = new Map(target.topics.map((one) => [one.name, one]));
  const remembered = new Map(memory.map((one) => [one.topic, one]));
  const names = new Set([...atSource.keys(), ...remembered.keys()].filter((name) => isMirrored(name, policy)));
  const changes: TopicChange[] = [];
  const alarms: ControlAlarm[] = [];
  const held = new Set<string>();
  const next = new Map(remembered);
  for (const name of [...names].sort()) {
    const has = atSource.get(name);
    const copy = atTarget.get(name);
    const known = remembered.get(name);
    const stop = sourceAlarm(name, has, known) ?? copyAlarm(name, copy, known);
    if (stop !== undefined) alarms.push(stop);
    if (stop?.weight === 'hold') held.add(name);
    if (has === undefined || held.has(name)) continue;
    const one = planTopic(has, copy, target, policy, known);
    changes.push(...one.changes);
    alarms.push(...one.alarms);
    const restore = restoreOf(wantedSettings(name, has.settings, policy), has.settings);
    next.set(name, { topic: name, sourceId: has.id, targetId: copy?.id ?? null, restore });
  }
  return { changes, alarms, held, memory: [...next.values()].sort((a, b) => (a.topic < b.topic ? -1 : 1)) };
}

function planTopic(
  source: TopicSnapshot,
  copy: TopicSnapshot | undefined,
  target: SiteSnapshot,
  policy: TopicPolicy,
  memory: TopicMemory | undefined,
): { readonly changes: readonly TopicChange[]; readonly alarms: readonly ControlAlarm[] } {
  const { brokers, knownSettings } = target;
  const replicationFactor = Math.max(1, Math.min(source.replicationFactor, brokers));
  const alarms = [notCarriedAlarm(source), appendTimeAlarm(source)];
  if (copy === undefined) {
    alarms.push(replicationAlarm(source, replicationFactor, brokers));
    return { changes: [creation(source, replicationFactor, policy, knownSettings)], alarms: alarms.filter(isSaid) };
  }
  const changes: TopicChange[] = [];
  if (copy.partitions < source.partitions) {
    const why = 'the source has grown; records of new partitions have no place until the copy grows too';
    changes.push({ kind: 'grow', topic: source.name, from: copy.partitions, to: source.partitions, why });
  }
  const settings = settingChanges(source, copy, policy, memory);
  const risky = settings.changes.filter((one) => one.setting === 'min.insync.replicas' && copy.emptyIsr > 0);
  changes.push(...settings.changes.filter((one) => !risky.includes(one)));
  alarms.push(
    growthAlarm(source, copy),
    replicationAlarm(source, copy.replicationFactor, brokers),
    risky.length > 0 ? minIsrAlarm(copy) : undefined,
    ...settings.alarms,
  );
  return { changes, alarms: alarms.filter(isSaid) };
}

function creation(
  source: TopicSnapshot,
  replicationFactor: number,
  policy: TopicPolicy,
  knownSettings: ReadonlySet<string> | null,
): TopicChange {
  const configs: Record<string, string> = {};
  for (const { setting, value } of wantedSettings(source.name, source.settings, policy)) {
    if (value !== null && (knownSettings?.has(setting) ?? true)) configs[setting] = value;
  }
  const { name: topic, partitions } = source;
  const why = `the source has it with ${partitions} partitions and replication factor ${source.replicationFactor}`;
  return { kind: 'create', topic, partitions, replicationFactor, configs, why };
}

function isSaid(alarm: ControlAlarm | undefined): alarm is ControlAlarm {
  return alarm !== undefined;
}
