// Settings of a mirrored topic: what the copy must have, from the source's settings and the policy, each with its reason. Pure.
import type { Setting, Settings } from '../../kafka/core.ts';
import type { TopicPolicy } from './topic-shapes.ts';

/** Long.MAX_VALUE: no limit on a record's timestamp. */
export const NO_LIMIT = '9223372036854775807';
/** Kafka's default of max.message.bytes; the copy is never below it, because a source's older batches may be larger than its present limit. */
const MAX_MESSAGE_BYTES_FLOOR = 1_048_588;
/** Kafka 4 refuses smaller segments (KIP-1030). */
const SEGMENT_BYTES_FLOOR = 1_048_576;

/** A wanted value; null: no override at the copy. */
export interface WantedSetting {
  readonly setting: string;
  readonly value: string | null;
  readonly why: string;
  readonly forced: boolean;
}

/** Compared by their effective values: brokers of two clusters may have different defaults, and these decide what is lost. */
const BY_EFFECT: ReadonlySet<string> = new Set([
  'min.insync.replicas',
  'unclean.leader.election.enable',
  'cleanup.policy',
  'retention.ms',
  'retention.bytes',
  'delete.retention.ms',
  'min.compaction.lag.ms',
  'max.compaction.lag.ms',
]);

/** Never carried: they name brokers or storage of one cluster, or Kafka 4 does not know them any more. */
const LOCAL = /^(leader|follower)\.replication\.throttled\.replicas$|^remote\.|^local\.retention\.|^internal\./;
const GONE: ReadonlySet<string> = new Set([
  'message.format.version',
  'message.downconversion.enable',
  'message.timestamp.difference.max.ms',
]);

export function isCarried(setting: string): boolean {
  return !LOCAL.test(setting) && !GONE.has(setting);
}

/** Overrides of the source that the copy does not get although they say something about its data. */
export function notCarried(source: Settings): readonly string[] {
  return Object.keys(source).filter((name) => source[name]?.source === 'topic' && name.startsWith('remote.'));
}

/**
 * The settings the copy must have, whatever it has now. Forced: without them a batch would be refused, rewritten or deleted.
 * - retention is copied as it is: the copy's records carry the source's timestamps, so both delete at the same age. Not for a
 *   LogAppendTime source: its copy holds the producers' own times, which may be old, so that time retention would delete
 *   records just written. It is held until promotion.
 */
export function wantedSettings(topic: string, source: Settings, policy: TopicPolicy): readonly WantedSetting[] {
  const wanted = new Map<string, WantedSetting>();
  for (const [setting, { value, source: from }] of Object.entries(source)) {
    if (!isCarried(setting)) continue;
    if (from === 'topic') wanted.set(setting, { setting, value, forced: false, why: 'the source topic sets it' });
    else if (BY_EFFECT.has(setting)) {
      const why = `the source has it from its brokers' configuration (${from})`;
      wanted.set(setting, { setting, value, forced: false, why });
    }
  }
  for (const one of [...forced(source), ...retention(source, policy), ...seeding(topic, source, policy)]) {
    wanted.set(one.setting, one);
  }
  const segment = wanted.get('segment.bytes');
  if (segment?.value !== undefined && Number(segment.value) < SEGMENT_BYTES_FLOOR) {
    const why = `Kafka 4 takes no segment below 1 MiB (KIP-1030); the source has ${segment.value}`;
    wanted.set('segment.bytes', { setting: 'segment.bytes', value: String(SEGMENT_BYTES_FLOOR), forced: true, why });
  }
  return [...wanted.values()].filter((one) => one.forced || !policy.keep.includes(one.setting));
}

export const APPEND_TIME = 'LogAppendTime';

export function isAppendTime(source: Settings): boolean {
  return source['message.timestamp.type']?.value === APPEND_TIME;
}

function forced(source: Settings): readonly WantedSetting[] {
  const bytes = Math.max(Number(source['max.message.bytes']?.value ?? 0), MAX_MESSAGE_BYTES_FLOOR);
  const rows: readonly (readonly [string, string, string])[] = [
    ['compression.type', 'producer', 'any other value makes the target recompress every batch'],
    ['message.timestamp.type', 'CreateTime', "LogAppendTime would replace the records' timestamps"],
    ['message.timestamp.after.max.ms', NO_LIMIT, 'since Kafka 4.0 a record more than 1 h ahead is refused'],
    ['message.timestamp.before.max.ms', NO_LIMIT, 'old records must be taken'],
    ['max.message.bytes', String(bytes), 'at least what the source takes'],
  ];
  return rows.map(([setting, value, why]) => ({ setting, value, why, forced: true }));
}

function retention(source: Settings, policy: TopicPolicy): readonly WantedSetting[] {
  const forever = (setting: string, why: string): WantedSetting => ({ setting, value: '-1', why, forced: true });
  if (policy.retention === 'hold') {
    const why = 'the policy holds retention while the topic is mirrored';
    return [forever('retention.ms', why), forever('retention.bytes', why)];
  }
  if (!isAppendTime(source)) return [];
  return [forever('retention.ms', "the copy holds the producers' own times; time retention would delete new records")];
}

function seeding(topic: string, source: Settings, policy: TopicPolicy): readonly WantedSetting[] {
  if (!policy.seeding.includes(topic) || source['cleanup.policy']?.value === 'delete') return [];
  const why = 'its start offset is being made, and a compacted topic refuses records without a key';
  return [{ setting: 'cleanup.policy', value: 'delete', why, forced: true }];
}

/** What a forced setting becomes at promotion: the source's override, or none. Not segment.bytes: the target refuses the source's. */
export function restoreOf(wanted: readonly WantedSetting[], source: Settings): Readonly<Record<string, string | null>> {
  const restore: Record<string, string | null> = {};
  for (const { setting, forced: isForced } of wanted) {
    if (isForced && setting !== 'segment.bytes') restore[setting] = promoted(setting, source[setting]);
  }
  return restore;
}

/** Of a setting that decides what is lost, the source's effective value; of others its override only. */
function promoted(setting: string, has: Setting | undefined): string | null {
  if (has === undefined) return null;
  return has.source === 'topic' || BY_EFFECT.has(setting) || setting === 'message.timestamp.type' ? has.value : null;
}
