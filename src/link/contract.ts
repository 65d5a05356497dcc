// The contract of the offset-preserving link: what it is told, what it says of itself, how it is moved.
import type { TopicPartition } from '../base/core.ts';
import type { Flow } from '../replication/core.ts';

/** How the target's offsets follow from the source's: target offset = source offset + shift. 0 everywhere but after a shift failback. */
export interface PartitionStart extends TopicPartition {
  readonly shift: number;
  /** First source offset to copy; at most what the target already holds decides, this is the floor. */
  readonly from: number;
  /** The target's log end at which this link may begin; the divergence point was checked by whoever says this. Null: any (a new copy). */
  readonly targetLogEnd: number | null;
}

export interface LinkOptions {
  readonly flow: Flow;
  /** Number of this direction's life: each change of direction and each failover takes the next (law 12). With the flow's name it gives the producer id. */
  readonly generation: number;
  /** Absent: every partition starts at the source's log start, shift 0. */
  readonly starts?: readonly PartitionStart[];
  /** Bounds. */
  readonly coalesceBytes: number;
  readonly fetchPartitionBytes: number;
  readonly queueBytesPerPartition: number;
  readonly inFlightBytes: number;
  /** Bytes per second read from the source; null: no throttle. */
  readonly throttleBytesPerSecond: number | null;
  /** May hidden fillers stand for offsets that no client may write (markers, aborted data, compacted gaps)? Without: such a partition stops and says so. */
  readonly fillers: 'none' | 'hidden' | 'markers';
  readonly groupSyncMs: number;
  readonly topicSyncMs: number;
  readonly acks: -1 | 1;
}

/** States of one partition of the link; SPEC.md has the table. */
export type PartitionState =
  | 'starting'
  | 'seeding'
  | 'proving'
  | 'copying'
  | 'recovering'
  | 'paused'
  | 'waiting'
  | 'quarantined'
  | 'stopped';

export interface LinkPartitionStatus extends TopicPartition {
  readonly state: PartitionState;
  /** Next source offset to fetch, next target offset to be acknowledged, target high watermark as last read (what is safe). */
  readonly fetched: number;
  readonly acknowledged: number;
  readonly safe: number;
  readonly sourceHighWatermark: number | null;
  readonly queuedBytes: number;
  /** Stable code and sentence of what holds it up; null when nothing does. */
  readonly fault: { readonly code: string; readonly say: string; readonly next: string } | null;
}

export interface LinkGroupStatus {
  readonly group: string;
  /** exact: the target has the source's position, or all of it that the target's log holds (clamped). */
  readonly state: 'exact' | 'clamped' | 'active-at-target' | 'refused' | 'unsupported';
  readonly why: string;
  readonly ageMs: number | null;
}

export interface LinkStatus {
  readonly flow: string;
  readonly generation: number;
  readonly producerId: string;
  readonly state: 'starting' | 'running' | 'degraded' | 'paused' | 'stopped';
  readonly monotonicMs: number;
  readonly partitions: readonly LinkPartitionStatus[];
  readonly groups: readonly LinkGroupStatus[];
  readonly bytesCopied: number;
  readonly recordsCopied: number;
  readonly batchesCopied: number;
  readonly requests: number;
  readonly throttledMs: number;
  readonly gaps: readonly (TopicPartition & { readonly from: number; readonly to: number; readonly why: string })[];
}

/** A running link. */
export interface Link {
  status(): LinkStatus;
  /** Partitions that wait for a cause to go look at once whether it has gone; for whoever has just made it go. */
  lookAgain(): void;
  pause(): void;
  resume(): void;
  /** Resolves when every partition that the flow selects holds at the target what was readable at the source when asked. Throws TIDE_LINK_DRAIN_LATE. */
  drain(withinMs: number): Promise<void>;
  /** No more requests after it resolves; what was in flight has been answered or its connection is gone. */
  stop(): Promise<void>;
}
