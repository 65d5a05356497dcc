// LogPiece: a stretch of a log as the walk sees it: a batch with records, or offsets that cannot be read; and how an answer to Fetch becomes pieces. Pure.
import { crcOk, isControl, isTransactional, walkBatches } from '../wire/core.ts';
import type { BatchHeader } from '../wire/core.ts';

/** Offsets of pieces are those of their own log. */
export type LogPiece =
  | {
      readonly is: 'records';
      readonly from: number;
      readonly to: number;
      readonly buffer: Buffer;
      readonly header: BatchHeader;
    }
  /** Retention took it before it was read, or its bytes are damaged. */
  | { readonly is: 'gone' | 'damaged'; readonly from: number; readonly to: number; readonly say: string };

/** What one read gave: everything in [asked, knownTo) is known now; what no piece covers holds no record. */
export interface LogChunk {
  readonly pieces: readonly LogPiece[];
  readonly knownTo: number;
  readonly bytes: number;
  /** Leader epoch of the last whole batch; -1 when there was none. */
  readonly lastEpoch: number;
}

/** The fields of a fetched partition that say what a consumer would get. */
export interface FetchedRecords {
  readonly records: Buffer | null;
  readonly aborted: readonly { readonly producerId: bigint; readonly firstOffset: number }[];
}

/**
 * The pieces of an answer to Fetch, asked for at `from`. Control batches hold no record for anybody. With `committed`, batches of
 * aborted transactions hold none either: they are found as Kafka's consumer finds them (CompletedFetch), per answer, because the
 * broker names every aborted transaction that reaches into the answer.
 */
export function chunkOf(fetched: FetchedRecords, from: number, isolation: 'uncommitted' | 'committed'): LogChunk {
  const pieces: LogPiece[] = [];
  const buffer = fetched.records;
  if (buffer === null) return { pieces, knownTo: from, bytes: 0, lastEpoch: -1 };
  const aborted = fetched.aborted.toSorted((a, b) => a.firstOffset - b.firstOffset);
  const abortedNow = new Set<bigint>();
  let nextAborted = 0;
  let knownTo = from;
  let lastEpoch = -1;
  for (const header of walkBatches(buffer)) {
    const to = header.baseOffset + header.lastOffsetDelta + 1;
    while (nextAborted < aborted.length && aborted[nextAborted]!.firstOffset < to)
      abortedNow.add(aborted[nextAborted++]!.producerId);
    knownTo = Math.max(knownTo, to);
    lastEpoch = header.leaderEpoch;
    if (isControl(header)) {
      abortedNow.delete(header.producerId);
      continue;
    }
    if (to <= from) continue;
    if (isolation === 'committed' && isTransactional(header) && abortedNow.has(header.producerId)) continue;
    pieces.push(pieceOf(buffer, header, to));
  }
  return { pieces, knownTo, bytes: buffer.length, lastEpoch };
}

function pieceOf(buffer: Buffer, header: BatchHeader, to: number): LogPiece {
  const from = header.baseOffset;
  if (crcOk(buffer, header)) return { is: 'records', from, to, buffer, header };
  return { is: 'damaged', from, to, say: `the batch at offset ${from} does not match its CRC` };
}
