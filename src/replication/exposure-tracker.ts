// Exposure over time: from samples of both ends on one clock to records, age and error bound per partition. Pure.
import { type TopicPartition, assert, keyOf } from '../base/core.ts';
import type { Exposure, PartitionExposure } from './contract.ts';

/** One look at the source; both times on the same monotonic clock. */
export interface SourceReading {
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  /** High watermark per partition key (`topic-partition`). */
  readonly highWatermarks: ReadonlyMap<string, number>;
}

export interface TrackerOptions {
  readonly partitions: readonly TopicPartition[];
  /** Marks kept per partition; when full every second one is dropped, which makes the error bound larger, never the value wrong. */
  readonly marksMax?: number;
}

export interface ExposureTracker {
  /** The source answered. A high watermark that went back (unclean election, recreated topic) starts the partition anew. */
  observeSource(reading: SourceReading): void;
  /** The source could not be asked at that time; the first failure since the last answer is remembered. */
  observeSilence(atMs: number, why: string): void;
  /** Offsets in terms of the source up to which the target has everything; null: it could not be told, and why. */
  observeTarget(positions: ReadonlyMap<string, number>, missingWhy: string): void;
  exposure(nowMs: number): Exposure;
}

interface Mark {
  readonly highWatermark: number;
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
}

interface Track {
  readonly partition: TopicPartition;
  marks: Mark[];
  position: number | null;
  positionMissing: string;
}

const MARKS_MAX = 512;

export function exposureTracker(options: TrackerOptions): ExposureTracker {
  const marksMax = options.marksMax ?? MARKS_MAX;
  assert(marksMax >= 4, 'an exposure ring holds at least 4 marks');
  const tracks = new Map<string, Track>(
    options.partitions.map((partition) => [
      keyOf(partition),
      { partition, marks: [], position: null, positionMissing: 'the target was not asked yet' },
    ]),
  );
  let silence: { readonly since: number; readonly why: string } | null = null;

  return {
    observeSource(reading) {
      silence = null;
      for (const [key, track] of tracks) {
        const highWatermark = reading.highWatermarks.get(key);
        if (highWatermark !== undefined) addMark(track, { ...reading, highWatermark }, marksMax);
      }
    },
    observeSilence(atMs, why) {
      silence ??= { since: atMs, why };
    },
    observeTarget(positions, missingWhy) {
      for (const [key, track] of tracks) {
        const position = positions.get(key);
        track.position = position ?? track.position;
        track.positionMissing = position === undefined ? missingWhy : '';
        prune(track);
      }
    },
    exposure(nowMs) {
      const partitions = [...tracks.values()].map((track) => exposureOf(track, silence, nowMs));
      return { monotonicMs: nowMs, partitions, ...totalsOf(partitions) };
    },
  };
}

function addMark(track: Track, mark: Mark, marksMax: number): void {
  const last = track.marks.at(-1);
  if (last !== undefined && mark.highWatermark < last.highWatermark) track.marks = [];
  if (last !== undefined && mark.highWatermark === last.highWatermark) {
    // Nothing new at the source: only the newest look without news matters (it is the lower end of the next record's birth).
    const before = track.marks.at(-2);
    if (before?.highWatermark === mark.highWatermark) track.marks.pop();
  }
  track.marks.push(mark);
  prune(track);
  if (track.marks.length > marksMax)
    track.marks = track.marks.filter((_, index) => (track.marks.length - index) % 2 === 1);
}

/** Keeps the newest mark at or below the position (the time before which the next record did not exist) and all above it. */
function prune(track: Track): void {
  const { position } = track;
  if (position === null) return;
  const covered = track.marks.findLastIndex((mark) => mark.highWatermark <= position);
  if (covered > 0) track.marks.splice(0, covered);
}

function exposureOf(
  track: Track,
  silence: { readonly since: number; readonly why: string } | null,
  nowMs: number,
): PartitionExposure {
  const { partition, marks, position } = track;
  const last = marks.at(-1);
  const seen =
    last === undefined ? {} : { sourceHighWatermark: { offset: last.highWatermark, atMs: last.answeredAtMs } };
  if (last === undefined || position === null) {
    const why = last === undefined ? 'the source was never asked successfully' : track.positionMissing;
    return {
      ...partition,
      records: null,
      ms: null,
      errorBoundMs: 0,
      unknown: { why, sinceMonotonicMs: silence?.since ?? nowMs },
    };
  }
  const known = ageOf(marks, position, nowMs);
  const records = Math.max(0, last.highWatermark - position);
  const why = silence?.why ?? (track.positionMissing === '' ? undefined : track.positionMissing);
  if (why === undefined) return { ...partition, records, ms: known.ms, errorBoundMs: known.errorBoundMs, ...seen };
  // Since the last answer anything may have been written: the oldest unknown record can be as old as the look that did not see it.
  const sinceLook = nowMs - last.askedAtMs;
  const msAtMost = Math.max(known.ms + known.errorBoundMs, sinceLook);
  const certain = { recordsAtLeast: records, msAtLeast: known.ms, msAtMost };
  const unknown = { why, sinceMonotonicMs: silence?.since ?? last.answeredAtMs };
  return { ...partition, records: null, ms: null, errorBoundMs: 0, unknown, certain, ...seen };
}

/** Age of the record at `position`: it was born after the last look that did not see it and before the first look that did. */
function ageOf(marks: readonly Mark[], position: number, nowMs: number): { ms: number; errorBoundMs: number } {
  const index = marks.findIndex((mark) => mark.highWatermark > position);
  const first = marks[index];
  if (first === undefined) return { ms: 0, errorBoundMs: nowMs - (marks.at(-1)?.askedAtMs ?? nowMs) };
  const before = marks[index - 1];
  const ms = Math.max(0, nowMs - first.answeredAtMs);
  return { ms, errorBoundMs: Math.max(0, first.answeredAtMs - (before ?? first).askedAtMs) };
}

function totalsOf(partitions: readonly PartitionExposure[]): Pick<Exposure, 'records' | 'ms' | 'certain' | 'why'> {
  const unknown = partitions.find((one) => one.records === null);
  const sum = partitions.reduce((total, one) => total + (one.records ?? one.certain?.recordsAtLeast ?? 0), 0);
  const oldest = Math.max(0, ...partitions.map((one) => one.ms ?? one.certain?.msAtLeast ?? 0));
  const bounds = partitions.map((one) =>
    one.ms === null ? (one.certain?.msAtMost ?? null) : one.ms + one.errorBoundMs,
  );
  const msAtMost = bounds.some((bound) => bound === null) ? null : Math.max(0, ...bounds.map((bound) => bound ?? 0));
  const certain = { recordsAtLeast: sum, msAtLeast: oldest, msAtMost };
  if (unknown !== undefined) return { records: null, ms: null, certain, why: unknown.unknown?.why ?? 'unknown' };
  return { records: sum, ms: oldest, certain };
}
