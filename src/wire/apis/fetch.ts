// Fetch (1), versions 12 to 17: batches as the log holds them, and what the leader knows about the partition.
import { codec } from './codec.ts';
import { leaderIdAndEpoch, nodeEndpoints } from './nodes.ts';
import { struct, tagged } from './struct.ts';
import {
  array,
  bigInt64,
  int16,
  int32,
  int64,
  int8,
  nullableArray,
  nullableString,
  type Of,
  records,
  since,
  string,
  until,
  uuid,
  ZERO_UUID,
} from './types.ts';

const topicFields = { topic: until(12, string, ''), topicId: since(13, uuid, ZERO_UUID) };

/**
 * Fetch Request => replica_id (12-14) max_wait_ms min_bytes max_bytes isolation_level session_id session_epoch [topics]
 *     [forgotten_topics_data] rack_id TAG_BUFFER (tag 0: cluster_id, tag 1, 15+: replica_state)
 *   replica_id, max_wait_ms, min_bytes, max_bytes, session_id, session_epoch => INT32, isolation_level => INT8, rack_id => COMPACT_STRING
 *   topics => topic (12) topic_id (13+) [partitions] TAG_BUFFER
 *   partitions => partition current_leader_epoch fetch_offset last_fetched_epoch log_start_offset partition_max_bytes
 *     TAG_BUFFER (tag 0, 17+: replica_directory_id)
 *   partition, current_leader_epoch, last_fetched_epoch, partition_max_bytes => INT32, fetch_offset, log_start_offset => INT64
 *   forgotten_topics_data => topic (12) topic_id (13+) [partitions] TAG_BUFFER; partitions => INT32
 *   replica_state => replica_id replica_epoch TAG_BUFFER; INT32, INT64
 */
const request = struct(
  {
    replicaId: until(14, int32, -1),
    maxWaitMs: int32,
    minBytes: int32,
    maxBytes: int32,
    isolationLevel: int8,
    sessionId: int32,
    sessionEpoch: int32,
    topics: array(
      struct({
        ...topicFields,
        partitions: array(
          struct(
            {
              partition: int32,
              currentLeaderEpoch: int32,
              fetchOffset: int64,
              lastFetchedEpoch: int32,
              logStartOffset: int64,
              maxBytes: int32,
            },
            { replicaDirectoryId: tagged(0, 17, uuid) },
          ),
        ),
      }),
    ),
    forgotten: array(struct({ ...topicFields, partitions: array(int32) })),
    rack: string,
  },
  {
    clusterId: tagged(0, 12, nullableString),
    replicaState: tagged(1, 15, struct({ replicaId: int32, replicaEpoch: int64 })),
  },
);

/**
 * Fetch Response => throttle_time_ms error_code session_id [responses] TAG_BUFFER (tag 0, 16+: node_endpoints)
 *   responses => topic (12) topic_id (13+) [partitions] TAG_BUFFER
 *   partitions => partition_index error_code high_watermark last_stable_offset log_start_offset [aborted_transactions] (nullable)
 *     preferred_read_replica records TAG_BUFFER (tag 0: diverging_epoch, tag 1: current_leader, tag 2: snapshot_id)
 *   partition_index, preferred_read_replica => INT32, error_code => INT16, high_watermark, last_stable_offset, log_start_offset => INT64
 *   aborted_transactions => producer_id first_offset TAG_BUFFER; INT64, INT64; records => COMPACT_RECORDS (nullable)
 *   diverging_epoch => epoch end_offset TAG_BUFFER; INT32, INT64; snapshot_id => end_offset epoch TAG_BUFFER; INT64, INT32
 */
const response = struct(
  {
    throttleMs: int32,
    error: int16,
    sessionId: int32,
    topics: array(
      struct({
        ...topicFields,
        partitions: array(
          struct(
            {
              partition: int32,
              error: int16,
              highWatermark: int64,
              lastStableOffset: int64,
              logStartOffset: int64,
              aborted: nullableArray(struct({ producerId: bigInt64, firstOffset: int64 })),
              preferredReadReplica: int32,
              records,
            },
            {
              diverging: tagged(0, 12, struct({ epoch: int32, endOffset: int64 })),
              currentLeader: tagged(1, 12, leaderIdAndEpoch),
              snapshot: tagged(2, 12, struct({ endOffset: int64, epoch: int32 })),
            },
          ),
        ),
      }),
    ),
  },
  { nodes: tagged(0, 16, nodeEndpoints) },
);

export type FetchRequestBody = Of<typeof request>;
export type FetchResponseBody = Of<typeof response>;

export const FETCH = codec(1, [12, 17], request, response);
