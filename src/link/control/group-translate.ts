// Translation of positions by exact arithmetic: target offset = source offset + shift, by pieces of the log. Pure.
import { assert, keyOf, type TopicPartition } from '../../base/core.ts';
import type { PartitionStart } from '../contract.ts';

/** From this source offset on the target's offsets are shifted by `shift`. Ascending; before the first piece offsets are equal. */
export interface ShiftPiece {
  readonly from: number;
  readonly shift: number;
}

/** Pieces of one partition from where the link started: below `from` both sites have the same records at the same offsets. */
export function piecesOf(start: PartitionStart | undefined): readonly ShiftPiece[] {
  return start === undefined || start.shift === 0 ? [] : [{ from: start.from, shift: start.shift }];
}

export function piecesByPartition(starts: readonly PartitionStart[]): ReadonlyMap<string, readonly ShiftPiece[]> {
  return new Map(starts.map((one) => [keyOf(one), piecesOf(one)]));
}

/**
 * The target's position for a source position (the next record to read). A position at the very start of a piece belongs to
 * the piece: its next record is the first shifted one.
 */
export function translate(position: number, pieces: readonly ShiftPiece[]): number {
  let shift = 0;
  let before = -1;
  for (const piece of pieces) {
    assert(piece.from > before, 'shift pieces are in ascending order');
    before = piece.from;
    if (position >= piece.from) shift = piece.shift;
  }
  return position + shift;
}

export type PiecesOf = (partition: TopicPartition) => readonly ShiftPiece[];
