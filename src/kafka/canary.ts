// Canary: one abort marker in every partition, proof that each leader takes writes with min ISR, seen by no consumer.
import { keyOf, type TopicPartition } from '../base/core.ts';
import type { LogRange } from './core.ts';
import { type Deadline, pause } from './deadline.ts';
import { kafkaError } from './errors.ts';
import { logRanges } from './log-ranges.ts';
import type { Session } from './session.ts';

const COORDINATOR_TRANSACTION = 1;
const POLL_MS = 20;
/** Shorter than any sane bound of the caller: if we die in between, the coordinator aborts by itself. */
const TRANSACTION_TIMEOUT_MS = 10_000;
export const CANARY_TRANSACTIONAL_ID = 'tideover-canary';

/**
 * InitProducerId, AddPartitionsToTxn v3 for all partitions, EndTxn v3 (abort): the coordinator writes an abort marker to
 * every leader with acks=all (KafkaApis.handleWriteTxnMarkersRequest), so that min ISR counts. The proof is not the answer
 * but two later looks: the high watermark of every partition moved, and the transaction is CompleteAbort, which the
 * coordinator writes only after every leader has taken its marker. Versions 3 are taken from clients by transaction.version 2, too.
 */
export async function sendCanary(
  session: Session,
  partitions: readonly TopicPartition[],
  deadline: Deadline,
): Promise<readonly LogRange[]> {
  if (partitions.length === 0) return [];
  const before = new Map(
    (await logRanges(session, partitions, 'uncommitted', deadline)).map((one) => [keyOf(one), one.end.offset]),
  );
  await abortEmptyTransaction(session, partitions, deadline);
  for (;;) {
    const now = await logRanges(session, partitions, 'uncommitted', deadline);
    const still = now.filter((one) => one.end.offset <= (before.get(keyOf(one)) ?? -1));
    const state = still.length === 0 ? await transactionState(session, deadline) : 'not asked';
    if (state === 'CompleteAbort' || state === 'Empty') return now;
    if (deadline.left() <= POLL_MS) {
      const detail =
        still.length === 0
          ? `all log ends moved, but the transaction is still ${state}`
          : `no marker arrived in ${still.map((one) => `${keyOf(one)} (end ${one.end.offset})`).join(', ')}`;
      throw kafkaError('TIDE_KAFKA_CANARY', { cluster: session.name, boundMs: deadline.boundMs, detail });
    }
    await pause(POLL_MS, deadline);
  }
}

async function abortEmptyTransaction(
  session: Session,
  partitions: readonly TopicPartition[],
  deadline: Deadline,
): Promise<void> {
  const { initProducerIdV4, addPartitionsToTxnV3, endTxnV3 } = session.library;
  const transactionalId = CANARY_TRANSACTIONAL_ID;
  const coordinator = await session.coordinator(COORDINATOR_TRANSACTION, transactionalId, deadline);
  const parameters: [string, number] = [transactionalId, TRANSACTION_TIMEOUT_MS];
  const producer = await session.broker(coordinator, initProducerIdV4.api, parameters, deadline);
  session.check(producer.errorCode, 'producer id of the canary');
  const identity = { transactionalId, producerId: producer.producerId, producerEpoch: producer.producerEpoch };
  const topics = [...Map.groupBy(partitions, (one) => one.topic)].map(([name, of]) => ({
    name,
    partitions: of.map((one) => one.partition),
  }));
  const added = await session.broker(
    coordinator,
    addPartitionsToTxnV3.api,
    [[{ ...identity, verifyOnly: false, topics }]],
    deadline,
  );
  for (const topic of added.resultsByTransaction.flatMap((one) => one.topicResults)) {
    for (const one of topic.resultsByPartition)
      session.check(one.partitionErrorCode, `${topic.name}-${one.partitionIndex}`);
  }
  const { producerId, producerEpoch } = identity;
  const end: [string, bigint, number, boolean] = [transactionalId, producerId, producerEpoch, false];
  const ended = await session.broker(coordinator, endTxnV3.api, end, deadline);
  session.check(ended.errorCode, 'end of the canary transaction');
}

async function transactionState(session: Session, deadline: Deadline): Promise<string> {
  const coordinator = await session.coordinator(COORDINATOR_TRANSACTION, CANARY_TRANSACTIONAL_ID, deadline);
  const api = session.library.describeTransactionsV0.api;
  const answer = await session.broker(coordinator, api, [[CANARY_TRANSACTIONAL_ID]], deadline);
  const state = answer.transactionStates[0];
  if (state === undefined) return 'unknown';
  session.check(state.errorCode, `transaction ${CANARY_TRANSACTIONAL_ID}`);
  return state.transactionState;
}
