// Topic settings: read with the source of each value, and changed one by one (DescribeConfigs v4, IncrementalAlterConfigs v1).
import type { Refused, Setting, SettingChange, Settings, SettingSource } from './administration.ts';
import type { Deadline } from './deadline.ts';
import { refusedOf } from './refused.ts';
import type { KafkaLibrary } from './library.ts';
import type { Session } from './session.ts';

const UNKNOWN_TOPIC_OR_PARTITION = 3;
const RESOURCE_TOPIC = 2;
const SET = 0;
const DELETE = 1;

type Request = Parameters<KafkaLibrary['incrementalAlterConfigsV1']['createRequest']>[0];
type Step = Request[number]['configs'][number];

/** ConfigSource of DescribeConfigsResponse. */
const SOURCES: Readonly<Record<number, SettingSource>> = {
  1: 'topic',
  2: 'broker',
  3: 'broker-default',
  4: 'static',
  5: 'default',
};

/** Every setting of the topics with its effective value and where that comes from; missing topics and sensitive values are left out. */
export async function readTopicSettings(
  session: Session,
  names: readonly string[],
  deadline: Deadline,
): Promise<ReadonlyMap<string, Settings>> {
  const found = new Map<string, Settings>();
  if (names.length === 0) return found;
  const resources = names.map((resourceName) => ({
    resourceType: RESOURCE_TOPIC as 2,
    resourceName,
    configurationKeys: null,
  }));
  const answer = await session.any(session.library.describeConfigsV4.api, [resources, false, false], deadline);
  for (const result of answer.results) {
    if (result.errorCode === UNKNOWN_TOPIC_OR_PARTITION) continue;
    session.check(result.errorCode, `configuration of topic ${result.resourceName}`, result.errorMessage);
    const settings: Record<string, Setting> = {};
    for (const { name, value, isSensitive, configSource } of result.configs) {
      if (isSensitive || value === null || value === undefined) continue;
      settings[name] = { value, source: SOURCES[configSource] ?? 'other' };
    }
    found.set(result.resourceName, settings);
  }
  return found;
}

/** The changes of one topic go together: Kafka takes or refuses them as a whole. */
export async function alterTopicSettings(
  session: Session,
  changes: readonly SettingChange[],
  deadline: Deadline,
): Promise<readonly Refused[]> {
  if (changes.length === 0) return [];
  const resources = [...Map.groupBy(changes, (one) => one.topic)].map(([resourceName, of]) => ({
    resourceType: RESOURCE_TOPIC as 2,
    resourceName,
    configs: of.map(
      ({ setting, value }): Step =>
        value === null ? { name: setting, configOperation: DELETE } : { name: setting, configOperation: SET, value },
    ),
  }));
  const api = session.library.incrementalAlterConfigsV1.api;
  const answer = await session.any(api, [resources, false], deadline);
  return refusedOf(
    session,
    answer.responses.map((one) => ({ item: one.resourceName, code: one.errorCode, message: one.errorMessage })),
  );
}
