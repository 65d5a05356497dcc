// Seeding: fillers up to the source's first offset, an anchor as the last of them, and the cut that hides them (laws 3 and 8).
import { isTideError } from '../base/core.ts';
import {
  HIDDEN_FILLER_RECORDS_MAX,
  VISIBLE_FILLER_RECORDS_MAX,
  anchorBatch,
  hiddenFiller,
  visibleFiller,
} from '../wire/core.ts';
import type { LinkEngine } from './engine.ts';
import { builtPiece } from './piece-queue.ts';
import type { RunningPartition } from './running-partition.ts';

/** Fillers made ahead of the one in flight. */
const PIECES_AHEAD = 2;
const CUT_TIMEOUT_MS = 20_000;

/** Puts the next fillers into the queue of a partition that is seeding. */
export function topUpFillers(engine: LinkEngine, partition: RunningPartition): void {
  while (partition.queue.length < PIECES_AHEAD) {
    const { view } = partition;
    if (view.state !== 'seeding' || view.seedTo === null) return;
    const left = view.seedTo - view.policy.shift - view.fetched;
    if (left <= 0) return;
    const piece = view.seedHidden ? hidden(engine, view.fetched, left) : visible(engine, view.fetched, left);
    partition.queue.push(piece);
    engine.heldBytes += piece.bytes;
    const { round } = view;
    engine.apply(partition, {
      type: 'fetched',
      round,
      baseOffset: piece.base,
      nextOffset: piece.next,
      leaderEpoch: -1,
    });
  }
}

function hidden(engine: LinkEngine, base: number, left: number): ReturnType<typeof builtPiece> {
  const count = Math.min(left, HIDDEN_FILLER_RECORDS_MAX);
  const timestamp = Math.floor(engine.clock.wallMs());
  return builtPiece({ base, next: base + count, records: 0, bytes: count * 12 + 61 }, (stamp) =>
    hiddenFiller({ count, timestamp, stamp }),
  );
}

/** The last offset is left to the anchor, dated now: the broker keeps our sequence by it, and begins a new segment. */
function visible(engine: LinkEngine, base: number, left: number): ReturnType<typeof builtPiece> {
  if (left === 1) {
    const timestamp = Math.floor(engine.clock.wallMs());
    return builtPiece({ base, next: base + 1, records: 0, bytes: 80 }, (stamp) => anchorBatch({ timestamp, stamp }));
  }
  const count = Math.min(left - 1, VISIBLE_FILLER_RECORDS_MAX);
  return builtPiece({ base, next: base + count, records: 0, bytes: count + 61 }, (stamp) =>
    visibleFiller({ count, stamp }),
  );
}

/** Hides the fillers: DeleteRecords at the target up to the first offset that the source holds. */
export async function cutFront(
  engine: LinkEngine,
  partition: RunningPartition,
  round: number,
  before: number,
): Promise<void> {
  const { topic, partition: number, target } = partition;
  if (target === null) return;
  let code = 7;
  try {
    const [cut] = await engine.target.deleteRecords(
      target.leader,
      [{ topic, partition: number, before }],
      CUT_TIMEOUT_MS,
    );
    code = cut?.error ?? -1;
  } catch (error) {
    if (!isTideError(error)) throw error;
  }
  engine.apply(partition, { type: 'front-cut', round, code });
}
