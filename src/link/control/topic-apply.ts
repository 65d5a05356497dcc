// Applies a topic plan: creates, grows and sets at the target; a topic that is refused does not keep the others waiting.
import { isTideError } from '../../base/core.ts';
import type { Cluster, Refused } from '../../kafka/core.ts';
import { planPromotion } from './topic-promotion.ts';
import { readSite } from './topic-read.ts';
import type { TopicChange, TopicMemory, TopicPlan } from './topic-shapes.ts';

const TOPICS_PER_REQUEST = 50;
const TOPIC_ALREADY_EXISTS = 36;

type Creation = Extract<TopicChange, { kind: 'create' }>;

export interface TopicsApplied {
  readonly done: readonly TopicChange[];
  readonly refused: readonly Refused[];
  /** What to keep: the plan's memory, and the old one of topics whose changes were refused, so that they are planned again. */
  readonly memory: readonly TopicMemory[];
}

/** Throws TideError when the target cannot be reached; planning and applying again then goes on from what is there. */
export async function applyTopics(
  target: Cluster,
  plan: TopicPlan,
  before: readonly TopicMemory[],
): Promise<TopicsApplied> {
  const refused = [
    ...(await createAll(
      target,
      plan.changes.filter((one) => one.kind === 'create'),
    )),
    ...(await target.createPartitions(
      plan.changes.filter((one) => one.kind === 'grow').map(({ topic, to }) => ({ topic, partitions: to })),
    )),
    ...(await target.alterTopicSettings(
      plan.changes.filter((one) => one.kind === 'set').map(({ topic, setting, to }) => ({ topic, setting, value: to })),
    )),
  ];
  const failed = new Set(refused.map((one) => one.item));
  const old = new Map(before.map((one) => [one.topic, one]));
  const memory = plan.memory.flatMap((one) => {
    if (!failed.has(one.topic)) return [one];
    const kept = old.get(one.topic);
    return kept === undefined ? [] : [kept];
  });
  return { done: plan.changes.filter((one) => !failed.has(one.topic)), refused, memory };
}

/** Many at once; when one of them is refused, each of the others by itself. */
async function createAll(target: Cluster, creations: readonly Creation[]): Promise<readonly Refused[]> {
  const refused: Refused[] = [];
  for (let i = 0; i < creations.length; i += TOPICS_PER_REQUEST) {
    const piece = creations.slice(i, i + TOPICS_PER_REQUEST);
    try {
      await target.createTopics(piece.map(specOf));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      for (const one of piece) refused.push(...(await createOne(target, one)));
    }
  }
  return refused;
}

async function createOne(target: Cluster, creation: Creation): Promise<readonly Refused[]> {
  try {
    await target.createTopics([specOf(creation)]);
    return [];
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const code = Number(error.fields['kafkaCode'] ?? 0);
    // The first request of the piece made it.
    if (code === TOPIC_ALREADY_EXISTS) return [];
    return [{ item: creation.topic, code, name: error.code, say: error.why }];
  }
}

function specOf({ topic: name, partitions, replicationFactor, configs }: Creation): {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly configs: Readonly<Record<string, string>>;
} {
  return { name, partitions, replicationFactor, configs };
}

function isRefusal(error: unknown): error is Error & {
  readonly code: string;
  readonly why: string;
  readonly fields: Readonly<Record<string, unknown>>;
} {
  return isTideError(error) && (error.code === 'TIDE_KAFKA_REQUEST' || error.code === 'TIDE_KAFKA_DENIED');
}

/** Gives the copies back what was forced while they were mirrored; repeating it changes nothing. */
export async function promoteTopics(
  target: Cluster,
  memory: readonly TopicMemory[],
): Promise<{ readonly done: readonly TopicChange[]; readonly refused: readonly Refused[] }> {
  const names = memory.map((one) => one.topic);
  const changes = planPromotion(memory, await readSite(target, () => false, names));
  const { done, refused } = await applyTopics(target, { changes, alarms: [], held: new Set(), memory }, memory);
  return { done, refused };
}
