// ListOffsets (2), version 7: first, last or time-indexed offsets; replica id -2 sees the leader's log end.
import { codec } from './codec.ts';
import { struct } from './struct.ts';
import { array, int16, int32, int64, int8, type Of, string } from './types.ts';

/**
 * ListOffsets Request => replica_id isolation_level [topics] TAG_BUFFER
 *   replica_id => INT32 (-1 consumer, -2 debugging consumer: not bounded by the high watermark), isolation_level => INT8
 *   topics => name [partitions] TAG_BUFFER; COMPACT_STRING
 *   partitions => partition_index current_leader_epoch timestamp TAG_BUFFER; INT32, INT32, INT64 (-1 latest, -2 earliest, -3 largest timestamp)
 */
const request = struct({
  replicaId: int32,
  isolationLevel: int8,
  topics: array(
    struct({
      topic: string,
      partitions: array(struct({ partition: int32, currentLeaderEpoch: int32, timestamp: int64 })),
    }),
  ),
});

/**
 * ListOffsets Response => throttle_time_ms [topics] TAG_BUFFER
 *   topics => name [partitions] TAG_BUFFER
 *   partitions => partition_index error_code timestamp offset leader_epoch TAG_BUFFER; INT32, INT16, INT64, INT64, INT32
 */
const response = struct({
  throttleMs: int32,
  topics: array(
    struct({
      topic: string,
      partitions: array(
        struct({ partition: int32, error: int16, timestamp: int64, offset: int64, leaderEpoch: int32 }),
      ),
    }),
  ),
});

export type ListOffsetsRequestBody = Of<typeof request>;
export type ListOffsetsResponseBody = Of<typeof response>;

export const LIST_OFFSETS = codec(2, [7, 7], request, response);
