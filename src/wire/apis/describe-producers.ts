// DescribeProducers (61), version 0: the producer state that a leader holds for its partitions (KIP-664).
import { codec } from './codec.ts';
import { struct } from './struct.ts';
import { array, bigInt64, int16, int32, int64, nullableString, type Of, string } from './types.ts';

/** DescribeProducers Request => [topics] TAG_BUFFER; topics => name [partition_indexes] TAG_BUFFER; COMPACT_STRING, INT32 */
const request = struct({ topics: array(struct({ topic: string, partitions: array(int32) })) });

/**
 * DescribeProducers Response => throttle_time_ms [topics] TAG_BUFFER
 *   topics => name [partitions] TAG_BUFFER
 *   partitions => partition_index error_code error_message [active_producers] TAG_BUFFER; INT32, INT16, COMPACT_NULLABLE_STRING
 *   active_producers => producer_id producer_epoch last_sequence last_timestamp coordinator_epoch current_txn_start_offset TAG_BUFFER
 *   producer_id, last_timestamp, current_txn_start_offset => INT64, the others => INT32
 */
const response = struct({
  throttleMs: int32,
  topics: array(
    struct({
      topic: string,
      partitions: array(
        struct({
          partition: int32,
          error: int16,
          message: nullableString,
          producers: array(
            struct({
              producerId: bigInt64,
              epoch: int32,
              lastSequence: int32,
              lastTimestamp: int64,
              coordinatorEpoch: int32,
              transactionStart: int64,
            }),
          ),
        }),
      ),
    }),
  ),
});

export type DescribeProducersRequestBody = Of<typeof request>;
export type DescribeProducersResponseBody = Of<typeof response>;

export const DESCRIBE_PRODUCERS = codec(61, [0, 0], request, response);
