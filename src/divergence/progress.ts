// What the journal of an archive tells of earlier attempts to recover it. Pure.
import { type TopicPartition, keyOf } from '../base/core.ts';
import type { JournalEntry } from '../runbook/core.ts';

/** Offsets as ranges, both ends included: [[950, 959], [965, 999]]. */
export type OffsetRanges = readonly (readonly [number, number])[];

/** One batch of a recovery, as noted before it was sent. */
export interface NotedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly sequence: number;
  /** Offsets in the tail of the records in it, in order. */
  readonly offsets: OffsetRanges;
  /** Log end of the target before it was sent: it can stand nowhere below. */
  readonly logEnd: number;
}

export interface RecoveryProgress {
  /** Tail offset -> target offset of what was acknowledged, read back and noted. */
  readonly done: ReadonlyMap<number, number>;
  /** Noted before sending, and never noted as done. */
  readonly inDoubt: readonly (NotedBatch & { readonly wallMs: number })[];
}

export function recoveryStep(source: TopicPartition): string {
  return `recover ${keyOf(source)}`;
}

/** For one source partition and one target topic. */
export function progressOf(
  entries: readonly JournalEntry[],
  source: TopicPartition,
  targetTopic: string,
): RecoveryProgress {
  const done = new Map<number, number>();
  const open = new Map<number, NotedBatch & { readonly wallMs: number }>();
  for (const entry of entries) {
    if (entry.step !== recoveryStep(source) || entry.data['topic'] !== targetTopic) continue;
    const batch = entry.data as unknown as NotedBatch & { readonly baseOffset?: number };
    if (entry.what === 'begin') open.set(batch.sequence, { ...batch, wallMs: entry.wallMs });
    if (entry.what !== 'end' || batch.baseOffset === undefined) continue;
    open.delete(batch.sequence);
    for (const [i, offset] of offsetsOf(batch.offsets).entries()) done.set(offset, batch.baseOffset + i);
  }
  return { done, inDoubt: [...open.values()] };
}

/** Rising offsets as ranges. */
export function rangesOf(offsets: readonly number[]): OffsetRanges {
  const ranges: [number, number][] = [];
  for (const offset of offsets) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === offset - 1) last[1] = offset;
    else ranges.push([offset, offset]);
  }
  return ranges;
}

export function offsetsOf(ranges: OffsetRanges): readonly number[] {
  return ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
}
