// The contract of compare: two logs walked side by side, what is equal and what is not, as ranges.
import type { TopicPartition } from '../base/core.ts';

/** SHA-256 over offset-free content: timestamp, key, value, headers. Hex. */
export type RecordFingerprint = string;

export type Side = 'source' | 'target';

export type RangeKind = 'equal' | 'missing' | 'extra' | 'different' | 'indistinguishable';

/**
 * Offsets are the source's; `to` is exclusive. missing: only the source has it; extra: only the target; different: both have a
 * record and it is not the same, or one of them cannot be read (CRC); indistinguishable: one side cannot show it any more (retention, compaction).
 * The ranges of a comparison lie side by side without holes; offsets without a record on either side belong to an equal range,
 * or stand inside a range whose records around them are of one kind.
 */
export interface ComparedRange {
  readonly kind: RangeKind;
  readonly from: number;
  readonly to: number;
  readonly records: number;
  /** First example of a difference: what differs, never the payload itself. */
  readonly example: string | null;
}

/** What a log could show when the comparison began, in source offsets: first offset, and high watermark (or last stable offset). */
export interface LogSpan {
  readonly start: number;
  readonly end: number;
}

export interface PartitionComparison extends TopicPartition {
  readonly shift: number;
  readonly from: number;
  readonly to: number;
  readonly ranges: readonly ComparedRange[];
  readonly recordsCompared: number;
  /** Batches whose bytes after the header were equal, and batches that had to be walked record by record. Both sides counted. */
  readonly batchesByBytes: number;
  readonly batchesDecoded: number;
  /** No range is missing, extra or different, and the comparison is complete. Indistinguishable ranges are told, and do not make it unequal. */
  readonly equal: boolean;
  readonly source: LogSpan;
  readonly target: LogSpan;
  /** Compacted topics: records that only one side still holds because the other has dropped them for a later record of their key. */
  readonly superseded: number;
  readonly bytesRead: number;
  /** False: it ended before `to`; `stopped` says why, and `checkpoint` goes on from there. */
  readonly complete: boolean;
  readonly stopped: string | null;
  readonly checkpoint: CompareCheckpoint;
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
  /**
   * visible (default): the timestamps that consumers see. created: those that the producers gave, also where the source's broker stamps
   * its own (LogAppendTime), which no copy from outside can carry.
   */
  readonly timestamps?: 'visible' | 'created';
}

export interface CompareProgress extends TopicPartition {
  readonly next: number;
  readonly to: number;
  readonly recordsCompared: number;
}

/** All that is needed to go on later; plain JSON, without payload (keys of compacted topics only as hashes). */
export interface CompareCheckpoint extends CompareProgress {
  readonly format: 'tideover-compare/1';
  readonly shift: number;
  readonly from: number;
  readonly ranges: readonly ComparedRange[];
  readonly batchesByBytes: number;
  readonly batchesDecoded: number;
  readonly bytesRead: number;
  readonly superseded: number;
  /** Compacted topics: records that one side lacks and whose keys have not been seen since. */
  readonly openKeys: readonly OpenKey[];
  /** Compacted topics: how many such records were beyond the bound, and between which offsets. */
  readonly untracked: { readonly records: number; readonly from: number; readonly to: number } | null;
}

/** A record that only one side holds, waiting for a later record of its key. */
export interface OpenKey {
  /** First 16 bytes of the key's SHA-256, base64. */
  readonly key: string;
  readonly offset: number;
  readonly heldBy: Side;
  readonly tombstone: boolean;
}
