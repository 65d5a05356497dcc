// What a fault is: an injection with proof of its effect, and a healing with proof of that.
import type { Clock, Emit } from '../../base/core.ts';
import type { FaultSpec, SiteName } from '../../scenario/core.ts';
import type { Lab, LabProcess } from '../core.ts';
import type { ProbeResult } from './probe.ts';

/** What only a Kafka client can tell; given by the drill, so that faults know no client. */
export interface Targets {
  /** Id of the broker at the site that leads the most partitions. */
  leaderOfMost(site: SiteName): Promise<number>;
  /** Id of the node at the site's cluster that is the active controller. */
  activeController(site: SiteName): Promise<number>;
}

export interface FaultContext {
  readonly lab: Lab;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly targets: Targets;
  /** The processes that replicate now, wherever they run. */
  readonly replication: () => readonly LabProcess[];
  /** Starts replication again after `replication-stopped` with manner `killed`; without it that fault cannot be healed. */
  readonly restartReplication?: () => Promise<void>;
  /** Aborted when the drill is interrupted: waiting ends, what was dropped is healed. */
  readonly signal: AbortSignal;
  /** How long a site is silent before its processes are killed, milliseconds. Default 500. */
  readonly silenceBeforeKillMs?: number;
}

/** One observation that shows the effect. */
export interface Proof {
  /** A sentence for the report. */
  readonly says: string;
  readonly probes: readonly ProbeResult[];
}

/** All times are monotonic milliseconds of the context's clock. */
export interface FaultHealing {
  readonly commandedAt: number;
  /** When the healing was in force. */
  readonly effectiveAt: number;
  /** It was in force at most this much earlier. */
  readonly effectiveErrorMs: number;
  readonly proof: readonly Proof[];
}

export interface FaultEvidence {
  readonly commandedAt: number;
  /** T0: the fault was in force at this time, or up to `effectiveErrorMs` earlier (never before `commandedAt`). */
  readonly effectiveAt: number;
  readonly effectiveErrorMs: number;
  readonly proof: readonly Proof[];
  /** What was hit: site, broker id, process names. Healing reads it. */
  readonly hit: FaultHit;
  /** For faults that end by themselves. */
  readonly over?: SelfEnding;
}

export interface FaultHit {
  readonly sites: readonly SiteName[];
  readonly brokerId?: number;
  readonly processes: readonly string[];
}

export interface SelfEnding {
  /** Resolves when the fault has ended by itself or was ended; rejects when the end could not be proven. Always handled: it may be left unread. */
  readonly ended: Promise<FaultHealing>;
  /** Ends it now. */
  endNow(): void;
}

export type FaultKind = FaultSpec['kind'];
export type SpecOf<K extends FaultKind> = Extract<FaultSpec, { readonly kind: K }>;

/** One row of the catalogue. `inject` resolves when the effect is proven; it throws TIDE_FAULT_... and leaves nothing dropped when it is not. */
export interface Fault<K extends FaultKind = FaultKind> {
  readonly kind: K;
  readonly title: string;
  inject(context: FaultContext, spec: SpecOf<K>): Promise<FaultEvidence>;
  heal(context: FaultContext, spec: SpecOf<K>, evidence: FaultEvidence): Promise<FaultHealing>;
}
