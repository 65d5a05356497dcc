// Scans a log of the survivor past the tail: what is there already, and what an earlier recovery of this archive wrote.
import { type TopicPartition, keyOf } from '../base/core.ts';
import type { RawCluster } from '../kafka/core.ts';
import { readBatches } from './read-log.ts';
import { originOf } from './origin.ts';
import type { SurvivorRecord } from './match.ts';
import { batchInLog, marksOf, visibleRecords } from './records.ts';
import { type Patience, PATIENCE, logEndsOf } from './route.ts';
import { TransactionGate } from './transactions.ts';

export interface ScanRequest {
  /** The log to read: the partition itself, or one of a quarantine topic. */
  readonly target: TopicPartition;
  readonly from: number;
  /** Whose tail is looked for. */
  readonly retired: string;
  readonly source: TopicPartition;
  /** Producer id of this archive's recovery of `source`. */
  readonly producerId: bigint;
  /** False: only records with origin headers count (a quarantine topic holds records of many partitions). */
  readonly byContent: boolean;
  readonly patience?: Patience;
  readonly signal?: AbortSignal;
}

/** Who is shown what the survivor holds. */
export interface Spectator {
  see(record: SurvivorRecord): void;
  seeUndecided(record: SurvivorRecord): void;
}

export interface Scan {
  /** Log start and log end of the target when the scan began; everything between was read. */
  readonly start: number;
  readonly end: number;
  /** Offsets after the point that the target no longer holds; null: none. */
  readonly unseen: { readonly from: number; readonly to: number } | null;
  /** Sequence that the next batch of this recovery takes. */
  readonly nextSequence: number;
  /** Base sequence -> base offset of the batches that earlier attempts of this recovery have written. */
  readonly ownBatches: ReadonlyMap<number, number>;
}

const SEQUENCES = 2 ** 31;

/** Reads to the log end: what is written and not yet below the high watermark is waited for, so that nothing of ours is overlooked. */
export async function scanSurvivor(surviving: RawCluster, request: ScanRequest, spectator: Spectator): Promise<Scan> {
  const { target, source, producerId } = request;
  const { start, end } = (await logEndsOf(surviving, [target])).get(keyOf(target))!;
  const from = Math.max(request.from, start);
  const gate = new TransactionGate<SurvivorRecord>((record) => spectator.see(record));
  let nextSequence = 0;
  const ownBatches = new Map<number, number>();
  for await (const { buffer, header } of readBatches(
    surviving,
    target,
    { from, to: end },
    request.patience ?? PATIENCE,
  )) {
    request.signal?.throwIfAborted();
    const ours = header.producerId === producerId;
    if (ours) {
      nextSequence = (header.baseSequence + header.lastOffsetDelta + 1) % SEQUENCES;
      ownBatches.set(header.baseSequence, header.baseOffset);
    }
    const seen: SurvivorRecord[] = [];
    const batch = batchInLog(buffer, header);
    if (!batch.control)
      for (const record of visibleRecords(buffer, header)) {
        if (record.offset < from) continue;
        const origin = originOf(record.headers);
        const isHis =
          origin !== null &&
          origin.site === request.retired &&
          origin.topic === source.topic &&
          origin.partition === source.partition;
        if (!isHis && !request.byContent) continue;
        const { offset, timestamp } = record;
        const originOffset = isHis ? origin.offset : null;
        seen.push({ offset, timestamp, ...marksOf(record), ours: ours || isHis, originOffset });
      }
    gate.batch(batch, seen);
  }
  for (const record of gate.undecided()) spectator.seeUndecided(record);
  const unseen = start > request.from ? { from: request.from, to: start } : null;
  return { start, end, unseen, nextSequence, ownBatches };
}
