// Shapes of a scenario: topology, workload, faults and expectations as declared data; drill and simulate interpret the same files.
import type { Objective } from '../objectives/core.ts';

export type SiteName = string;

/** What a site is for before the fault. `clients` and `witness` sites run no broker. */
export type SiteRole = 'primary' | 'standby' | 'witness' | 'clients';

export interface SiteSpec {
  readonly name: SiteName;
  readonly role: SiteRole;
  /** Brokers at the site; 0 for `witness` and `clients`. */
  readonly brokers: number;
  /** `combined`: the first three brokers are KRaft controllers too; a number: that many dedicated controllers. */
  readonly controllers: 'combined' | number;
}

/** One emulated WAN link; each direction has the same properties. */
export interface WanLinkSpec {
  readonly between: readonly [SiteName, SiteName];
  /** One-way latency added to every byte, milliseconds. */
  readonly latencyMs: number;
  /** Uniform jitter on top, 0..jitterMs; order inside a connection is kept. */
  readonly jitterMs: number;
  /** Bytes per second shared by all connections of one direction; null = unlimited. */
  readonly bandwidthBytesPerSecond: number | null;
  /** Bytes in flight per connection and direction (the TCP window a real WAN would impose); null = unlimited. */
  readonly windowBytes: number | null;
}

export type SecuritySpec = 'plaintext' | 'tls' | 'sasl-plain' | 'sasl-scram' | 'sasl-scram-tls';

export interface TopologySpec {
  readonly sites: readonly SiteSpec[];
  readonly links: readonly WanLinkSpec[];
  readonly kafkaVersion: string;
  /** Protocol of the client listener; anything but plaintext also switches the authorizer on. */
  readonly security: SecuritySpec;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  /** Replicated from the primary to the standby. False: a site-local topic that exists on both. */
  readonly mirrored: boolean;
}

export type ClientKind = 'node' | 'java' | 'librdkafka';

/** One producing client process (session). */
export interface ProducerSpec {
  /** Session name, unique in the run; part of every RecordId. Letters, digits, dash. */
  readonly session: string;
  readonly kind: ClientKind;
  /** Where the process runs. */
  readonly site: SiteName;
  /** The word `bootstrap`: through the service name that is switched; a site name: that site's brokers for ever (a stubborn client). */
  readonly pointedAt: SiteName;
  readonly topic: string;
  /** Partitions it writes to, round robin; empty = the client's own partitioner. */
  readonly partitions: readonly number[];
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  /** Exactly so many records instead of an endless schedule; absent: it sends from the start of the workload to its end. */
  readonly counted?: CountedPart;
}

/**
 * The acts of a counted workload, in their order. `shared`: what the link carries to the standby. `tail`: what the primary takes after the
 * link has stopped. `survivor`: what the standby takes after the failover. `returned`: what the primary takes after the failback.
 */
export type Act = 'shared' | 'tail' | 'survivor' | 'returned';

export interface CountedPart {
  /** The process is started when the act begins and stopped when every record is acknowledged. */
  readonly act: Act;
  /** Records for each of its partitions. */
  readonly recordsPerPartition: number;
}

/** One consumer group with its members as processes. */
export interface GroupSpec {
  readonly group: string;
  readonly kind: ClientKind;
  readonly site: SiteName;
  readonly pointedAt: SiteName;
  readonly topic: string;
  readonly members: number;
  readonly commitIntervalMs: number;
  /**
   * Only in a counted workload, with two members: the first processes and commits up to this offset (exclusive) in every partition and
   * stops in the act `tail`; the second is started in the act `survivor`.
   */
  readonly handOverAt?: number;
}

export interface WorkloadSpec {
  readonly topics: readonly TopicSpec[];
  readonly producers: readonly ProducerSpec[];
  readonly groups: readonly GroupSpec[];
  /** `recommended` = the settings of docs/client-settings.md; `default` = what the client ships with. */
  readonly clientSettings: 'recommended' | 'default';
  /** Fault-free time before the first fault, milliseconds. */
  readonly beforeMs: number;
  /** Time after the last client has recovered (or after the bound), milliseconds. */
  readonly afterMs: number;
  /** A scheduled operation counts as served when it is acknowledged within this time of its intended send time. */
  readonly deadlineMs: number;
}

export type FaultSpec =
  | { readonly kind: 'site-loss'; readonly site: SiteName; readonly manner: 'silent' | 'killed' }
  | { readonly kind: 'link-silent'; readonly between: readonly [SiteName, SiteName]; readonly durationMs: number }
  | {
      readonly kind: 'broker-crash';
      readonly site: SiteName;
      readonly target: 'leader-of-most' | 'controller' | number;
    }
  | { readonly kind: 'replication-stopped'; readonly manner: 'killed' | 'frozen' }
  | { readonly kind: 'site-return'; readonly site: SiteName };

/**
 * A fault on the timeline. `afterMs` counts from the end of the fault before it (the first one: from the end of `beforeMs`).
 * For what follows it, a site loss ends when the last client has recovered (or the wait for it has reached its bound) and `workload.afterMs` has passed.
 */
export interface TimelineEntry {
  readonly fault: FaultSpec;
  readonly afterMs: number;
}

/** Which architecture's row of the allowed-anomaly matrix applies. */
export type ArchitectureRow =
  | 'active-passive-preserving'
  | 'active-passive-translating'
  | 'active-active'
  | 'stretched'
  | 'planned'
  | 'single-cluster';

/** recreate: equal offsets again; shift: the divergent tail stays where it is and the survivor's records follow it. */
export type FailbackMode = 'recreate' | 'shift';

/** What a counted workload must come to, per partition of its topic; the drill compares every figure with what it finds. */
export interface CountedFigures {
  /** Records that both sites hold when the link stops. */
  readonly shared: number;
  /** Records that only the primary holds when it is lost. */
  readonly tail: number;
  /** What the group has committed at the primary when it is lost. */
  readonly committed: number;
  /** Records that the survivor takes after the failover, one entry for each partition. */
  readonly survivor: readonly number[];
  /** Records that the primary takes after the failback. */
  readonly returned: number;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** Why anybody runs it, one or two sentences. */
  readonly why: string;
  readonly architecture: ArchitectureRow;
  readonly mechanism: string | null;
  readonly topology: TopologySpec;
  readonly workload: WorkloadSpec;
  readonly timeline: readonly TimelineEntry[];
  /** Whether the engine fails over after the (first) site loss. */
  readonly failover: boolean;
  /** The planned way back after the site has returned; absent: it stays away. Needs a mechanism that keeps offsets, and the fence. */
  readonly failback?: FailbackMode;
  /** Fence armed on the hosts of the primary before the fault: client listeners stay closed without a lease. */
  readonly fenceArmed: boolean;
  /** Makes the workload a counted one: acts instead of time, and figures that are known beforehand. */
  readonly figures?: CountedFigures;
  readonly objectives: readonly Objective[];
  /** What the drill is built to end with; `fail` for drills that must go red. */
  readonly expected: 'pass' | 'fail';
}
