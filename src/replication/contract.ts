// The contract of replication: what every mechanism tells and does, in the same words.
import type { TopicPartition } from '../base/core.ts';

/** One direction of replication. `source` and `target` flip at failback. */
export interface Flow {
  readonly name: string;
  readonly source: string;
  readonly target: string;
  /** Topic names or Java regular expressions, as the mechanism takes them. */
  readonly topics: readonly string[];
  readonly groups: readonly string[];
}

export type Capability =
  | 'offset-preserving'
  | 'group-positions'
  | 'pause'
  | 'drain'
  | 'cut'
  | 'reverse'
  | 'exactly-once'
  | 'live-exposure';

/** What a mechanism answers when asked for something it cannot do: a value, not an exception. */
export interface Unsupported {
  readonly unsupported: true;
  readonly what: string;
  readonly why: string;
  /** What to do instead. */
  readonly next: string;
}

export interface PartitionExposure extends TopicPartition {
  /** Records readable at the source and not at the target; null = unknown. */
  readonly records: number | null;
  /** Age of the oldest of them, milliseconds; null = unknown. One clock: when we first saw the source's high watermark pass the target's position. */
  readonly ms: number | null;
  readonly errorBoundMs: number;
  readonly unknown?: { readonly why: string; readonly sinceMonotonicMs: number };
  /** What is certain while the value is unknown. */
  readonly certain?: CertainExposure;
  /** The source's high watermark when it was last read, and when (monotonic milliseconds). Absent: never. */
  readonly sourceHighWatermark?: { readonly offset: number; readonly atMs: number };
}

/** Records known to be missing, and the two ends between which the oldest missing record's age lies; `msAtMost` null: nothing bounds it. */
export interface CertainExposure {
  readonly recordsAtLeast: number;
  readonly msAtLeast: number;
  readonly msAtMost: number | null;
}

/** The RPO you would get now. */
export interface Exposure {
  readonly monotonicMs: number;
  readonly partitions: readonly PartitionExposure[];
  /** Over all partitions: sum of records, oldest age; null when any partition is unknown. */
  readonly records: number | null;
  readonly ms: number | null;
  /** Over all partitions, known or not. */
  readonly certain?: CertainExposure;
  /** Why `records` is null, in one sentence. */
  readonly why?: string;
}

export type MechanismState = 'starting' | 'running' | 'lagging' | 'faulted' | 'stopped';

export interface MechanismStatus {
  readonly state: MechanismState;
  /** Why it is in this state; for `faulted` the cause with Kafka's own words. */
  readonly cause: string;
  readonly next: string;
}

/** Evidence that nothing will be appended by the mechanism any more. */
export interface StopProof {
  readonly stopped: boolean;
  /** How it is known: process gone, log ends equal over N reads, ... */
  readonly evidence: readonly string[];
}

/** A group position on the target, with where it came from. */
export interface TranslatedPosition extends TopicPartition {
  readonly group: string;
  /** Offset on the target; null: no translation exists. */
  readonly offset: number | null;
  /** E.g. `synced by MirrorMaker`, `checkpoint at upstream 1234`, `none`. */
  readonly how: string;
}

export interface ReplicationMechanism {
  readonly name: string;
  readonly flow: Flow;
  readonly capabilities: ReadonlySet<Capability>;
  /** Starts it (or takes it over when it runs already) and returns when a first record has been seen at the target. */
  start(signal?: AbortSignal): Promise<void>;
  status(): Promise<MechanismStatus>;
  exposure(): Promise<Exposure>;
  /** Positions of one group for the target, for a target that is about to be promoted. Never ahead of what the target holds. */
  translateCommitted(group: string): Promise<readonly TranslatedPosition[]>;
  /** Waits until everything readable at the source is at the target, within the bound; unsupported when the source is gone. */
  drain(withinMs: number): Promise<true | Unsupported>;
  /** Stops it for good and proves it. Works without the source. */
  stop(): Promise<StopProof>;
  reverse(): Promise<ReplicationMechanism | Unsupported>;
}
