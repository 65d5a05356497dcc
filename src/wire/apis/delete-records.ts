// DeleteRecords (21), version 2: moves the log start of partitions forward (KIP-107).
import { codec } from './codec.ts';
import { struct } from './struct.ts';
import { array, int16, int32, int64, type Of, string } from './types.ts';

/**
 * DeleteRecords Request => [topics] timeout_ms TAG_BUFFER; timeout_ms => INT32
 *   topics => name [partitions] TAG_BUFFER; partitions => partition_index offset TAG_BUFFER; INT32, INT64 (-1: high watermark)
 */
const request = struct({
  topics: array(struct({ topic: string, partitions: array(struct({ partition: int32, before: int64 })) })),
  timeoutMs: int32,
});

/**
 * DeleteRecords Response => throttle_time_ms [topics] TAG_BUFFER
 *   topics => name [partitions] TAG_BUFFER; partitions => partition_index low_watermark error_code TAG_BUFFER; INT32, INT64, INT16
 */
const response = struct({
  throttleMs: int32,
  topics: array(
    struct({
      topic: string,
      partitions: array(struct({ partition: int32, lowWatermark: int64, error: int16 })),
    }),
  ),
});

export type DeleteRecordsRequestBody = Of<typeof request>;
export type DeleteRecordsResponseBody = Of<typeof response>;

export const DELETE_RECORDS = codec(21, [2, 2], request, response);
