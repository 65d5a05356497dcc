// Status: what the link says of itself, from the views of its partitions.
import type { LinkPartitionStatus, LinkStatus } from './contract.ts';
import type { LinkEngine } from './engine.ts';
import type { RunningPartition } from './running-partition.ts';

export function statusOf(engine: LinkEngine): LinkStatus {
  const partitions = [...engine.partitions.values()].map(partitionStatus);
  return {
    flow: engine.options.flow.name,
    generation: engine.options.generation,
    producerId: engine.producerId.toString(),
    state: stateOf(engine, partitions),
    monotonicMs: engine.clock.monotonicMs(),
    partitions,
    groups: [],
    ...engine.counters,
    gaps: [...engine.gaps],
  };
}

function partitionStatus(partition: RunningPartition): LinkPartitionStatus {
  const { view, topic, partition: number } = partition;
  const { state, fetched, acknowledged, safe, sourceHighWatermark, fault } = view;
  return {
    topic,
    partition: number,
    state,
    fetched,
    acknowledged,
    safe,
    sourceHighWatermark,
    queuedBytes: partition.heldBytes,
    fault,
  };
}

function stateOf(engine: LinkEngine, partitions: readonly LinkPartitionStatus[]): LinkStatus['state'] {
  if (engine.stopping) return 'stopped';
  if (engine.paused) return 'paused';
  if (partitions.some((one) => one.fault !== null || one.state === 'quarantined')) return 'degraded';
  return partitions.some((one) => one.state === 'starting') ? 'starting' : 'running';
}
