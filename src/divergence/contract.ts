// The contract of divergence: where two histories part, the tail that only the retired site holds, and what becomes of each of its records.
import type { TopicPartition } from '../base/core.ts';

/** What the search starts from. A CutRecord of the failover room is one as it stands. */
export interface CutPoint {
  readonly retired: string;
  readonly surviving: string;
  readonly partitions: readonly (TopicPartition & {
    /** Log end of the surviving site after replication had stopped and before any client wrote. */
    readonly standbyLogEnd: number;
    /** Surviving offset = retired offset + shift. Absent: 0; other than 0 only after a failback by shift. */
    readonly shift?: number;
  })[];
}

/** Where the histories of a partition part. Offsets below `point` are equal on both sides as far as both still hold them. */
export interface Divergence extends TopicPartition {
  /** First offset at which the retired site's log is not the surviving one's. The retired site's offsets. */
  readonly point: number;
  /** Log end of the retired site: the tail is [point, retiredEnd). */
  readonly retiredEnd: number;
  /** Log end of the surviving site at the cut, in its own offsets: its own records begin here. */
  readonly survivingAtCut: number;
  /** Surviving offset = retired offset + shift. */
  readonly shift: number;
  /** Records found equal below the point without a gap of evidence, and the lowest offset that was looked at. */
  readonly comparedRecords: number;
  readonly comparedFrom: number;
  /** Offsets below the cut at which the sites hold different records. More than 0: the point lies below the cut. */
  readonly differing: number;
  /** How the point is known: `compared N records down from the cut`, ... */
  readonly evidence: readonly string[];
  /** True when the retired site's log is shorter than the copy (power loss): nothing is cut there, the loss is lost.in-cluster, rescued from the survivor. */
  readonly retiredShorter: boolean;
  /** Offsets that only the surviving site holds of the history before the cut; null unless retiredShorter. */
  readonly lostAtRetired: { readonly from: number; readonly to: number } | null;
}

/** What the retired site's own log says of a record, before anybody asked the survivor. */
export type TailKind = 'data' | 'control' | 'aborted' | 'open-transaction';

/** What a record of the tail is, seen from the survivor. */
export type TailClass =
  | 'missing'
  | 'on-survivor'
  | 'superseded'
  | 'conflicting'
  | 'aborted'
  | 'open-transaction'
  | 'tombstone'
  | 'control';

export type TailCounts = Readonly<Record<TailClass, number>>;

/** One line of an archive's index. No payload. */
export interface TailIndexEntry {
  readonly offset: number;
  readonly timestamp: number;
  /** Of the content without the offset (compare's RecordFingerprint, hex); empty for control records. */
  readonly fingerprint: string;
  readonly kind: TailKind;
}

export interface TailRecord extends TopicPartition {
  readonly offset: number;
  readonly timestamp: number;
  readonly fingerprint: string;
  readonly is: TailClass;
  /** Offset at the survivor for on-survivor. */
  readonly survivorOffset: number | null;
}

export interface TailFile {
  readonly name: string;
  /** Size and SHA-256 (hex) of the file as it lies on disk. */
  readonly bytes: number;
  readonly sha256: string;
  /** SHA-256 of what it holds: the same as `sha256` unless the archive is encrypted. */
  readonly contentSha256: string;
}

export interface TailPartition extends TopicPartition {
  readonly point: number;
  readonly end: number;
  /** Records at or above the point, control records included. */
  readonly records: number;
  readonly batches: number;
  /** First offset that the file holds: below the point when the point lies inside a batch. */
  readonly firstOffset: number;
  /** The raw batches as the retired log holds them. */
  readonly file: TailFile;
  /** JSON lines, one TailIndexEntry each. */
  readonly index: TailFile;
  readonly kinds: Readonly<Record<TailKind, number>>;
}

/** What an archive of a tail says of itself; written last, so its presence means the archive is whole. */
export interface TailManifest {
  readonly format: 'tideover-tail/1';
  readonly retired: string;
  readonly surviving: string;
  readonly madeWallMs: number;
  /** AES-256-GCM in frames under a key derived per file; `keyId` tells which key, not what it is. Null: not encrypted. */
  readonly encryption: { readonly algorithm: 'aes-256-gcm'; readonly keyId: string } | null;
  /** Every partition that was looked at, with its point, also those without a tail. */
  readonly divergences: readonly Divergence[];
  readonly partitions: readonly TailPartition[];
  /** SHA-256 (hex) of the manifest without this field: the archive's identity. */
  readonly id: string;
}

/** Where the key of an archive comes from: 32 bytes, raw (file), hex or base64. */
export type ArchiveKey = { readonly file: string } | { readonly environment: string };

export type RecoveryAction =
  | { readonly do: 'recover' }
  /** Into this topic of the survivor (it must exist), always with origin headers. */
  | { readonly do: 'quarantine'; readonly topic: string }
  /** Recover unless the survivor has taken a record of the same key, dated no earlier, after the point. */
  | { readonly do: 'skip-if-newer' }
  /** Leave it in the archive. Recorded with who decided and why. */
  | { readonly do: 'discard'; readonly who: string; readonly reason: string };

/** First rule that fits decides. Classes without a rule: see policy.ts for what is decided without being asked, and what is refused. */
export interface RecoveryRule {
  /** A topic's name; absent: every topic. */
  readonly topic?: string;
  readonly classes: readonly TailClass[];
  readonly action: RecoveryAction;
}

export interface RecoveryPolicy {
  readonly rules: readonly RecoveryRule[];
  /** Add `tideover.origin.*` headers to records that are recovered into their own topic. Default false: the record stays as its producer made it. */
  readonly originHeaders?: boolean;
}

/** What became of the records of one partition's tail. The sum of all but `controls` is the number of its data records. */
export interface RecoveryCounts {
  /** Appended by this run. */
  readonly recovered: number;
  readonly quarantined: number;
  /** Found at the survivor (or in the quarantine topic) before this run wrote anything. */
  readonly alreadyThere: number;
  readonly skippedAsNewer: number;
  readonly discarded: number;
  /** Aborted, or of a transaction that never ended: no consumer may ever see them. */
  readonly neverCommitted: number;
  readonly controls: number;
}

export interface RecoveryPartition extends TopicPartition {
  readonly classes: TailCounts;
  readonly counts: RecoveryCounts;
}

export interface RecoveryPlan {
  readonly archive: string;
  /** What will be written where, one sentence each. */
  readonly will: readonly string[];
  /** Classes that need a decision: recoverTail refuses while this is not empty. */
  readonly undecided: readonly string[];
  readonly partitions: readonly RecoveryPartition[];
  readonly totals: RecoveryCounts;
}

export interface RecoveryOutcome {
  readonly archive: string;
  readonly partitions: readonly RecoveryPartition[];
  readonly totals: RecoveryCounts;
}
