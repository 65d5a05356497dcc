// The link's metrics in Prometheus' text format: per partition what it has, what is safe, what waits, and why.
import { keyOf } from '../../base/core.ts';
import type { Exposure } from '../../replication/core.ts';
import type { LinkStatus } from '../contract.ts';

/** Built anew at each scrape from one status: nothing to keep in step, and a partition that is gone leaves no stale series. */
export async function metricsText(
  status: LinkStatus,
  exposure: Exposure | null = null,
): Promise<{ readonly type: string; readonly text: string }> {
  // Loaded at the first scrape: it is not needed to copy.
  const { Counter, Gauge, Registry, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  registry.setDefaultLabels({ flow: status.flow, generation: String(status.generation) });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const totals: readonly (readonly [name: string, help: string, value: number])[] = [
    ['tideover_link_bytes_total', 'Bytes of source batches acknowledged by the target.', status.bytesCopied],
    ['tideover_link_records_total', 'Records acknowledged by the target.', status.recordsCopied],
    ['tideover_link_batches_total', 'Batches acknowledged by the target.', status.batchesCopied],
    ['tideover_link_requests_total', 'Produce requests answered.', status.requests],
    ['tideover_link_throttled_seconds_total', 'Time spent throttled.', status.throttledMs / 1000],
    [
      'tideover_link_gap_offsets_total',
      'Source offsets that were gone before they could be copied.',
      gapOffsets(status),
    ],
  ];
  for (const [name, help, value] of totals) new Counter({ name, help, registers }).inc(value);
  const labelNames = ['topic', 'partition'] as const;
  const gauge = (name: string, help: string): InstanceType<typeof Gauge<'topic' | 'partition'>> =>
    new Gauge({ name, help, labelNames, registers });
  const safe = gauge('tideover_link_safe_offset', "The target's high watermark: what is durable there.");
  const fetched = gauge('tideover_link_fetched_offset', 'Next source offset to be fetched.');
  const source = gauge('tideover_link_source_high_watermark', "The source's high watermark as last read.");
  const lag = gauge('tideover_link_exposure_records', 'Records readable at the source and not durable at the target.');
  const queued = gauge('tideover_link_queued_bytes', 'Bytes fetched and not acknowledged.');
  const faulted = gauge('tideover_link_partition_faulted', '1 when something holds the partition up.');
  const age = gauge(
    'tideover_link_exposure_seconds',
    'Age of the oldest record that is not durable at the target; absent: unknown.',
  );
  const bound = gauge('tideover_link_exposure_error_seconds', 'How much older than that it may be.');
  const measured = new Map((exposure?.partitions ?? []).map((one) => [keyOf(one), one]));
  for (const one of status.partitions) {
    const labels = { topic: one.topic, partition: String(one.partition) };
    safe.set(labels, one.safe);
    fetched.set(labels, one.fetched);
    queued.set(labels, one.queuedBytes);
    faulted.set(labels, one.fault === null ? 0 : 1);
    if (one.sourceHighWatermark === null) continue;
    source.set(labels, one.sourceHighWatermark);
    const exact = measured.get(keyOf(one));
    // Measured at both clusters: it knows the shift, and an unknown value has no sample at all.
    if (exact === undefined) lag.set(labels, Math.max(0, one.sourceHighWatermark - one.safe));
    else if (exact.records !== null) lag.set(labels, exact.records);
    if (exact === undefined || exact.ms === null) continue;
    age.set(labels, exact.ms / 1000);
    bound.set(labels, exact.errorBoundMs / 1000);
  }
  const groupAge = new Gauge({
    name: 'tideover_link_group_position_age_seconds',
    help: "Age of a group's position at the target.",
    labelNames: ['group'] as const,
    registers,
  });
  for (const one of status.groups) if (one.ageMs !== null) groupAge.set({ group: one.group }, one.ageMs / 1000);
  return { type: registry.contentType, text: await registry.metrics() };
}

function gapOffsets({ gaps }: LinkStatus): number {
  return gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
}
