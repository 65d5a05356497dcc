// Topologies for tests of this room: sites by name with their number of brokers, every pair joined.
import type { TopologySpec } from '../../scenario/core.ts';

export function topologyOf(
  brokers: Readonly<Record<string, number>>,
  controllers: 'combined' | number = 'combined',
): TopologySpec {
  const names = Object.keys(brokers);
  const pairs = names.flatMap((one, position) => names.slice(position + 1).map((other) => [one, other] as const));
  return {
    kafkaVersion: '4.3.1',
    security: 'plaintext',
    sites: names.map((name, position) => ({
      name,
      role: position === 0 ? 'primary' : 'standby',
      brokers: brokers[name]!,
      controllers,
    })),
    links: pairs.map((between) => ({
      between,
      latencyMs: 5,
      jitterMs: 0,
      bandwidthBytesPerSecond: null,
      windowBytes: null,
    })),
  };
}
