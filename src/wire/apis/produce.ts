// Produce (0), versions 9 to 13: batches to the leaders of partitions, each partition at most once.
import { wireError } from '../errors.ts';
import { type Codec, codec } from './codec.ts';
import { leaderIdAndEpoch, nodeEndpoints } from './nodes.ts';
import { struct, tagged } from './struct.ts';
import {
  array,
  int16,
  int32,
  int64,
  nullableString,
  type Of,
  records,
  since,
  string,
  until,
  uuid,
  ZERO_UUID,
} from './types.ts';

/**
 * Produce Request => transactional_id acks timeout_ms [topic_data] TAG_BUFFER
 *   transactional_id => COMPACT_NULLABLE_STRING, acks => INT16, timeout_ms => INT32
 *   topic_data => name (0-12) topic_id (13+) [partition_data] TAG_BUFFER
 *   partition_data => index records TAG_BUFFER; index => INT32, records => COMPACT_RECORDS (nullable)
 */
const request = struct({
  transactionalId: nullableString,
  acks: int16,
  timeoutMs: int32,
  topics: array(
    struct({
      topic: until(12, string, ''),
      topicId: since(13, uuid, ZERO_UUID),
      partitions: array(struct({ partition: int32, records })),
    }),
  ),
});

/**
 * Produce Response => [responses] throttle_time_ms TAG_BUFFER (tag 0, 10+: node_endpoints)
 *   responses => name (0-12) topic_id (13+) [partition_responses] TAG_BUFFER
 *   partition_responses => index error_code base_offset log_append_time_ms log_start_offset [record_errors] error_message
 *     TAG_BUFFER (tag 0, 10+: current_leader)
 *   index => INT32, error_code => INT16, base_offset, log_append_time_ms, log_start_offset => INT64, error_message => COMPACT_NULLABLE_STRING
 *   record_errors => batch_index batch_index_error_message TAG_BUFFER; INT32, COMPACT_NULLABLE_STRING
 */
const response = struct(
  {
    topics: array(
      struct({
        topic: until(12, string, ''),
        topicId: since(13, uuid, ZERO_UUID),
        partitions: array(
          struct(
            {
              partition: int32,
              error: int16,
              baseOffset: int64,
              logAppendTime: int64,
              logStartOffset: int64,
              recordErrors: array(struct({ index: int32, message: nullableString })),
              message: nullableString,
            },
            { currentLeader: tagged(0, 10, leaderIdAndEpoch) },
          ),
        ),
      }),
    ),
    throttleMs: int32,
  },
  { nodes: tagged(0, 10, nodeEndpoints) },
);

export type ProduceRequestBody = Of<typeof request>;
export type ProduceResponseBody = Of<typeof response>;

const plain = codec(0, [9, 13], request, response);

/** A repeated partition is refused here: the broker would execute only its last entry and acknowledge it for both (live fact). */
export const PRODUCE: Codec<ProduceRequestBody, ProduceResponseBody> = {
  ...plain,
  encodeRequest: (body, version) => {
    refuseRepeats(body, version);
    return plain.encodeRequest(body, version);
  },
};

function refuseRepeats(body: ProduceRequestBody, version: number): void {
  const seen = new Map<string, Set<number>>();
  for (const { topic, topicId, partitions } of body.topics) {
    const key = version >= 13 ? topicId.toLowerCase() : topic;
    const taken = seen.get(key) ?? new Set();
    seen.set(key, taken);
    for (const { partition } of partitions) {
      if (taken.has(partition)) throw wireError('TIDE_WIRE_REPEATED_PARTITION', { topic, topicId, partition });
      taken.add(partition);
    }
  }
}
