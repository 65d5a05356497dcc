// OffsetForLeaderEpoch (23), version 4: where a leader epoch ends in the leader's log (KIP-101, KIP-320).
import { codec } from './codec.ts';
import { struct } from './struct.ts';
import { array, int16, int32, int64, type Of, string } from './types.ts';

/**
 * OffsetForLeaderEpoch Request => replica_id [topics] TAG_BUFFER; replica_id => INT32 (-1 consumer)
 *   topics => topic [partitions] TAG_BUFFER; partitions => partition current_leader_epoch leader_epoch TAG_BUFFER; INT32 each
 */
const request = struct({
  replicaId: int32,
  topics: array(
    struct({
      topic: string,
      partitions: array(struct({ partition: int32, currentLeaderEpoch: int32, leaderEpoch: int32 })),
    }),
  ),
});

/**
 * OffsetForLeaderEpoch Response => throttle_time_ms [topics] TAG_BUFFER
 *   topics => topic [partitions] TAG_BUFFER
 *   partitions => error_code partition leader_epoch end_offset TAG_BUFFER; INT16, INT32, INT32, INT64
 */
const response = struct({
  throttleMs: int32,
  topics: array(
    struct({
      topic: string,
      partitions: array(struct({ error: int16, partition: int32, leaderEpoch: int32, endOffset: int64 })),
    }),
  ),
});

export type OffsetForLeaderEpochRequestBody = Of<typeof request>;
export type OffsetForLeaderEpochResponseBody = Of<typeof response>;

export const OFFSET_FOR_LEADER_EPOCH = codec(23, [4, 4], request, response);
