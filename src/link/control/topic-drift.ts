// Drift of settings: where an existing copy differs from what it must have; reconciled or only reported, as declared. Pure.
import type { ControlAlarm } from './alarm.ts';
import { driftAlarm } from './topic-alarms.ts';
import { isCarried, type WantedSetting, wantedSettings } from './topic-settings.ts';
import type { TopicChange, TopicMemory, TopicPolicy, TopicSnapshot } from './topic-shapes.ts';

type SetChange = Extract<TopicChange, { kind: 'set' }>;

/**
 * Forced settings are always set back; others follow the source, or are reported, by policy. What was forced at the last look
 * and is not any more (a start offset was made, a hold ended) is our own doing: it goes back by either policy.
 */
export function settingChanges(
  source: TopicSnapshot,
  copy: TopicSnapshot,
  policy: TopicPolicy,
  memory: TopicMemory | undefined,
): { readonly changes: readonly SetChange[]; readonly alarms: readonly ControlAlarm[] } {
  const wanted = wantedSettings(source.name, source.settings, policy);
  const differing = [
    ...wanted.filter((one) => differs(one, copy)).map((one) => change(one, copy)),
    ...surplus(wanted, copy, policy),
  ];
  const isOurs = (one: SetChange): boolean => one.forced || memory?.restore[one.setting] !== undefined;
  const changes = differing.filter((one) => policy.drift === 'follow-source' || isOurs(one));
  const alarms = differing.filter((one) => !changes.includes(one)).map(driftAlarm);
  return { changes, alarms };
}

/** A setting the target does not know (an older Kafka) is not missing: it would refuse it. */
function differs(wanted: WantedSetting, copy: TopicSnapshot): boolean {
  const has = copy.settings[wanted.setting];
  if (has === undefined) return false;
  if (wanted.setting === 'max.message.bytes') return Number(has.value) < Number(wanted.value);
  return normal(has.value) !== normal(wanted.value ?? '');
}

/** `compact,delete` and `delete, compact` are one policy. */
function normal(value: string): string {
  return value.includes(',')
    ? value
        .split(',')
        .map((part) => part.trim())
        .sort()
        .join(',')
    : value;
}

function change(wanted: WantedSetting, copy: TopicSnapshot): SetChange {
  const { setting, value: to, forced, why } = wanted;
  return { kind: 'set', topic: copy.name, setting, from: copy.settings[setting]?.value ?? null, to, forced, why };
}

/** Overrides that only the copy has. */
function surplus(wanted: readonly WantedSetting[], copy: TopicSnapshot, policy: TopicPolicy): readonly SetChange[] {
  const known = new Set([...wanted.map((one) => one.setting), ...policy.keep]);
  return Object.entries(copy.settings)
    .filter(([setting, has]) => has.source === 'topic' && !known.has(setting) && isCarried(setting))
    .map(([setting, has]) => ({
      kind: 'set',
      topic: copy.name,
      setting,
      from: has.value,
      to: null,
      forced: false,
      why: 'the source topic does not set it',
    }));
}
