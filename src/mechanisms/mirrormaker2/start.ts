// Starting MirrorMaker: baselines first, then the process, then one record through the flow as proof that it copies.
import { type Clock, type TideError, type TopicPartition, keyOf } from '../../base/core.ts';
import type { Cluster } from '../../kafka/core.ts';
import type { Flow } from '../../replication/core.ts';
import { within } from '../../runbook/index.ts';
import { mirrorMakerError } from './errors.ts';
import { type LogTail, logTail } from './log-tail.ts';
import { type Baseline, baselineOf } from '../position.ts';
import type { ReplicatingProcess } from '../process.ts';
import { CANARY_TOPIC } from './tuning.ts';

const CANARY: TopicPartition = { topic: CANARY_TOPIC, partition: 0 };
const POLL_MS = 50;
const ROUND_TRIP_MS = 5000;

/** Makes the canary topic at the source when it is missing. */
export async function ensureCanary(source: Cluster): Promise<void> {
  if ((await source.topics([CANARY_TOPIC])).length > 0) return;
  const replicationFactor = Math.min(3, (await source.brokers()).length);
  const configs = { 'retention.ms': '3600000', 'segment.bytes': '1048576' };
  await source.createTopics([{ name: CANARY_TOPIC, partitions: 1, replicationFactor, configs }]);
}

/** To be read before MirrorMaker is launched: afterwards nobody can tell where it began. */
export async function readBaselines(
  source: Cluster,
  target: Cluster,
  partitions: readonly TopicPartition[],
): Promise<ReadonlyMap<string, Baseline | null>> {
  const existing = await existingAt(target, partitions);
  const [sourceRanges, targetRanges] = await Promise.all([
    source.logRanges(partitions, 'uncommitted'),
    existing.length === 0 ? [] : target.logRanges(existing, 'uncommitted'),
  ]);
  const targetOf = new Map(targetRanges.map((range) => [keyOf(range), range]));
  return new Map(sourceRanges.map((range) => [keyOf(range), baselineOf(range, targetOf.get(keyOf(range)))]));
}

async function existingAt(target: Cluster, partitions: readonly TopicPartition[]): Promise<readonly TopicPartition[]> {
  const topics = await target.topics([...new Set(partitions.map((one) => one.topic))]);
  const counts = new Map(topics.map((topic) => [topic.name, topic.partitions.length]));
  return partitions.filter((one) => one.partition < (counts.get(one.topic) ?? 0));
}

/** Log end of the canary at the target; 0 when the topic is not there yet. */
export async function canaryEnd(target: Cluster): Promise<number> {
  if ((await existingAt(target, [CANARY])).length === 0) return 0;
  const [range] = await target.logRanges([CANARY], 'uncommitted');
  return range?.end.offset ?? 0;
}

export interface FirstRecordOptions {
  readonly flow: Flow;
  readonly source: Cluster;
  readonly target: Cluster;
  readonly partitions: readonly TopicPartition[];
  readonly process: ReplicatingProcess;
  readonly canaryBefore: number;
  readonly clock: Clock;
  readonly withinMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Waits until a record written to the source's canary now is at the target and every partition of the flow exists there. */
export async function awaitFirstRecord(options: FirstRecordOptions): Promise<void> {
  const { clock, source, target, process, signal } = options;
  const deadline = clock.monotonicMs() + options.withinMs;
  const tail = logTail([process.logFile], clock);
  await source.roundTrip(CANARY, ROUND_TRIP_MS);
  let missing = 'the canary record';
  while (clock.monotonicMs() < deadline) {
    signal?.throwIfAborted();
    if (!process.running()) throw await failure(options, tail, 'TIDE_MIRRORMAKER2_DIED', missing);
    const look = await within(lookForFirstRecord(options), deadline - clock.monotonicMs(), signal);
    if (look.in === 'time' && look.value === null) return;
    missing = look.in === 'time' && look.value !== null ? look.value : `an answer of ${target.name}`;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw await failure(options, tail, 'TIDE_MIRRORMAKER2_NOT_COPYING', missing);
}

async function lookForFirstRecord(options: FirstRecordOptions): Promise<string | null> {
  if ((await canaryEnd(options.target)) <= options.canaryBefore) return 'the canary record';
  const there = await existingAt(options.target, options.partitions);
  const absent = options.partitions.length - there.length;
  return absent === 0 ? null : `${absent} of ${options.partitions.length} partitions at the target`;
}

async function failure(
  options: FirstRecordOptions,
  tail: LogTail,
  code: 'TIDE_MIRRORMAKER2_DIED' | 'TIDE_MIRRORMAKER2_NOT_COPYING',
  missing: string,
): Promise<TideError> {
  const { flow, process, withinMs } = options;
  const lines = await tail.recent(options.withinMs * 2);
  const telling = lines.at(-1) ?? 'nothing that looks like an error';
  return mirrorMakerError(code, {
    flow: flow.name,
    source: flow.source,
    target: flow.target,
    withinMs,
    missing,
    telling,
    log: process.logFile,
  });
}
