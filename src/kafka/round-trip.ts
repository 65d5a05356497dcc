// Round trip: one record written with acks=all and read back at the offset the broker acknowledged.
import { randomBytes } from 'node:crypto';
import { keyOf, type TopicPartition } from '../base/core.ts';
import { systemClock } from '../base/index.ts';
import { type Deadline, pause } from './deadline.ts';
import { kafkaError } from './errors.ts';
import { Failure } from './failure.ts';
import { groupByLeader } from './log-ranges.ts';
import type { Session } from './session.ts';

const ACKS_ALL = -1;
const FETCH_BYTES = 65_536;
const FETCH_WAIT_MS = 100;

export interface RoundTrip {
  readonly offset: number;
  readonly produceMs: number;
  readonly fetchMs: number;
}

/** Throws Failure, or TIDE_KAFKA_ROUND_TRIP when the acknowledged offset holds another record. */
export async function makeRoundTrip(session: Session, tp: TopicPartition, deadline: Deadline): Promise<RoundTrip> {
  const leader = [...(await groupByLeader(session, [tp], deadline)).keys()][0]!;
  const value = randomBytes(24);
  const started = systemClock.monotonicMs();
  const offset = await produce(session, leader, tp, value, deadline);
  const acknowledged = systemClock.monotonicMs();
  await readBack(session, leader, tp, offset, value, deadline);
  return {
    offset: Number(offset),
    produceMs: acknowledged - started,
    fetchMs: systemClock.monotonicMs() - acknowledged,
  };
}

async function produce(
  session: Session,
  leader: number,
  tp: TopicPartition,
  value: Buffer,
  deadline: Deadline,
): Promise<bigint> {
  const boundMs = Math.max(1, Math.floor(deadline.left()));
  const record = { topic: tp.topic, partition: tp.partition, value };
  // No producer id: a probe must not use up ids, nor collide with those of a site that clients move to (law 33).
  const api = session.library.produceV9.api;
  const answer = await session.broker(leader, api, [ACKS_ALL, boundMs, [record], {}], deadline);
  if (typeof answer === 'boolean')
    throw new Failure('refused', `${keyOf(tp)}: acks=all was answered without an offset`);
  const written = answer.responses[0]?.partitionResponses[0];
  if (written === undefined) throw new Failure('refused', `${keyOf(tp)}: the broker's answer names no partition`);
  session.check(written.errorCode, keyOf(tp), written.errorMessage);
  return written.baseOffset;
}

async function readBack(
  session: Session,
  leader: number,
  tp: TopicPartition,
  offset: bigint,
  value: Buffer,
  deadline: Deadline,
): Promise<void> {
  const partition = {
    partition: tp.partition,
    currentLeaderEpoch: -1,
    fetchOffset: offset,
    lastFetchedEpoch: -1,
    partitionMaxBytes: FETCH_BYTES,
  };
  const topics = [{ topicId: tp.topic, partitions: [partition] }];
  const api = session.library.fetchV12.api;
  for (;;) {
    const answer = await session.broker(
      leader,
      api,
      [FETCH_WAIT_MS, 1, FETCH_BYTES, 0, 0, -1, topics, [], ''],
      deadline,
    );
    session.check(answer.errorCode, keyOf(tp));
    const read = answer.responses[0]?.partitions[0];
    if (read !== undefined) session.check(read.errorCode, keyOf(tp));
    for (const batch of read?.records ?? []) {
      const record = batch.records.find((one) => batch.firstOffset + BigInt(one.offsetDelta) === offset);
      if (record === undefined) continue;
      if (record.value !== null && record.value.equals(value)) return;
      const detail = `offset ${offset} was acknowledged for our record, but holds another one`;
      throw kafkaError('TIDE_KAFKA_ROUND_TRIP', { cluster: session.name, partition: keyOf(tp), detail });
    }
    if (deadline.left() <= 0)
      throw new Failure('timeout', `${keyOf(tp)}: offset ${offset} was acknowledged but not readable`);
    await pause(1, deadline);
  }
}
