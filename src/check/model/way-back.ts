// WayBack: where a record of the survivor lies at the primary that came back, and from when on that site is the primary again.
import { keyOf } from '../../base/core.ts';
import type { FailbackFacts } from '../history.ts';
import type { PartitionLog } from './logs.ts';
import type { Model } from './model.ts';
import type { PartitionTable } from './partitions.ts';

/** One partition of the way back. Offsets of the survivor below `from` are the same at both sites; from there on `shift` is added. */
export interface WayBackStart {
  readonly shift: number;
  readonly from: number;
  /** Log end of the survivor when it was closed and drained; -1 when it was not recorded: nothing is claimed to be equal then. */
  readonly end: number;
}

export interface WayBack {
  /** Number of the site that holds the returned primary's final log; the log it came back with is the one of PRIMARY. */
  readonly site: number;
  readonly mode: FailbackFacts['mode'];
  /** +infinity where it did not come to that. */
  readonly closedAt: number;
  readonly openedAt: number;
  readonly redirectedAt: number;
  /** Per partition number. */
  readonly starts: readonly (WayBackStart | undefined)[];
}

export function wayBackOf(facts: FailbackFacts | undefined, partitions: PartitionTable, site: number): WayBack | null {
  if (facts === undefined) return null;
  const ends = new Map(facts.equalUpTo.map((row) => [keyOf(row), row.survivorLogEnd]));
  const starts = new Map(facts.starts.map((row) => [keyOf(row), row]));
  return {
    site,
    mode: facts.mode,
    closedAt: facts.closedAt ?? Infinity,
    openedAt: facts.openedAt ?? Infinity,
    redirectedAt: facts.redirectedAt ?? facts.openedAt ?? Infinity,
    starts: partitions.all.map((tp) => {
      const start = starts.get(keyOf(tp));
      return start === undefined ? undefined : { shift: start.shift, from: start.from, end: ends.get(keyOf(tp)) ?? -1 };
    }),
  };
}

/** The returned primary was opened to clients: the way back came to its end. */
export function isBack(model: Model): boolean {
  return model.wayBack !== null && model.wayBack.openedAt < Infinity;
}

/** Offset at the returned primary of what the survivor holds (or has as a position) at this offset. */
export function placeOf(start: WayBackStart, survivorOffset: number): number {
  return survivorOffset < start.from ? survivorOffset : survivorOffset + start.shift;
}

/** Offset at the survivor; NaN for the tail that stayed, which has no counterpart there. */
export function originOf(start: WayBackStart, place: number): number {
  if (place < start.from) return place;
  return place < start.from + start.shift ? Number.NaN : place - start.shift;
}

/** First offset at the returned primary behind the copied history: what lies there was written after the way back had ended. */
export function ownFrom(start: WayBackStart | undefined): number {
  return start === undefined || start.end < 0 ? Infinity : placeOf(start, start.end);
}

/** Read to its end. */
export function isWhole(log: PartitionLog | undefined): log is PartitionLog {
  return log !== undefined && !(log.unreadFrom < (log.range?.logEnd ?? Infinity));
}

/** A record that replication of committed data need not carry: of a transaction that was aborted, left open, or of unknown outcome. */
export function isUncarried(model: Model, row: number): boolean {
  return row >= 0 && (model.aborted[row] === 1 || model.undecided[row] === 1);
}
