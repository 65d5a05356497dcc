// Metadata (3), version 12: brokers, topics with their ids, leaders and ISR.
import { codec } from './codec.ts';
import { struct } from './struct.ts';
import { array, bool, int16, int32, nullableArray, nullableString, type Of, string, uuid } from './types.ts';

/**
 * Metadata Request => [topics] (null: all) allow_auto_topic_creation include_topic_authorized_operations TAG_BUFFER
 *   topics => topic_id name TAG_BUFFER; UUID, COMPACT_NULLABLE_STRING; the others => BOOLEAN
 */
const request = struct({
  topics: nullableArray(struct({ topicId: uuid, topic: nullableString })),
  allowAutoTopicCreation: bool,
  includeTopicAuthorizedOperations: bool,
});

/**
 * Metadata Response => throttle_time_ms [brokers] cluster_id controller_id [topics] TAG_BUFFER
 *   brokers => node_id host port rack TAG_BUFFER; INT32, COMPACT_STRING, INT32, COMPACT_NULLABLE_STRING
 *   cluster_id => COMPACT_NULLABLE_STRING, controller_id => INT32
 *   topics => error_code name topic_id is_internal [partitions] topic_authorized_operations TAG_BUFFER
 *   error_code => INT16, name => COMPACT_NULLABLE_STRING, topic_id => UUID, is_internal => BOOLEAN, topic_authorized_operations => INT32
 *   partitions => error_code partition_index leader_id leader_epoch [replica_nodes] [isr_nodes] [offline_replicas] TAG_BUFFER
 *   error_code => INT16, the others => INT32
 */
const response = struct({
  throttleMs: int32,
  brokers: array(struct({ id: int32, host: string, port: int32, rack: nullableString })),
  clusterId: nullableString,
  controllerId: int32,
  topics: array(
    struct({
      error: int16,
      topic: nullableString,
      topicId: uuid,
      internal: bool,
      partitions: array(
        struct({
          error: int16,
          partition: int32,
          leader: int32,
          leaderEpoch: int32,
          replicas: array(int32),
          isr: array(int32),
          offline: array(int32),
        }),
      ),
      authorizedOperations: int32,
    }),
  ),
});

export type MetadataRequestBody = Of<typeof request>;
export type MetadataResponseBody = Of<typeof response>;

export const METADATA = codec(3, [12, 12], request, response);
