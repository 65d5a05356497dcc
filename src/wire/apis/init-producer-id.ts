// InitProducerId (22), version 4: an id for an idempotent producer, or the fencing of a transactional one (KIP-98, KIP-360).
import { codec } from './codec.ts';
import { struct } from './struct.ts';
import { int16, int32, int64, nullableString, type Of } from './types.ts';

/** InitProducerId Request => transactional_id transaction_timeout_ms producer_id producer_epoch; COMPACT_NULLABLE_STRING, INT32, INT64, INT16 */
const request = struct({
  transactionalId: nullableString,
  transactionTimeoutMs: int32,
  producerId: int64,
  producerEpoch: int16,
});

/** InitProducerId Response => throttle_time_ms error_code producer_id producer_epoch; INT32, INT16, INT64, INT16 */
const response = struct({ throttleMs: int32, error: int16, producerId: int64, producerEpoch: int16 });

export type InitProducerIdRequestBody = Of<typeof request>;
export type InitProducerIdResponseBody = Of<typeof response>;

export const INIT_PRODUCER_ID = codec(22, [4, 4], request, response);
