// The contract of compare: two logs walked side by side, what is equal and what is not, as ranges.
import type { TopicPartition } from '../base/core.ts';

/** SHA-256 over offset-free content: timestamp, key, value, headers. Hex. */
export type RecordFingerprint = string;

export type RangeKind = 'equal' | 'missing' | 'extra' | 'different' | 'indistinguishable';

/** Offsets are the source's; `to` is exclusive. missing: only the source has it; extra: only the target; indistinguishable: neither can show it any more (retention, compaction). */
export interface ComparedRange {
  readonly kind: RangeKind;
  readonly from: number;
  readonly to: number;
  readonly records: number;
  /** First example of a difference: what differs, never the payload itself. */
  readonly example: string | null;
}

export interface PartitionComparison extends TopicPartition {
  readonly shift: number;
  readonly from: number;
  readonly to: number;
  readonly ranges: readonly ComparedRange[];
  readonly recordsCompared: number;
  /** Batches whose bytes after the header were equal, and batches that had to be decoded. */
  readonly batchesByBytes: number;
  readonly batchesDecoded: number;
  readonly equal: boolean;
}

export interface CompareRequest extends TopicPartition {
  /** target offset = source offset + shift */
  readonly shift: number;
  /** Source offsets; null: from the larger of both log starts, to the smaller of both high watermarks (end of what both say to hold). */
  readonly from: number | null;
  readonly to: number | null;
  readonly isolation: 'uncommitted' | 'committed';
  /** Compacted topics: record by record where both have it, latest value per key. */
  readonly compacted: boolean;
}

export interface CompareProgress extends TopicPartition {
  readonly next: number;
  readonly to: number;
  readonly recordsCompared: number;
}
