// Second look: for compacted topics, searches the side that lacks a record for what explains it: a later record of its key behind the range, or no older one.
import type { Side } from './contract.ts';
import type { ReadableLog } from './log-reader.ts';
import { RecordCursor } from './record-cursor.ts';
import { eachRecord } from './walk.ts';
import type { Walk } from './walk.ts';

export interface SecondLookOptions {
  /** First offset of the log, in source offsets. */
  readonly start: number;
  /** Own offset = source offset + shift. */
  readonly shift: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads only what is needed: behind the end of the comparison while keys are open, and from the log's start up to the last open
 * tombstone. The cleaner may run while two logs are compared, so the end is read anew. Returns bytes read; null when it was stopped.
 */
export async function secondLook(
  walk: Walk,
  side: Side,
  reader: ReadableLog,
  options: SecondLookOptions,
): Promise<number | null> {
  const { ledger } = walk;
  const { shift, signal } = options;
  let bytes = 0;
  const scan = async (from: number, to: number, see: (cursor: RecordCursor) => void): Promise<boolean> => {
    const cursor = new RecordCursor('visible');
    for (let at = from; at < to && ledger.watching; ) {
      if (signal?.aborted === true) return false;
      const chunk = await reader.read(at, to);
      bytes += chunk.bytes;
      for (const piece of chunk.pieces) eachRecord(piece, cursor, see);
      at = chunk.knownTo;
    }
    return true;
  };

  if (ledger.lackedBy(side).length === 0) return 0;
  const { end } = await reader.span();
  const behind = walk.options.to + shift;
  const later = await scan(behind, end, (cursor) => {
    if (cursor.keyAt !== -1 && cursor.offset >= behind) ledger.seenLater(side, cursor.key()!);
  });
  if (!later) return null;
  const tombstones = ledger.lackedBy(side).filter((open) => open.tombstone);
  const last = tombstones.reduce((most, open) => Math.max(most, open.offset), -1);
  if (last === -1) return bytes;
  const earlier = await scan(Math.max(options.start + shift, 0), last + shift, (cursor) => {
    if (cursor.keyAt !== -1) ledger.seenAt(side, cursor.key()!, cursor.offset - shift);
  });
  return earlier ? bytes : null;
}
