// Exposure of a running link, measured at both clusters while its partitions come and go; honest about what nobody can know.
import { type Clock, keyOf } from '../../base/core.ts';
import type { Cluster } from '../../kafka/core.ts';
import type { LinkPartitionStatus, LinkStatus } from '../../link/core.ts';
import { type Measure, measureOf } from '../../mechanisms/index.ts';
import type { Exposure, PartitionExposure } from '../../replication/core.ts';

export interface ExposureOptions {
  readonly source: Cluster;
  readonly target: Cluster;
  readonly clock: Clock;
}

export interface ExposureWatch {
  /** One look at both clusters, bounded; call again when it has resolved. */
  look(status: LinkStatus): Promise<Exposure>;
  /** The last look, with what the link has learned since: a partition that was quarantined a moment ago is not told as copied. Null: none yet. */
  latest(status: LinkStatus): Exposure | null;
}

const LOOK_MS = 1500;

export function exposureWatch(options: ExposureOptions): ExposureWatch {
  let measured = '';
  let measure: Measure | undefined;
  /** Source high watermark up to which records were there before the first look: nobody knows their age. */
  const backlog = new Map<string, number>();
  let sampled: Exposure | null = null;
  return {
    latest: (status) => (sampled === null ? null : corrected(status, sampled.partitions, backlog, sampled.monotonicMs)),
    look: async (status) => {
      const there = status.partitions.filter(isAtTarget);
      const names = there.map(keyOf).join(' ');
      if (names !== measured) measure = newMeasure(options, there);
      measured = names;
      const monotonicMs = options.clock.monotonicMs();
      sampled =
        measure === undefined ? { monotonicMs, partitions: [], records: null, ms: null } : await measure.sample();
      return corrected(status, sampled.partitions, backlog, sampled.monotonicMs);
    },
  };
}

/** A partition that has no copy yet cannot be asked; one question that fails would make every answer unknown. */
function isAtTarget({ state, fault }: LinkPartitionStatus): boolean {
  return (
    state !== 'starting' && fault?.code !== 'TIDE_LINK_TARGET_MISSING' && fault?.code !== 'TIDE_LINK_SOURCE_MISSING'
  );
}

function newMeasure(
  { source, target, clock }: ExposureOptions,
  partitions: readonly LinkPartitionStatus[],
): Measure | undefined {
  if (partitions.length === 0) return undefined;
  return measureOf({
    source,
    target,
    partitions: partitions.map(({ topic, partition }) => ({ topic, partition })),
    noBaselineWhy: 'the target has no such partition yet',
    baselines: new Map(partitions.map((one) => [keyOf(one), { source: 0, target: 0 }])),
    clock,
    lookMs: LOOK_MS,
    onSilence: () => undefined,
    onAnswer: () => undefined,
  });
}

/**
 * What the two log ends alone would tell wrongly: in a quarantined partition foreign records count as copied; the age of a
 * backlog counts from the first look, not from the birth of its records. Exported for tests.
 */
export function corrected(
  status: LinkStatus,
  sampled: readonly PartitionExposure[],
  backlog: Map<string, number>,
  monotonicMs: number,
): Exposure {
  const measured = new Map(sampled.map((one) => [keyOf(one), one]));
  const partitions = status.partitions.map((one): PartitionExposure => {
    const unknown = (why: string): PartitionExposure => ({
      topic: one.topic,
      partition: one.partition,
      records: null,
      ms: null,
      errorBoundMs: 0,
      unknown: { why, sinceMonotonicMs: monotonicMs },
    });
    const found = measured.get(keyOf(one));
    if (one.state === 'quarantined')
      return unknown(
        `the partition is quarantined (${one.fault?.code ?? 'no cause told'}): the two logs are not one history`,
      );
    if (found === undefined) return unknown(one.fault?.say ?? 'the link has not looked at both logs yet');
    return withoutInventedAge(found, backlog);
  });
  return { monotonicMs, partitions, ...totals(partitions) };
}

function withoutInventedAge(one: PartitionExposure, backlog: Map<string, number>): PartitionExposure {
  const end = one.sourceHighWatermark?.offset;
  if (one.records === null || end === undefined) return one;
  const key = keyOf(one);
  const before = backlog.get(key) ?? (one.records > 0 ? end : 0);
  backlog.set(key, before);
  if (one.records === 0 || end - one.records >= before) return one;
  const why = 'these records were there before the first look, so nobody saw when they were written';
  return {
    ...one,
    ms: null,
    errorBoundMs: 0,
    unknown: { why, sinceMonotonicMs: one.sourceHighWatermark!.atMs },
    certain: { recordsAtLeast: one.records, msAtLeast: one.ms ?? 0, msAtMost: null },
  };
}

function totals(partitions: readonly PartitionExposure[]): Omit<Exposure, 'monotonicMs' | 'partitions'> {
  const atLeast = partitions.map((one) => one.certain?.recordsAtLeast ?? one.records ?? 0);
  const ages = partitions.map((one) => one.ms ?? one.certain?.msAtLeast ?? 0);
  const bounds = partitions.map((one) =>
    one.ms === null ? (one.certain?.msAtMost ?? null) : one.ms + one.errorBoundMs,
  );
  const certain = {
    recordsAtLeast: atLeast.reduce((sum, records) => sum + records, 0),
    msAtLeast: Math.max(0, ...ages),
    msAtMost: bounds.includes(null) ? null : Math.max(0, ...bounds.map((bound) => bound ?? 0)),
  };
  const dark = partitions.filter((one) => one.records === null);
  const ageless = partitions.find((one) => one.ms === null);
  if (partitions.length === 0) return { records: null, ms: null, why: 'the link carries no partition yet' };
  const records = dark.length > 0 ? null : certain.recordsAtLeast;
  const ms = ageless === undefined ? certain.msAtLeast : null;
  const cause = dark[0] ?? ageless;
  if (cause === undefined) return { records, ms, certain };
  return { records, ms, certain, why: `${keyOf(cause)}: ${cause.unknown?.why ?? 'unknown'}` };
}
