// Shapes of a live Kafka cluster. `index.ts` opens one; everything else in the product depends on these.
import type { TopicPartition } from '../base/core.ts';
import type { Administration } from './administration.ts';

export type {
  AclBinding,
  Administration,
  ClientQuota,
  GroupListing,
  GroupPositions,
  NewScramUser,
  PartitionGrowth,
  PositionsToWrite,
  PositionsWritten,
  QuotaChange,
  QuotaEntity,
  Refused,
  ScramMechanism,
  ScramUser,
  Setting,
  SettingChange,
  Settings,
  SettingSource,
} from './administration.ts';

export type {
  FetchAnswer,
  FetchedPartition,
  FetchPartition,
  FetchRequest,
  OffsetAnswer,
  ProduceAnswer,
  ProducedPartition,
  ProducePartition,
  ProduceRequest,
  ProducerState,
  RawCluster,
  RawPartition,
  RawTopic,
} from './raw/contract.ts';

/** An offset with the leader epoch under which it was read; epoch -1 when unknown. */
export interface OffsetAndEpoch {
  readonly offset: number;
  readonly leaderEpoch: number;
}

/** What a group committed. Another type than OffsetAndEpoch on purpose: a copied leader epoch freezes consumers (facts law 11, 35). */
export interface CommittedOffset extends TopicPartition {
  /** Next record to read; null = the group has no position for the partition. */
  readonly offset: number | null;
  readonly committedLeaderEpoch: number;
  readonly metadata: string;
}

export interface CommittedOffsets {
  readonly group: string;
  readonly offsets: readonly CommittedOffset[];
}

export interface BrokerDescription {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface PartitionDescription extends TopicPartition {
  /** -1 when there is none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

export interface TopicDescription {
  readonly name: string;
  readonly id: string;
  readonly partitions: readonly PartitionDescription[];
}

export interface GroupDescription {
  readonly group: string;
  /** Kafka's own words: Empty, Stable, PreparingRebalance, ... */
  readonly state: string;
  /** classic, consumer, share, streams, or unknown. */
  readonly type: string;
  readonly members: number;
}

export interface NewTopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly configs: Readonly<Record<string, string>>;
}

export interface LogRange extends TopicPartition {
  readonly earliest: OffsetAndEpoch;
  /** High watermark (isolation uncommitted) or last stable offset (committed). */
  readonly end: OffsetAndEpoch;
}

export interface ConnectOptions {
  /** Name used in errors and events. */
  readonly name: string;
  readonly bootstrap: readonly string[];
  /** Java client properties: security.protocol, sasl.*, ssl.* (PEM, PKCS12), client.id. */
  readonly properties: Readonly<Record<string, string>>;
  readonly requestTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly retries: number;
}

/** A connected cluster. Every method is bounded by requestTimeoutMs x (retries + 1) and throws TideError with the cluster's name and Kafka's code. */
export interface Cluster extends Administration {
  readonly name: string;
  clusterId(): Promise<string>;
  brokers(): Promise<readonly BrokerDescription[]>;
  /** Node id of the active controller (leader of the metadata quorum). */
  activeController(): Promise<number>;
  /** Highest ApiVersions-derived facts; version of the brokers as far as they tell. */
  features(): Promise<Readonly<Record<string, string>>>;
  /** All topics (internal ones too), or the named ones; a missing named topic is left out. */
  topics(names?: readonly string[]): Promise<readonly TopicDescription[]>;
  createTopics(topics: readonly NewTopicSpec[]): Promise<void>;
  deleteTopics(names: readonly string[]): Promise<void>;
  topicConfigs(names: readonly string[]): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>;
  brokerConfigs(id: number): Promise<Readonly<Record<string, string>>>;
  logRanges(
    partitions: readonly TopicPartition[],
    isolation: 'uncommitted' | 'committed',
  ): Promise<readonly LogRange[]>;
  groups(): Promise<readonly GroupDescription[]>;
  committed(group: string, partitions?: readonly TopicPartition[]): Promise<CommittedOffsets>;
  /** Writes positions of an inactive group, always with leader epoch -1. Kafka's error per partition is thrown with all of them listed. */
  commit(
    group: string,
    offsets: readonly (TopicPartition & { readonly offset: number; readonly metadata?: string })[],
  ): Promise<void>;
  /**
   * Appends one control marker (abort of an empty transaction) to every given partition and waits until each log end moved:
   * proof that every partition's leader takes writes with min ISR, invisible to every consumer. Returns the new log ends.
   */
  canary(partitions: readonly TopicPartition[], withinMs: number): Promise<readonly LogRange[]>;
  /** Produces one record with acks=all to a partition and reads it back at its offset; returns the round trip. For canary topics. */
  roundTrip(
    partition: TopicPartition,
    withinMs: number,
  ): Promise<{ readonly offset: number; readonly produceMs: number; readonly fetchMs: number }>;
  /** Asks each broker for `perBroker` producer ids, so that its id block is used up; returns the lowest and highest id seen. */
  drainProducerIds(perBroker: number): Promise<{ readonly lowest: number; readonly highest: number }>;
  close(): Promise<void>;
}
