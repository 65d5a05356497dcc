// The contract of divergence: where two histories part, the tail that only the retired site holds, and what becomes of each of its records.
import type { TopicPartition } from '../base/core.ts';

/** Where the histories of a partition part. Offsets below `point` are equal on both sides as far as both still hold them. */
export interface Divergence extends TopicPartition {
  /** First offset at which the retired site's log is not the surviving one's. */
  readonly point: number;
  /** Log end of the retired site: the tail is [point, retiredEnd). */
  readonly retiredEnd: number;
  /** Log end of the surviving site at the cut: its own records begin here. */
  readonly survivingAtCut: number;
  /** How the point is known: `compared N records down from the cut`, ... */
  readonly evidence: readonly string[];
  /** True when the retired site's log is shorter than the copy (power loss): nothing is cut anywhere, the loss is lost.in-cluster, rescued from the survivor. */
  readonly retiredShorter: boolean;
}

export type TailClass =
  | 'missing'
  | 'on-survivor'
  | 'superseded'
  | 'conflicting'
  | 'aborted'
  | 'open-transaction'
  | 'tombstone'
  | 'control';

export interface TailRecord extends TopicPartition {
  readonly offset: number;
  readonly timestamp: number;
  readonly fingerprint: string;
  readonly is: TailClass;
  /** Offset at the survivor for on-survivor. */
  readonly survivorOffset: number | null;
}

/** What an archive of a tail says of itself; written last, so its presence means the archive is whole. */
export interface TailManifest {
  readonly format: 'tideover-tail/1';
  readonly retired: string;
  readonly surviving: string;
  readonly madeWallMs: number;
  readonly partitions: readonly (TopicPartition & {
    readonly point: number;
    readonly end: number;
    readonly records: number;
    readonly bytes: number;
    /** Of the file with the raw batches, hex. */
    readonly sha256: string;
    readonly file: string;
    readonly classes: Readonly<Partial<Record<TailClass, number>>>;
  })[];
}
