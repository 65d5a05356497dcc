// Where the target stands in terms of the source's offsets, counted from a baseline. Pure.
import type { LogRange } from '../kafka/core.ts';

/** A pair of offsets that mean the same place: the next record of the source is the next record of the target. */
export interface Baseline {
  readonly source: number;
  readonly target: number;
}

/**
 * The baseline of a partition before MirrorMaker copies into it: only an empty target gives one, because MirrorMaker begins
 * at the source's first record. Null: the target already holds records, and nothing tells which.
 */
export function baselineOf(source: LogRange, target: LogRange | undefined): Baseline | null {
  if (target === undefined) return { source: source.earliest.offset, target: 0 };
  if (target.end.offset > target.earliest.offset) return null;
  return { source: source.earliest.offset, target: target.end.offset };
}

/**
 * Source offset up to which the target has everything, from its log end. Exact while every record of the source gives one
 * record at the target. Too high by records that MirrorMaker wrote twice after a crash; too low by control markers, aborted
 * and compacted records of the source, which give none.
 */
export function positionOf(baseline: Baseline, targetEnd: number): number {
  return baseline.source + Math.max(0, targetEnd - baseline.target);
}
