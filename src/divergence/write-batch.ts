// Writes one batch of a recovery exactly once: sent, looked for before it is ever sent again, and read back where the broker says it stands.
import { type TopicPartition, keyOf } from '../base/core.ts';
import type { ProducedPartition, RawCluster } from '../kafka/core.ts';
import { type DecodedRecord, encodeBatch } from '../wire/core.ts';
import { divergenceError } from './errors.ts';
import { readBatches } from './read-log.ts';
import { marksOf, visibleRecords } from './records.ts';
import { PATIENCE, type Patience, type Route, findRoute, isPassing, isSilence, logEndsOf } from './route.ts';
import { pause } from './world.ts';

export interface RecoveryBatch {
  readonly target: TopicPartition;
  /** At least one; offsets are given by the broker. */
  readonly records: readonly DecodedRecord[];
  readonly producerId: bigint;
  readonly sequence: number;
  /** Log end of the target before the batch was first sent. */
  readonly logEnd: number;
  /** The broker's own bound for acks=all. */
  readonly produceTimeoutMs: number;
  readonly patience?: Patience;
}

/** A batch as a whole is larger than the target takes; the caller cuts it. */
export const TOO_LARGE = 'too-large';

const OUT_OF_ORDER_SEQUENCE = 45;
const DUPLICATE_SEQUENCE = 46;
const TOO_LARGE_CODES: ReadonlySet<number> = new Set([10, 18]);
const NAMES: Readonly<Record<number, string>> = {
  10: 'MESSAGE_TOO_LARGE: the record is larger than max.message.bytes of the topic',
  17: 'INVALID_TOPIC_EXCEPTION',
  18: 'RECORD_LIST_TOO_LARGE',
  29: 'TOPIC_AUTHORIZATION_FAILED: this principal needs WRITE on the topic',
  31: 'CLUSTER_AUTHORIZATION_FAILED: this principal needs IDEMPOTENT_WRITE or WRITE on a topic',
  32: 'INVALID_TIMESTAMP: the topic refuses so old or so new a timestamp (message.timestamp.before.max.ms, .after.max.ms)',
  44: 'POLICY_VIOLATION',
  45: 'OUT_OF_ORDER_SEQUENCE_NUMBER: another recovery of the same archive writes there',
  47: 'INVALID_PRODUCER_EPOCH',
  87: 'INVALID_RECORD: a compacted topic takes no record without a key',
};

/** Resolves with the base offset. Throws TIDE_DIVERGENCE_NOT_WRITTEN or _READ_BACK. */
export async function writeBatch(surviving: RawCluster, batch: RecoveryBatch): Promise<number | typeof TOO_LARGE> {
  const patience = batch.patience ?? PATIENCE;
  let route: Route | null = null;
  let detail = 'it gave no answer';
  for (let attempt = 0; attempt < patience.attemptsMax; attempt += 1) {
    if (attempt > 0) {
      await pause(patience.pauseMs);
      // Never blindly again: producer state may be gone (law 3), so the log itself is asked.
      const there = await findBatch(surviving, batch);
      if (there !== null) return readBack(surviving, batch, there);
    }
    try {
      route ??= await findRoute(surviving, batch.target);
      if (route === null) continue;
      const answer = await send(surviving, route, batch);
      if (answer.error === 0) return await readBack(surviving, batch, answer.baseOffset);
      detail = `Kafka error ${answer.error} ${NAMES[answer.error] ?? answer.message ?? ''}`.trim();
      if (TOO_LARGE_CODES.has(answer.error) && batch.records.length > 1) return TOO_LARGE;
      if (answer.error === DUPLICATE_SEQUENCE || answer.error === OUT_OF_ORDER_SEQUENCE) {
        const there = await findBatch(surviving, batch);
        if (there !== null) return await readBack(surviving, batch, there);
      }
      if (!isPassing(answer.error)) break;
    } catch (error) {
      if (!isSilence(error)) throw error;
      detail = (error as Error).message;
    }
    route = null;
  }
  const fields = { cluster: surviving.name, partition: keyOf(batch.target), detail };
  throw divergenceError('TIDE_DIVERGENCE_NOT_WRITTEN', fields);
}

async function send(surviving: RawCluster, route: Route, batch: RecoveryBatch): Promise<ProducedPartition> {
  const { producerId, sequence: baseSequence } = batch;
  const bytes = encodeBatch({
    records: batch.records.map((record, i) => ({ ...record, offset: i })),
    codec: 'none',
    stamp: { producerId, producerEpoch: 0, baseSequence },
  });
  const { topic, partition, topicId } = route;
  const answer = await surviving.produce(
    route.leader,
    {
      acks: -1,
      timeoutMs: batch.produceTimeoutMs,
      transactionalId: null,
      partitions: [{ topic, partition, topicId, batch: [bytes] }],
    },
    'divergence-write',
  );
  const [produced] = answer.partitions;
  if (produced !== undefined) return produced;
  const fields = { cluster: surviving.name, partition: keyOf(batch.target), detail: 'The answer names no partition' };
  throw divergenceError('TIDE_DIVERGENCE_NOT_WRITTEN', fields);
}

/** Base offset of a batch with our producer id and sequence at or behind the log end noted before it was sent; null: not there. */
export async function findBatch(
  surviving: RawCluster,
  batch: Pick<RecoveryBatch, 'target' | 'producerId' | 'sequence' | 'logEnd' | 'patience'>,
): Promise<number | null> {
  const { start, end } = (await logEndsOf(surviving, [batch.target], batch.patience)).get(keyOf(batch.target))!;
  const range = { from: Math.max(batch.logEnd, start), to: end };
  for await (const { header } of readBatches(surviving, batch.target, range, batch.patience))
    if (header.producerId === batch.producerId && header.baseSequence === batch.sequence) return header.baseOffset;
  return null;
}

/** The second source beside the answer of the broker: the log at that offset holds our batch, record by record. */
async function readBack(surviving: RawCluster, batch: RecoveryBatch, baseOffset: number): Promise<number> {
  const refuse = (detail: string): Error =>
    divergenceError('TIDE_DIVERGENCE_READ_BACK', {
      cluster: surviving.name,
      partition: keyOf(batch.target),
      offset: baseOffset,
      detail,
    });
  const range = { from: baseOffset, to: baseOffset + batch.records.length };
  const { done, value } = await readBatches(surviving, batch.target, range, batch.patience).next();
  if (done === true) throw refuse('nothing is there');
  const { buffer, header } = value;
  if (
    header.baseOffset !== baseOffset ||
    header.producerId !== batch.producerId ||
    header.baseSequence !== batch.sequence
  )
    throw refuse(`a batch of producer ${header.producerId} with sequence ${header.baseSequence} stands there`);
  const found = visibleRecords(buffer, header);
  const unlike = batch.records.findIndex((record, i) => {
    const there = found[i];
    return there === undefined || marksOf(there).fingerprint !== marksOf(record).fingerprint;
  });
  if (unlike >= 0 || found.length !== batch.records.length)
    throw refuse(`record ${Math.max(unlike, 0) + 1} of ${batch.records.length} is not the one that was sent`);
  return baseOffset;
}
