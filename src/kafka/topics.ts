// Topics: create, delete, and the configuration of topics and brokers.
import { keyOf } from '../base/core.ts';
import type { NewTopicSpec } from './core.ts';
import { type Deadline, pause } from './deadline.ts';
import { Failure } from './failure.ts';
import { describeTopics } from './metadata.ts';
import type { Session } from './session.ts';

const UNKNOWN_TOPIC_OR_PARTITION = 3;
const RESOURCE_TOPIC = 2;
const RESOURCE_BROKER = 4;
const POLL_MS = 50;

/** Creates the topics and waits until every partition has a leader. All refusals are listed in one error. */
export async function createTopics(
  session: Session,
  topics: readonly NewTopicSpec[],
  deadline: Deadline,
): Promise<void> {
  if (topics.length === 0) return;
  const requested = topics.map((topic) => ({
    name: topic.name,
    numPartitions: topic.partitions,
    replicationFactor: topic.replicationFactor,
    assignments: [],
    configs: Object.entries(topic.configs).map(([name, value]) => ({ name, value })),
  }));
  const boundMs = brokerBound(session, deadline);
  const answer = await session.any(session.library.createTopicsV7.api, [requested, boundMs, false], deadline);
  refuseAll(
    session,
    answer.topics.map((one) => ({ name: one.name, code: one.errorCode, message: one.errorMessage })),
  );
  await untilLed(session, topics, deadline);
}

/** Leaders appear on the brokers a moment after the controller has answered; who writes at once would see errors. */
async function untilLed(session: Session, topics: readonly NewTopicSpec[], deadline: Deadline): Promise<void> {
  const names = topics.map((one) => one.name);
  for (;;) {
    const described = await describeTopics(session, names, deadline);
    const partitions = described.flatMap((one) => one.partitions);
    const expected = topics.reduce((sum, one) => sum + one.partitions, 0);
    const leaderless = partitions.filter((one) => one.leader < 0);
    if (partitions.length === expected && leaderless.length === 0) return;
    if (deadline.left() <= POLL_MS) {
      const which = leaderless.map(keyOf).join(', ') || `${partitions.length} of ${expected} partitions visible`;
      throw new Failure('timeout', `the topics are created, but not led yet: ${which}`);
    }
    await pause(POLL_MS, deadline);
  }
}

/** Deletes topics by name; all refusals are listed in one error. */
export async function deleteTopics(session: Session, names: readonly string[], deadline: Deadline): Promise<void> {
  if (names.length === 0) return;
  const requested = names.map((name) => ({ name, topicId: null }));
  const boundMs = brokerBound(session, deadline);
  const answer = await session.any(session.library.deleteTopicsV6.api, [requested, boundMs], deadline);
  refuseAll(
    session,
    answer.responses.map((one) => ({ name: one.name ?? '', code: one.errorCode, message: one.errorMessage })),
  );
}

/** Effective configuration by topic; missing topics and sensitive values are left out. */
export async function topicConfigs(
  session: Session,
  names: readonly string[],
  deadline: Deadline,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  if (names.length === 0) return new Map();
  const resources = names.map((name) => ({
    resourceType: RESOURCE_TOPIC,
    resourceName: name,
    configurationKeys: null,
  })) as { resourceType: 2; resourceName: string; configurationKeys: null }[];
  const answer = await session.any(session.library.describeConfigsV4.api, [resources, false, false], deadline);
  const found = new Map<string, Readonly<Record<string, string>>>();
  for (const result of answer.results) {
    if (result.errorCode === UNKNOWN_TOPIC_OR_PARTITION) continue;
    session.check(result.errorCode, `configuration of topic ${result.resourceName}`, result.errorMessage);
    found.set(result.resourceName, valuesOf(result.configs));
  }
  return found;
}

/** Effective configuration of one broker, asked at that broker (others do not know its static part). */
export async function brokerConfigs(
  session: Session,
  id: number,
  deadline: Deadline,
): Promise<Readonly<Record<string, string>>> {
  const resource = { resourceType: RESOURCE_BROKER, resourceName: String(id), configurationKeys: null } as const;
  const api = session.library.describeConfigsV4.api;
  const answer = await session.broker(id, api, [[resource], false, false], deadline);
  const result = answer.results[0];
  if (result === undefined) throw new Failure('refused', `broker ${id} answered without its configuration`);
  session.check(result.errorCode, `configuration of broker ${id}`, result.errorMessage);
  return valuesOf(result.configs);
}

function valuesOf(
  configs: readonly {
    readonly name: string;
    readonly value?: string | null | undefined;
    readonly isSensitive: boolean;
  }[],
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const { name, value, isSensitive } of configs) {
    if (!isSensitive && value !== null && value !== undefined) values[name] = value;
  }
  return values;
}

interface Outcome {
  readonly name: string;
  readonly code: number;
  readonly message: string | null | undefined;
}

function refuseAll(session: Session, outcomes: readonly Outcome[]): void {
  const refused = outcomes.filter((one) => one.code !== 0);
  const first = refused[0];
  if (first === undefined) return;
  const others = refused.slice(1).map((one) => `topic ${one.name}: Kafka error ${one.code}`);
  const tail = others.length === 0 ? '' : ` (and ${others.join(', ')})`;
  session.check(first.code, `topic ${first.name}`, `${first.message ?? ''}${tail}`);
}

/** The time the controller may take is less than ours, so that its own answer arrives. */
export function brokerBound(session: Session, deadline: Deadline): number {
  return Math.max(1, Math.floor(Math.min(session.options.requestTimeoutMs, deadline.left()) * 0.8));
}
