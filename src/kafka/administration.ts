// Shapes of administration: settings with their source, partitions, ACLs, quotas, SCRAM users, and positions of many groups at once.
import type { TopicPartition } from '../base/core.ts';
import type { CommittedOffset, LogRange } from './core.ts';

/** One item of a request that the cluster refused; the others were done. */
export interface Refused {
  /** The topic, partition, ACL, quota entity or user. */
  readonly item: string;
  readonly code: number;
  /** Kafka's name of the code. */
  readonly name: string;
  /** One sentence in Kafka's words. */
  readonly say: string;
}

/** Where the value of a setting comes from (DescribeConfigs, ConfigSource). `topic`: an override of this topic. */
export type SettingSource = 'topic' | 'broker' | 'broker-default' | 'static' | 'default' | 'other';

export interface Setting {
  readonly value: string;
  readonly source: SettingSource;
}

/** Settings of one topic by name; sensitive values are left out. */
export type Settings = Readonly<Record<string, Setting>>;

/** One step of IncrementalAlterConfigs (KIP-339); null takes the override away. */
export interface SettingChange {
  readonly topic: string;
  readonly setting: string;
  readonly value: string | null;
}

export interface PartitionGrowth {
  readonly topic: string;
  /** The number of partitions afterwards. */
  readonly partitions: number;
}

/** One ACL, in Kafka's own words: TOPIC, GROUP, CLUSTER, TRANSACTIONAL_ID, DELEGATION_TOKEN, USER; a number where Kafka has a newer word. */
export interface AclBinding {
  readonly resourceType: string;
  readonly resourceName: string;
  /** LITERAL or PREFIXED. */
  readonly patternType: string;
  readonly principal: string;
  readonly host: string;
  readonly operation: string;
  /** ALLOW or DENY. */
  readonly permission: string;
}

/** Whom a quota is for; a name of null is the default of that kind. Kinds: user, client-id, ip. */
export type QuotaEntity = Readonly<Record<string, string | null>>;

export interface ClientQuota {
  readonly entity: QuotaEntity;
  /** producer_byte_rate, consumer_byte_rate, request_percentage, controller_mutation_rate, connection_creation_rate. */
  readonly limits: Readonly<Record<string, number>>;
}

export interface QuotaChange {
  readonly entity: QuotaEntity;
  /** null takes the limit away. */
  readonly limits: Readonly<Record<string, number | null>>;
}

export type ScramMechanism = 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

export interface ScramUser {
  readonly user: string;
  readonly credentials: readonly { readonly mechanism: ScramMechanism; readonly iterations: number }[];
}

/** A user to create. Kafka never tells a credential, so the password must be supplied; it is salted here and never leaves in the clear. */
export interface NewScramUser {
  readonly user: string;
  readonly mechanism: ScramMechanism;
  readonly password: string;
  /** 4096 .. 16384 (ScramMechanism.minIterations and maxIterations). */
  readonly iterations: number;
}

export interface GroupListing {
  readonly group: string;
  readonly state: string;
  /** classic, consumer, share, streams, or unknown. */
  readonly type: string;
}

/** Positions of one group as its coordinator told them in one answer. */
export interface GroupPositions {
  readonly group: string;
  /** Only partitions that have a position. */
  readonly offsets: readonly CommittedOffset[];
  /** Partitions with a commit of an open transaction: their position is not settled (UNSTABLE_OFFSET_COMMIT, KIP-447). */
  readonly unstable: readonly TopicPartition[];
  /** Why there is no answer for this group; null: there is one. A moved coordinator is found anew at the next call. */
  readonly refused: Refused | null;
}

export interface PositionsToWrite {
  readonly group: string;
  readonly offsets: readonly (TopicPartition & { readonly offset: number; readonly metadata: string })[];
}

export interface PositionsWritten {
  readonly group: string;
  /** Partitions that were not taken, with Kafka's code (25: the group has members). Without a partition: the whole group. */
  readonly refused: readonly (Refused & { readonly partition: TopicPartition | null })[];
}

/** What a replicator needs to do beside moving records. Refusals of single items are values; a cluster that cannot be reached throws TideError. */
export interface Administration {
  /** Effective settings with their source; a missing topic is left out. Needs DESCRIBE_CONFIGS on the topics. */
  topicSettings(names: readonly string[]): Promise<ReadonlyMap<string, Settings>>;
  /** Needs ALTER_CONFIGS on the topics. All changes of one topic are taken or refused together; `item` is the topic. */
  alterTopicSettings(changes: readonly SettingChange[]): Promise<readonly Refused[]>;
  /** Adds partitions and waits until they are led; a topic that has that number already is done. Needs ALTER on the topics. */
  createPartitions(growth: readonly PartitionGrowth[]): Promise<readonly Refused[]>;
  /** Every ACL; null when the cluster has no authorizer. Needs DESCRIBE on the cluster. */
  acls(): Promise<readonly AclBinding[] | null>;
  /** Needs ALTER on the cluster. Creating one that exists is no error. */
  createAcls(bindings: readonly AclBinding[]): Promise<readonly Refused[]>;
  /** Deletes exactly these; one that is gone already is no error. Needs ALTER on the cluster. */
  deleteAcls(bindings: readonly AclBinding[]): Promise<readonly Refused[]>;
  /** Needs DESCRIBE_CONFIGS on the cluster. */
  quotas(): Promise<readonly ClientQuota[]>;
  /** Needs ALTER_CONFIGS on the cluster. */
  alterQuotas(changes: readonly QuotaChange[]): Promise<readonly Refused[]>;
  /** Names and mechanisms; Kafka tells no more. Needs DESCRIBE on the cluster. */
  scramUsers(): Promise<readonly ScramUser[]>;
  /** Needs ALTER on the cluster. */
  createScramUsers(users: readonly NewScramUser[]): Promise<readonly Refused[]>;
  /** Names, types and states of all groups, without asking for their members: one request per broker. Needs DESCRIBE on the groups. */
  listGroups(): Promise<readonly GroupListing[]>;
  /** Positions of many groups, settled ones only (requireStable): one request per coordinator and 100 groups, once; the next call is the retry. */
  positions(groups: readonly string[]): Promise<readonly GroupPositions[]>;
  /** Log start and high watermark of those partitions that can be asked now, at their leaders; others are left out. One try. */
  readableRanges(partitions: readonly TopicPartition[]): Promise<readonly LogRange[]>;
  /** Writes positions of inactive groups with leader epoch -1 (law 11), each group once; the next call is the retry. */
  writePositions(writes: readonly PositionsToWrite[]): Promise<readonly PositionsWritten[]>;
}
