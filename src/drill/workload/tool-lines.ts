// The JSON lines of Kafka's VerifiableProducer and VerifiableConsumer -> history lines. Pure. Format: those two classes in kafka-tools 4.3.
import { readJavaStamp, type HistoryLine } from '../../check/core.ts';
import { identify } from './identity.ts';

export interface WallClock {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

interface ToolEvent {
  readonly timestamp?: number;
  readonly name?: string;
  readonly value?: string;
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly exception?: string;
  readonly message?: string;
  readonly partitions?: readonly { readonly topic: string; readonly partition: number }[];
  readonly offsets?: readonly { readonly topic: string; readonly partition: number; readonly offset: number }[];
  readonly success?: boolean;
  readonly error?: string;
}

export function monotonicOf(clock: WallClock, wallMs: number): number {
  return clock.monotonicMs + (wallMs - clock.wallMs);
}

function parse(line: string): ToolEvent | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as ToolEvent;
  } catch {
    return null;
  }
}

/**
 * A send that failed before the producer knew the topic was never handed to a broker (KafkaProducer.waitOnMetadata, RecordAccumulator);
 * a batch that expired may have been written (`Expiring n record(s) ... has passed since batch creation`).
 */
const NEVER_SENT = [/not present in metadata after/, /Failed to allocate memory within/];
const REFUSED = [/(Topic|Cluster)AuthorizationException/, /RecordTooLargeException/, /InvalidTopicException/];

function failureOf(event: ToolEvent): 'fail' | 'info' {
  const { exception = '', message = '' } = event;
  const never =
    NEVER_SENT.some((pattern) => pattern.test(message)) || REFUSED.some((pattern) => pattern.test(exception));
  return never ? 'fail' : 'info';
}

/** Partition -1 in fail and info lines: the tool does not tell it. */
export function producerToolLine(line: string, clock: WallClock): HistoryLine | null {
  const event = parse(line);
  if (event === null || event.timestamp === undefined) return null;
  const t = monotonicOf(clock, event.timestamp);
  const seq = event.value === undefined ? undefined : readJavaStamp(event.value)?.seq;
  if (event.name === 'producer_send_success' && seq !== undefined)
    return ['ok', t, event.partition ?? -1, seq, event.offset ?? -1];
  if (event.name === 'producer_send_error' && seq !== undefined) {
    const reason = `${(event.exception ?? '').replace(/^class /, '')}: ${event.message ?? ''}`.slice(0, 300);
    return [failureOf(event), t, event.partition ?? -1, seq, reason];
  }
  return ['note', t, event.name ?? 'line', event.name === 'startup_complete' ? null : line.slice(0, 300)];
}

/** The head and tail of a `record_data` line; the value between them may be a kilobyte of escaped padding that nobody needs. */
const RECORD_HEAD = /^\{"timestamp":(\d+),"name":"record_data","key":(?:null|"[^"]*"),"value":"([^"\\]*)/;
const RECORD_TAIL = /"topic":"([^"]+)","partition":(\d+),"offset":(\d+)\}$/;

export function consumerToolLine(line: string, clock: WallClock, run: string): HistoryLine | null {
  const head = RECORD_HEAD.exec(line);
  if (head !== null) return delivery(head, RECORD_TAIL.exec(line.slice(-400)), clock, run);
  const event = parse(line);
  if (event === null || event.timestamp === undefined || event.name === 'records_consumed') return null;
  const t = monotonicOf(clock, event.timestamp);
  const positions = (event.partitions ?? []).map(({ topic, partition }) => [topic, partition, null] as const);
  if (event.name === 'partitions_assigned') return ['assign', t, positions];
  if (event.name === 'partitions_revoked') return ['revoke', t, positions];
  if (event.name === 'offsets_committed') {
    const outcome =
      event.success === true
        ? 'ok'
        : /Rebalance|Commit(Failed)|UnknownMember/.test(event.error ?? '')
          ? 'fail'
          : 'info';
    return [
      'commit',
      t,
      outcome,
      (event.offsets ?? []).map(({ topic, partition, offset }) => [topic, partition, offset] as const),
    ];
  }
  return ['note', t, event.name ?? 'line', null];
}

/** The tool prints values as text, which garbles binary padding: the stamp's head identifies the record, its bytes are judged by the final read. */
function delivery(
  head: RegExpExecArray,
  tail: RegExpExecArray | null,
  clock: WallClock,
  run: string,
): HistoryLine | null {
  if (tail === null) return null;
  const partition = Number(tail[2]);
  const { session, recordPartition, seq } = identify(Buffer.from(`${head[2]}\n`, 'latin1'), run, partition);
  const id = seq >= 0 ? { session, recordPartition, seq } : identify(Buffer.from(head[2]!, 'latin1'), run, partition);
  return [
    'deliver',
    monotonicOf(clock, Number(head[1])),
    tail[1]!,
    partition,
    Number(tail[3]),
    id.session,
    id.recordPartition,
    id.seq,
    1,
  ];
}
