// What a failover is told: the sites, the flow, the live target, and the things it may move, each behind a small interface.
import type { Clock, Emit, TopicPartition } from '../base/core.ts';
import type { Assessment } from '../detect/core.ts';
import type { Cluster } from '../kafka/core.ts';
import type { PositionPlan } from '../offsets/core.ts';
import type { Exposure, ReplicationMechanism, StopProof } from '../replication/core.ts';
import type { CutRecord } from './cut.ts';
import type { FailoverPolicy, Force } from './decide.ts';
import type { IdsApart } from './ids-apart.ts';

export interface FenceEvidence {
  readonly method: string;
  readonly armed: boolean;
  /** Epoch of the lease; null without one. */
  readonly term: number | null;
  readonly say: string;
  readonly doesNotStop: readonly string[];
}

/** Keeps the retired site from taking writes. One file each in fences/. */
export interface Fence {
  readonly name: string;
  readonly armed: boolean;
  /** What this fence would not stop, for the plan. */
  readonly doesNotStop: readonly string[];
  /** True when it holds already. */
  holds(): Promise<boolean>;
  raise(): Promise<void>;
  /** Reads the fence again; throws when it does not hold. */
  evidence(): Promise<FenceEvidence>;
}

/** Moves clients to another site. One file each in switches/. */
export interface TrafficSwitch {
  readonly name: string;
  /** The site the clients' names point to now. */
  target(): Promise<string>;
  switchTo(site: string): Promise<void>;
}

export interface FailoverContext {
  readonly retired: string;
  readonly surviving: string;
  readonly mechanism: ReplicationMechanism;
  /** Connection to the surviving site, best one that is warm. */
  readonly target: Cluster;
  readonly fence: Fence;
  readonly trafficSwitch: TrafficSwitch;
  /** Opens the surviving site through the names that clients use; for the last proof. */
  readonly openService: () => Promise<Cluster>;
  /**
   * Partitions that would not take a write with acks=all, asked without writing; for mechanisms that keep offsets, where a control
   * marker would take one. Absent: a control marker in each partition proves it.
   */
  readonly probeWrites?: (
    partitions: readonly TopicPartition[],
    withinMs: number,
  ) => Promise<readonly TopicPartition[]>;
  /** Topic for the round trip through the service names; absent or missing: a control marker proves it instead. */
  readonly canaryTopic?: string;
  /** Groups to place; absent: those at the surviving site that the flow selects. */
  readonly groups?: readonly string[];
  readonly assessment: Assessment;
  readonly policy: FailoverPolicy;
  readonly approvals?: readonly string[];
  readonly force?: Force;
  /** Last exposure sampled before now; for the cut record and the report. Never asked of the source here. */
  readonly lastExposure: Exposure | null;
  readonly rpoLimitMs?: number;
  readonly idsApart?: IdsApart | null;
  readonly journalPath: string;
  /** The command that goes on with this run, for every error. */
  readonly resumeCommand: string;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal?: AbortSignal;
}

export interface PromotedPosition extends TopicPartition {
  readonly group: string;
  /** Null: no position; the group's auto.offset.reset decides. */
  readonly offset: number | null;
  readonly leaderEpoch: number;
  readonly how: string;
}

/** What the steps find out for each other and for the outcome. Rebuilt from the journal when a run is resumed. */
export interface Findings {
  partitions: readonly TopicPartition[];
  groups: readonly string[];
  fence: FenceEvidence | null;
  stopProof: StopProof | null;
  cut: CutRecord | null;
  plans: readonly PositionPlan[] | null;
  promotedPositions: readonly PromotedPosition[];
}

export interface FailoverRun extends FailoverContext {
  readonly findings: Findings;
}
