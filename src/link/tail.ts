// Tail: are the last records of the target the source's? Both are read at the same place and compared record by record (LINK-8, law 12).
import { type TopicPartition, isTideError } from '../base/core.ts';
import type { RawCluster } from '../kafka/core.ts';
import {
  type BatchHeader,
  type DecodedRecord,
  decodeRecords,
  isControl,
  nextOffsetOf,
  walkBatches,
} from '../wire/core.ts';
import type { LinkEngine } from './engine.ts';
import { kafkaName } from './refusal.ts';
import type { RunningPartition } from './running-partition.ts';
import { sequenceOf } from './sequence.ts';
import type { PartitionEffect, Placed, TailVerdict } from './view.ts';

/** Bytes read from each side for one comparison. */
const TAIL_BYTES = 1 << 20;
/** Create time of the plain fillers (law 8). */
const FILLER_TIMESTAMP = 1;

interface Compared {
  readonly verdict: TailVerdict;
  /** Target offset. */
  readonly at: number;
  readonly leaderEpoch: number;
  readonly detail: string;
}

type Effect = Extract<PartitionEffect, { readonly do: 'compare-tail' }>;

/** Compares at the last offset, and at the first that this link may have written when that was promised. */
export async function compareTail(engine: LinkEngine, partition: RunningPartition, effect: Effect): Promise<void> {
  const { round, below, first } = effect;
  const { source, target } = partition;
  if (source === null || target === null) return;
  const places = first !== null && first < below - 1 ? [first, below - 1] : [below - 1];
  try {
    let compared: Compared | null = null;
    for (const at of places) {
      compared = await compareAt(engine, partition, { source, target }, at);
      if (compared.verdict === 'different' || compared.verdict === 'gone') break;
    }
    engine.apply(partition, { type: 'tail-compared', round, ...compared! });
  } catch (error) {
    const why = isTideError(error) ? `${error.message} ${error.why}` : String(error);
    engine.apply(partition, { type: 'survey-failed', round, side: 'target', code: 0, why });
  }
}

async function compareAt(
  engine: LinkEngine,
  partition: RunningPartition,
  placed: { readonly source: Placed; readonly target: Placed },
  at: number,
): Promise<Compared> {
  const { shift } = partition.view.policy;
  const targetBytes = await readAt(engine.target, partition, placed.target, at);
  const header = targetBytes === null ? undefined : batchWith(targetBytes, at);
  if (targetBytes === null || header === undefined)
    return { verdict: 'gone', at, leaderEpoch: -1, detail: 'the record is no longer there' };
  const records = isControl(header) ? [] : decodeRecords(targetBytes, header, 'create');
  const sourceFrom = Math.max(0, header.baseOffset - shift);
  const sourceBytes =
    at - shift < 0
      ? null
      : ((await readAt(engine.source, partition, placed.source, sourceFrom)) ??
        (await readAt(engine.source, partition, placed.source, at - shift)));
  const theirs = sourceBytes === null ? NOTHING_READ : sourceRecords(sourceBytes, at - shift);
  let common = 0;
  for (const record of records) {
    const other = theirs.records.get(record.offset - shift);
    if (other === undefined) continue;
    common += 1;
    const difference = differenceOf(record, other);
    if (difference !== null) {
      const detail = `offset ${record.offset} of the target and offset ${record.offset - shift} of the source differ in ${difference}.`;
      return { verdict: 'different', at: record.offset, leaderEpoch: -1, detail };
    }
  }
  const verdict = common > 0 ? 'equal' : verdictWithoutSource(engine, header, records);
  return { verdict, at, leaderEpoch: theirs.leaderEpoch, detail: `${common} records compared` };
}

/** The source does not hold what the target holds: only that our own producer wrote it can speak for it. */
function verdictWithoutSource(engine: LinkEngine, header: BatchHeader, records: readonly DecodedRecord[]): TailVerdict {
  const own = header.producerId === engine.producerId && header.baseSequence === sequenceOf(header.baseOffset);
  if (!own) return 'unprovable';
  const [only] = records;
  const anchor = header.count === 1 && only !== undefined && only.key === null && only.value === null;
  return header.maxTimestamp === FILLER_TIMESTAMP || (anchor && only.headers.length === 0) ? 'own-filler' : 'own';
}

const NOTHING_READ = { records: new Map<number, DecodedRecord>(), leaderEpoch: -1 } as const;

function sourceRecords(
  bytes: Buffer,
  last: number,
): typeof NOTHING_READ | { records: Map<number, DecodedRecord>; leaderEpoch: number } {
  const records = new Map<number, DecodedRecord>();
  let leaderEpoch = -1;
  for (const header of walkBatches(bytes)) {
    if (header.baseOffset > last) break;
    leaderEpoch = header.leaderEpoch;
    if (isControl(header)) continue;
    for (const record of decodeRecords(bytes, header, 'create')) records.set(record.offset, record);
  }
  return { records, leaderEpoch };
}

function batchWith(bytes: Buffer, offset: number): BatchHeader | undefined {
  for (const header of walkBatches(bytes))
    if (nextOffsetOf(header) > offset) return header.baseOffset <= offset ? header : undefined;
  return undefined;
}

async function readAt(
  cluster: RawCluster,
  where: TopicPartition,
  placed: Placed,
  offset: number,
): Promise<Buffer | null> {
  const answer = await cluster.fetch(
    placed.leader,
    {
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: TAIL_BYTES,
      isolation: 'uncommitted',
      partitions: [
        {
          topic: where.topic,
          partition: where.partition,
          topicId: placed.topicId,
          offset,
          currentLeaderEpoch: -1,
          lastFetchedEpoch: -1,
          maxBytes: TAIL_BYTES,
        },
      ],
    },
    'tail',
  );
  const [found] = answer.partitions;
  const code = answer.error !== 0 ? answer.error : (found?.error ?? 0);
  if (code !== 0 && code !== 1)
    throw new Error(`Fetch of ${where.topic}-${where.partition} at ${offset}: ${kafkaName(code)}`);
  return found?.records ?? null;
}

function differenceOf(one: DecodedRecord, other: DecodedRecord): string | null {
  if (one.timestamp !== other.timestamp) return 'their timestamps';
  if (!sameBytes(one.key, other.key)) return 'their keys';
  if (!sameBytes(one.value, other.value)) return 'their values';
  const headers = one.headers.length === other.headers.length;
  const same = headers && one.headers.every((each, index) => sameHeader(each, other.headers[index]!));
  return same ? null : 'their headers';
}

function sameHeader(one: DecodedRecord['headers'][number], other: DecodedRecord['headers'][number]): boolean {
  return one.key.equals(other.key) && sameBytes(one.value, other.value);
}

function sameBytes(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}
