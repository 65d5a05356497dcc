// API keys of Kafka 4.3 with their names, versions and first flexible version.

export interface Api {
  readonly key: number;
  readonly name: string;
  /** Lowest and highest stable version of Kafka 4.3; null = the key is assigned but removed (the ZooKeeper-era controller requests). */
  readonly versions: readonly [number, number] | null;
  /** First version whose request has header v2; null = none. */
  readonly flexibleRequestFrom: number | null;
  /** First version whose response has header v1; null = none (ApiVersions: a client must read the answer before it knows the version). */
  readonly flexibleResponseFrom: number | null;
}

/** Source: clients/src/main/resources/common/message of Kafka 4.3.1, read through ApiMessageType of kafka-clients-4.3.1.jar. */
export const API_KEYS: readonly Api[] = [
  { key: 0, name: 'Produce', versions: [3, 13], flexibleRequestFrom: 9, flexibleResponseFrom: 9 },
  { key: 1, name: 'Fetch', versions: [4, 18], flexibleRequestFrom: 12, flexibleResponseFrom: 12 },
  { key: 2, name: 'ListOffsets', versions: [1, 11], flexibleRequestFrom: 6, flexibleResponseFrom: 6 },
  { key: 3, name: 'Metadata', versions: [0, 13], flexibleRequestFrom: 9, flexibleResponseFrom: 9 },
  { key: 4, name: 'LeaderAndIsr', versions: null, flexibleRequestFrom: null, flexibleResponseFrom: null },
  { key: 5, name: 'StopReplica', versions: null, flexibleRequestFrom: null, flexibleResponseFrom: null },
  { key: 6, name: 'UpdateMetadata', versions: null, flexibleRequestFrom: null, flexibleResponseFrom: null },
  { key: 7, name: 'ControlledShutdown', versions: null, flexibleRequestFrom: null, flexibleResponseFrom: null },
  { key: 8, name: 'OffsetCommit', versions: [2, 10], flexibleRequestFrom: 8, flexibleResponseFrom: 8 },
  { key: 9, name: 'OffsetFetch', versions: [1, 10], flexibleRequestFrom: 6, flexibleResponseFrom: 6 },
  { key: 10, name: 'FindCoordinator', versions: [0, 6], flexibleRequestFrom: 3, flexibleResponseFrom: 3 },
  { key: 11, name: 'JoinGroup', versions: [0, 9], flexibleRequestFrom: 6, flexibleResponseFrom: 6 },
  { key: 12, name: 'Heartbeat', versions: [0, 4], flexibleRequestFrom: 4, flexibleResponseFrom: 4 },
  { key: 13, name: 'LeaveGroup', versions: [0, 5], flexibleRequestFrom: 4, flexibleResponseFrom: 4 },
  { key: 14, name: 'SyncGroup', versions: [0, 5], flexibleRequestFrom: 4, flexibleResponseFrom: 4 },
  { key: 15, name: 'DescribeGroups', versions: [0, 6], flexibleRequestFrom: 5, flexibleResponseFrom: 5 },
  { key: 16, name: 'ListGroups', versions: [0, 5], flexibleRequestFrom: 3, flexibleResponseFrom: 3 },
  { key: 17, name: 'SaslHandshake', versions: [0, 1], flexibleRequestFrom: null, flexibleResponseFrom: null },
  { key: 18, name: 'ApiVersions', versions: [0, 4], flexibleRequestFrom: 3, flexibleResponseFrom: null },
  { key: 19, name: 'CreateTopics', versions: [2, 7], flexibleRequestFrom: 5, flexibleResponseFrom: 5 },
  { key: 20, name: 'DeleteTopics', versions: [1, 6], flexibleRequestFrom: 4, flexibleResponseFrom: 4 },
  { key: 21, name: 'DeleteRecords', versions: [0, 2], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 22, name: 'InitProducerId', versions: [0, 5], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 23, name: 'OffsetForLeaderEpoch', versions: [2, 4], flexibleRequestFrom: 4, flexibleResponseFrom: 4 },
  { key: 24, name: 'AddPartitionsToTxn', versions: [0, 5], flexibleRequestFrom: 3, flexibleResponseFrom: 3 },
  { key: 25, name: 'AddOffsetsToTxn', versions: [0, 4], flexibleRequestFrom: 3, flexibleResponseFrom: 3 },
  { key: 26, name: 'EndTxn', versions: [0, 5], flexibleRequestFrom: 3, flexibleResponseFrom: 3 },
  { key: 27, name: 'WriteTxnMarkers', versions: [1, 2], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 28, name: 'TxnOffsetCommit', versions: [0, 5], flexibleRequestFrom: 3, flexibleResponseFrom: 3 },
  { key: 29, name: 'DescribeAcls', versions: [1, 3], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 30, name: 'CreateAcls', versions: [1, 3], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 31, name: 'DeleteAcls', versions: [1, 3], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 32, name: 'DescribeConfigs', versions: [1, 4], flexibleRequestFrom: 4, flexibleResponseFrom: 4 },
  { key: 33, name: 'AlterConfigs', versions: [0, 2], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 34, name: 'AlterReplicaLogDirs', versions: [1, 2], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 35, name: 'DescribeLogDirs', versions: [1, 5], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 36, name: 'SaslAuthenticate', versions: [0, 2], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 37, name: 'CreatePartitions', versions: [0, 3], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 38, name: 'CreateDelegationToken', versions: [1, 3], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 39, name: 'RenewDelegationToken', versions: [1, 2], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 40, name: 'ExpireDelegationToken', versions: [1, 2], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 41, name: 'DescribeDelegationToken', versions: [1, 3], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 42, name: 'DeleteGroups', versions: [0, 2], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 43, name: 'ElectLeaders', versions: [0, 2], flexibleRequestFrom: 2, flexibleResponseFrom: 2 },
  { key: 44, name: 'IncrementalAlterConfigs', versions: [0, 1], flexibleRequestFrom: 1, flexibleResponseFrom: 1 },
  { key: 45, name: 'AlterPartitionReassignments', versions: [0, 1], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 46, name: 'ListPartitionReassignments', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 47, name: 'OffsetDelete', versions: [0, 0], flexibleRequestFrom: null, flexibleResponseFrom: null },
  { key: 48, name: 'DescribeClientQuotas', versions: [0, 1], flexibleRequestFrom: 1, flexibleResponseFrom: 1 },
  { key: 49, name: 'AlterClientQuotas', versions: [0, 1], flexibleRequestFrom: 1, flexibleResponseFrom: 1 },
  { key: 50, name: 'DescribeUserScramCredentials', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 51, name: 'AlterUserScramCredentials', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 52, name: 'Vote', versions: [0, 2], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 53, name: 'BeginQuorumEpoch', versions: [0, 1], flexibleRequestFrom: 1, flexibleResponseFrom: 1 },
  { key: 54, name: 'EndQuorumEpoch', versions: [0, 1], flexibleRequestFrom: 1, flexibleResponseFrom: 1 },
  { key: 55, name: 'DescribeQuorum', versions: [0, 2], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 56, name: 'AlterPartition', versions: [2, 3], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 57, name: 'UpdateFeatures', versions: [0, 2], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 58, name: 'Envelope', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 59, name: 'FetchSnapshot', versions: [0, 1], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 60, name: 'DescribeCluster', versions: [0, 2], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 61, name: 'DescribeProducers', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 62, name: 'BrokerRegistration', versions: [0, 4], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 63, name: 'BrokerHeartbeat', versions: [0, 2], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 64, name: 'UnregisterBroker', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 65, name: 'DescribeTransactions', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 66, name: 'ListTransactions', versions: [0, 2], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 67, name: 'AllocateProducerIds', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 68, name: 'ConsumerGroupHeartbeat', versions: [0, 1], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 69, name: 'ConsumerGroupDescribe', versions: [0, 1], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 70, name: 'ControllerRegistration', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 71, name: 'GetTelemetrySubscriptions', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 72, name: 'PushTelemetry', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 73, name: 'AssignReplicasToDirs', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 74, name: 'ListConfigResources', versions: [0, 1], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 75, name: 'DescribeTopicPartitions', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 76, name: 'ShareGroupHeartbeat', versions: [1, 1], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 77, name: 'ShareGroupDescribe', versions: [1, 1], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 78, name: 'ShareFetch', versions: [1, 2], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 79, name: 'ShareAcknowledge', versions: [1, 2], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 80, name: 'AddRaftVoter', versions: [0, 1], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 81, name: 'RemoveRaftVoter', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 82, name: 'UpdateRaftVoter', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 83, name: 'InitializeShareGroupState', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 84, name: 'ReadShareGroupState', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 85, name: 'WriteShareGroupState', versions: [0, 1], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 86, name: 'DeleteShareGroupState', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 87, name: 'ReadShareGroupStateSummary', versions: [0, 1], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 88, name: 'StreamsGroupHeartbeat', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 89, name: 'StreamsGroupDescribe', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 90, name: 'DescribeShareGroupOffsets', versions: [0, 1], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 91, name: 'AlterShareGroupOffsets', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
  { key: 92, name: 'DeleteShareGroupOffsets', versions: [0, 0], flexibleRequestFrom: 0, flexibleResponseFrom: 0 },
];

const BY_KEY: ReadonlyMap<number, Api> = new Map(API_KEYS.map((api) => [api.key, api]));
const BY_NAME: ReadonlyMap<string, Api> = new Map(API_KEYS.map((api) => [api.name.toLowerCase(), api]));

export function apiOf(key: number): Api | undefined {
  return BY_KEY.get(key);
}

/** Finds an API by its name as Kafka writes it, in any case: `Produce`, `offsetcommit`. */
export function apiOfName(name: string): Api | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** `Produce`, or `ApiKey(99)` for a key that Kafka 4.3 does not have. */
export function apiName(key: number): string {
  return BY_KEY.get(key)?.name ?? `ApiKey(${key})`;
}

/** Header version of a request; an unknown key counts as classic. */
export function requestHeaderVersion(key: number, version: number): 1 | 2 {
  const from = BY_KEY.get(key)?.flexibleRequestFrom ?? null;
  return from !== null && version >= from ? 2 : 1;
}

/** Header version of the response to a request; an unknown key counts as classic. */
export function responseHeaderVersion(key: number, version: number): 0 | 1 {
  const from = BY_KEY.get(key)?.flexibleResponseFrom ?? null;
  return from !== null && version >= from ? 1 : 0;
}
