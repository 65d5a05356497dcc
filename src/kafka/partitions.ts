// Partitions: growth of topics (CreatePartitions v3), proven by the metadata.
import type { PartitionGrowth, Refused } from './administration.ts';
import { type Deadline, pause } from './deadline.ts';
import { Failure } from './failure.ts';
import { describeTopics } from './metadata.ts';
import { refusedOf } from './refused.ts';
import type { Session } from './session.ts';
import { brokerBound } from './topics.ts';

const POLL_MS = 50;
const INVALID_PARTITIONS = 37;

/** Grows topics and waits until every new partition is led. A topic that has the number already is done, so that a repeat is harmless. */
export async function createPartitions(
  session: Session,
  growth: readonly PartitionGrowth[],
  deadline: Deadline,
): Promise<readonly Refused[]> {
  if (growth.length === 0) return [];
  const wanted = new Map(growth.map((one) => [one.topic, one.partitions]));
  const requested = growth.map((one) => ({ name: one.topic, count: one.partitions, assignments: null }));
  const api = session.library.createPartitionsV3.api;
  const answer = await session.any(api, [requested, brokerBound(session, deadline), false], deadline);
  const outcomes = answer.results.map((one) => ({ item: one.name, code: one.errorCode, message: one.errorMessage }));
  // Kafka says INVALID_PARTITIONS for a number that is reached already, too: only the count itself tells these apart.
  const doubtful = outcomes.filter((one) => one.code === INVALID_PARTITIONS).map((one) => one.item);
  const counts = new Map(
    (await describeTopics(session, doubtful, deadline)).map((one) => [one.name, one.partitions.length]),
  );
  const open = outcomes.filter((one) => counts.get(one.item) !== wanted.get(one.item));
  const refused = refusedOf(session, open);
  const refusedTopics = new Set(refused.map((one) => one.item));
  await untilGrown(
    session,
    growth.filter((one) => !refusedTopics.has(one.topic)),
    deadline,
  );
  return refused;
}

async function untilGrown(session: Session, growth: readonly PartitionGrowth[], deadline: Deadline): Promise<void> {
  const names = growth.map((one) => one.topic);
  for (;;) {
    const described = new Map((await describeTopics(session, names, deadline)).map((one) => [one.name, one]));
    const missing = growth.filter((one) => {
      const partitions = described.get(one.topic)?.partitions ?? [];
      return partitions.length < one.partitions || partitions.some((partition) => partition.leader < 0);
    });
    if (missing.length === 0) return;
    if (deadline.left() <= POLL_MS) {
      throw new Failure(
        'timeout',
        `partitions are created, but not led yet: ${missing.map((one) => one.topic).join(', ')}`,
      );
    }
    await pause(POLL_MS, deadline);
  }
}
