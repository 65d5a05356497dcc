// Outgoing: the next batch of a partition, stamped in place, put together out of small ones, or built where nothing fitting was fetched.
import { isTideError } from '../base/core.ts';
import { type BatchInBuffer, type BatchStamp, canCoalesce, coalesceBatches, stampBatch } from '../wire/core.ts';
import type { LinkEngine } from './engine.ts';
import type { Piece } from './piece-queue.ts';
import type { Outgoing, RunningPartition } from './running-partition.ts';
import { sequenceOf } from './sequence.ts';

/** Batches below this are put together: above it a request carries enough for its cost (law 5). */
const SMALL_BATCH_BYTES = 64 << 10;
/** Offsets of a batch are int32 deltas; far below it, a batch stays a size that brokers and consumers are used to. */
const RECORDS_MAX = 1 << 20;

/** Takes the next batch out of the queue; null when it is empty or the next batch is damaged (the partition has then been told). */
export function nextOutgoing(engine: LinkEngine, partition: RunningPartition): Outgoing | null {
  if (partition.prepared !== null) {
    const ready = partition.prepared;
    partition.prepared = null;
    return ready;
  }
  return make(engine, partition);
}

/** Makes the next batch while the one before is in flight, when there is enough for a full one. */
export function prepareOutgoing(engine: LinkEngine, partition: RunningPartition): void {
  if (partition.prepared !== null) return;
  const { queue } = partition;
  if (queue.bytes < engine.options.coalesceBytes) return;
  partition.prepared = make(engine, partition);
}

function make(engine: LinkEngine, partition: RunningPartition): Outgoing | null {
  const head = partition.queue.peek();
  if (head === undefined) return null;
  try {
    const count = runLength(partition, engine.options.coalesceBytes);
    if (count > 1) return coalesced(engine, partition, count);
    const outgoing = single(engine, partition, head);
    partition.queue.take(1);
    return outgoing;
  } catch (error) {
    if (!isTideError(error)) {
      engine.breakOff(partition, error);
      return null;
    }
    const { round } = partition.view;
    const detail = `${error.message} ${error.why}`;
    engine.apply(partition, { type: 'unfit', round, code: 'TIDE_LINK_CORRUPT', offset: head.base, detail });
    return null;
  }
}

/** How many pieces at the head go into one batch. */
function runLength(partition: RunningPartition, coalesceBytes: number): number {
  if (!partition.coalesces) return 1;
  const { queue } = partition;
  let bytes = 0;
  let count = 0;
  let records = 0;
  for (;;) {
    const piece = queue.peek(count);
    if (piece === undefined || !isSmall(piece)) break;
    bytes += piece.bytes;
    records += piece.records;
    if (count > 0 && (bytes > coalesceBytes || records > RECORDS_MAX)) break;
    count += 1;
  }
  return Math.max(1, count);
}

function isSmall(piece: Piece): boolean {
  return piece.header !== null && piece.bytes < SMALL_BATCH_BYTES && canCoalesce(piece.header);
}

function coalesced(engine: LinkEngine, partition: RunningPartition, count: number): Outgoing | null {
  const run: (BatchInBuffer & Piece)[] = [];
  for (let at = 0; at < count; at += 1) run.push(partition.queue.peek(at) as BatchInBuffer & Piece);
  const base = run[0]!.base;
  const room = engine.batchRooms.take();
  const batch = coalesceBatches(run, stampFor(engine, partition, base), room?.memory);
  partition.queue.take(count);
  let queued = 0;
  for (const piece of run) {
    queued += piece.bytes;
    piece.room?.leave();
  }
  const next = run.at(-1)!.next;
  return { base, next, batch, records: next - base, queued, room, coalesced: true };
}

function single(engine: LinkEngine, partition: RunningPartition, piece: Piece): Outgoing {
  const { base, next, bytes: queued, records, header } = piece;
  const stamp = stampFor(engine, partition, base);
  if (header === null) {
    const batch = piece.build!(stamp);
    piece.room?.leave();
    return { base, next, batch, records, queued, room: null, coalesced: false };
  }
  stampBatch(piece.buffer, header, stamp);
  const batch = piece.buffer.subarray(header.at, header.at + header.bytes);
  return { base, next, batch, records, queued, room: piece.room, coalesced: false };
}

function stampFor(engine: LinkEngine, partition: RunningPartition, base: number): BatchStamp {
  const baseSequence = sequenceOf(base + partition.view.policy.shift);
  return { producerId: engine.producerId, producerEpoch: 0, baseSequence };
}
