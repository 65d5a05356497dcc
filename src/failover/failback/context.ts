// What a failback is told: both sites live, the cut it starts from, and the things it may move, each behind a small interface.
import type { Clock, Emit, TopicPartition } from '../../base/core.ts';
import type { ComparedRange } from '../../compare/core.ts';
import type { Divergence, RecoveryOutcome, RecoveryPolicy, TailManifest } from '../../divergence/core.ts';
import type { Cluster, RawCluster } from '../../kafka/core.ts';
import type { ReplicationMechanism, StopProof } from '../../replication/core.ts';
import type { Fence, FenceEvidence, PromotedPosition, TrafficSwitch } from '../context.ts';
import type { CutRecord } from '../cut.ts';

/**
 * recreate: topics with a divergent tail are deleted at the returning site and copied anew, so that offsets are equal again.
 * shift: the tail stays where it is and the survivor's records follow it, at one constant distance per partition.
 */
export type FailbackMode = 'recreate' | 'shift';

/** Where the way back begins in one partition; the link's PartitionStart is one as it stands. */
export interface WayBackStart extends TopicPartition {
  /** Offset at the returning site = offset at the survivor + shift. */
  readonly shift: number;
  /** First offset of the survivor to copy. */
  readonly from: number;
  /** The returning site's log end at which the first record must land; null: a new copy. */
  readonly targetLogEnd: number | null;
}

/** Lets clients in at the returning site. */
export interface Opening {
  readonly name: string;
  isOpen(): Promise<boolean>;
  /** Returns when clients can connect. */
  open(): Promise<void>;
}

export interface FailbackContext {
  /** The site that was lost and has come back; the primary again at the end. */
  readonly returning: string;
  readonly surviving: string;
  readonly mode: FailbackMode;
  readonly clusters: { readonly returning: Cluster; readonly surviving: Cluster };
  readonly raw: { readonly returning: RawCluster; readonly surviving: RawCluster };
  readonly cut: CutRecord;
  readonly groups: readonly string[];
  readonly archiveDirectory: string;
  readonly recovery: RecoveryPolicy;
  /** Makes the mechanism of the way back, once it is known where it begins. */
  readonly wayBack: (starts: readonly WayBackStart[]) => ReplicationMechanism;
  /** Keeps clients from writing at the survivor while the last records cross. */
  readonly close: Fence;
  readonly opening: Opening;
  readonly trafficSwitch: TrafficSwitch;
  readonly openService: () => Promise<Cluster>;
  readonly canaryTopic?: string;
  readonly journalPath: string;
  readonly resumeCommand: string;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal?: AbortSignal;
}

/** Equality of one partition as it was proven, in the survivor's offsets. */
export interface ProvenPartition extends TopicPartition {
  readonly from: number;
  readonly to: number;
  readonly records: number;
  readonly equal: boolean;
  /** The first range that is not equal; null when all are. */
  readonly first: ComparedRange | null;
}

/** What the steps find out for each other; rebuilt from the journal when a run is resumed. */
export interface FailbackFindings {
  divergences: readonly Divergence[] | null;
  manifest: TailManifest | null;
  /** True when the archive was read back and compared with the returning site's own log, to its end. */
  readBack: boolean;
  recovered: RecoveryOutcome | null;
  recreated: readonly string[];
  starts: readonly WayBackStart[] | null;
  mechanism: ReplicationMechanism | null;
  proven: readonly ProvenPartition[];
  stopProof: StopProof | null;
  closed: FenceEvidence | null;
  positions: readonly PromotedPosition[];
}

export interface FailbackRun extends FailbackContext {
  readonly findings: FailbackFindings;
}
