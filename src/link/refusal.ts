// Refusals: what an error code of Kafka means for a partition: look again at once, wait for the cause to go, or find the source's leader.
import { faultOf } from './errors.ts';
import type { Fault } from './view.ts';

/** Names of the codes that Fetch, Produce, ListOffsets, DescribeProducers and DeleteRecords give (org.apache.kafka.common.protocol.Errors). */
const NAMES: Readonly<Record<number, string>> = {
  [-1]: 'UNKNOWN_SERVER_ERROR',
  1: 'OFFSET_OUT_OF_RANGE',
  2: 'CORRUPT_MESSAGE',
  3: 'UNKNOWN_TOPIC_OR_PARTITION',
  5: 'LEADER_NOT_AVAILABLE',
  6: 'NOT_LEADER_OR_FOLLOWER',
  7: 'REQUEST_TIMED_OUT',
  8: 'BROKER_NOT_AVAILABLE',
  9: 'REPLICA_NOT_AVAILABLE',
  10: 'MESSAGE_TOO_LARGE',
  13: 'NETWORK_EXCEPTION',
  17: 'INVALID_TOPIC_EXCEPTION',
  18: 'RECORD_LIST_TOO_LARGE',
  19: 'NOT_ENOUGH_REPLICAS',
  20: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  29: 'TOPIC_AUTHORIZATION_FAILED',
  31: 'CLUSTER_AUTHORIZATION_FAILED',
  32: 'INVALID_TIMESTAMP',
  35: 'UNSUPPORTED_VERSION',
  42: 'INVALID_REQUEST',
  43: 'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  44: 'POLICY_VIOLATION',
  45: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
  46: 'DUPLICATE_SEQUENCE_NUMBER',
  47: 'INVALID_PRODUCER_EPOCH',
  53: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  56: 'KAFKA_STORAGE_ERROR',
  57: 'LOG_DIR_NOT_FOUND',
  59: 'UNKNOWN_PRODUCER_ID',
  70: 'FETCH_SESSION_ID_NOT_FOUND',
  71: 'INVALID_FETCH_SESSION_EPOCH',
  72: 'LISTENER_NOT_FOUND',
  74: 'FENCED_LEADER_EPOCH',
  75: 'UNKNOWN_LEADER_EPOCH',
  76: 'UNSUPPORTED_COMPRESSION_TYPE',
  78: 'OFFSET_NOT_AVAILABLE',
  87: 'INVALID_RECORD',
  89: 'THROTTLING_QUOTA_EXCEEDED',
  100: 'UNKNOWN_TOPIC_ID',
  103: 'INCONSISTENT_TOPIC_ID',
};

export function kafkaName(code: number): string {
  return `${code} ${NAMES[code] ?? 'unknown code'}`;
}

/** Leadership, time and sequence: what the next look at both logs settles. */
const LOOK_AGAIN_AT_TARGET: ReadonlySet<number> = new Set([
  3, 5, 6, 7, 8, 9, 13, 45, 46, 59, 72, 74, 75, 78, 89, 100, 103,
]);

const FIND_SOURCE: ReadonlySet<number> = new Set([-1, 3, 5, 6, 7, 8, 9, 13, 70, 71, 72, 74, 75, 78, 89, 100, 103]);

/** What a refused Produce, ListOffsets, DescribeProducers or DeleteRecords of the target means; null: look again. */
export function targetFault(code: number, at: number, detail: string): Fault | null {
  if (LOOK_AGAIN_AT_TARGET.has(code)) return null;
  const kafka = kafkaName(code);
  if (code === 10 || code === 18) return faultOf('TIDE_LINK_TOO_LARGE', { at, kafka });
  if (code === 19 || code === 20) return faultOf('TIDE_LINK_MIN_ISR', { kafka });
  if (code === 29 || code === 31)
    return faultOf('TIDE_LINK_RIGHT', {
      side: 'target',
      kafka,
      needs: 'READ, WRITE and DESCRIBE on the target topic (and DELETE where a copy begins above offset 0)',
    });
  if (code === 32) return faultOf('TIDE_LINK_TIMESTAMP', { at, kafka });
  if (code === 56 || code === 57) return faultOf('TIDE_LINK_TARGET_STORAGE', { kafka });
  return faultOf('TIDE_LINK_KAFKA_REFUSED', {
    side: 'target',
    kafka,
    detail: detail === '' ? 'The broker says no more.' : detail,
  });
}

/** What a refused Fetch or ListOffsets of the source means; null: find its leader and ask again. */
export function sourceFault(code: number, at: number): Fault | null {
  if (FIND_SOURCE.has(code)) return null;
  const kafka = kafkaName(code);
  if (code === 29 || code === 31)
    return faultOf('TIDE_LINK_RIGHT', { side: 'source', kafka, needs: 'READ and DESCRIBE on the source topic' });
  if (code === 2) return faultOf('TIDE_LINK_CORRUPT', { at, detail: `The broker says ${kafka}.` });
  return faultOf('TIDE_LINK_KAFKA_REFUSED', { side: 'source', kafka, detail: 'The broker says no more.' });
}
