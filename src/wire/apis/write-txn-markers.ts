// WriteTxnMarkers (27), versions 1 and 2: commit and abort markers, normally sent by a transaction coordinator (KIP-98).
import { codec } from './codec.ts';
import { struct } from './struct.ts';
import { array, bigInt64, bool, int16, int32, int8, type Of, since, string } from './types.ts';

/**
 * WriteTxnMarkers Request => [markers] TAG_BUFFER
 *   markers => producer_id producer_epoch transaction_result [topics] coordinator_epoch transaction_version (2+) TAG_BUFFER
 *   producer_id => INT64, producer_epoch => INT16, transaction_result => BOOLEAN (true: commit), coordinator_epoch => INT32, transaction_version => INT8
 *   topics => name [partition_indexes] TAG_BUFFER; COMPACT_STRING, INT32
 */
const request = struct({
  markers: array(
    struct({
      producerId: bigInt64,
      producerEpoch: int16,
      commit: bool,
      topics: array(struct({ topic: string, partitions: array(int32) })),
      coordinatorEpoch: int32,
      transactionVersion: since(2, int8, 0),
    }),
  ),
});

/**
 * WriteTxnMarkers Response => [markers] TAG_BUFFER
 *   markers => producer_id [topics] TAG_BUFFER; topics => name [partitions] TAG_BUFFER
 *   partitions => partition_index error_code TAG_BUFFER; INT32, INT16
 */
const response = struct({
  markers: array(
    struct({
      producerId: bigInt64,
      topics: array(struct({ topic: string, partitions: array(struct({ partition: int32, error: int16 })) })),
    }),
  ),
});

export type WriteTxnMarkersRequestBody = Of<typeof request>;
export type WriteTxnMarkersResponseBody = Of<typeof response>;

export const WRITE_TXN_MARKERS = codec(27, [1, 2], request, response);
