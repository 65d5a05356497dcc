// Closing facts: snapshots of configuration for the report, secrets left out.
import type { Cluster } from '../../kafka/core.ts';
import type { ConfigurationSnapshot } from '../../report/core.ts';
import type { Scenario } from '../../scenario/core.ts';

/** Broker settings that bound the result; everything else is in the lab's properties files. */
const BROKER_SETTINGS = [
  'min.insync.replicas',
  'default.replication.factor',
  'unclean.leader.election.enable',
  'broker.session.timeout.ms',
  'broker.heartbeat.interval.ms',
  'replica.lag.time.max.ms',
  'offsets.retention.minutes',
  'log.flush.interval.messages',
];

export async function brokerSnapshot(cluster: Cluster): Promise<ConfigurationSnapshot> {
  const title = `Brokers of ${cluster.name}`;
  const first = (await cluster.brokers())[0];
  if (first === undefined) return { title, entries: { state: 'no broker answered' } };
  const all = await cluster.brokerConfigs(first.id);
  const entries: Record<string, string> = {};
  for (const name of BROKER_SETTINGS) if (all[name] !== undefined) entries[name] = all[name];
  return { title, entries };
}

export function topologySnapshot(scenario: Scenario): ConfigurationSnapshot {
  const entries: Record<string, string> = {
    'kafka version': scenario.topology.kafkaVersion,
    security: scenario.topology.security,
  };
  for (const site of scenario.topology.sites)
    entries[`site ${site.name}`] = `${site.role}, ${site.brokers} brokers, controllers ${site.controllers}`;
  for (const link of scenario.topology.links) {
    const bandwidth = link.bandwidthBytesPerSecond === null ? 'unlimited' : `${link.bandwidthBytesPerSecond} B/s`;
    entries[`link ${link.between.join(' - ')}`] =
      `${link.latencyMs} ms one way, jitter ${link.jitterMs} ms, bandwidth ${bandwidth}, window ${link.windowBytes ?? 'unlimited'}`;
  }
  return { title: 'Topology', entries };
}

export function workloadSnapshot(scenario: Scenario): ConfigurationSnapshot {
  const { workload } = scenario;
  const entries: Record<string, string> = {
    'client settings': workload.clientSettings,
    'deadline of an operation': `${workload.deadlineMs} ms`,
  };
  for (const topic of workload.topics) {
    entries[`topic ${topic.name}`] =
      `${topic.partitions} partitions, RF ${topic.replicationFactor}, min ISR ${topic.minInsyncReplicas}, ${topic.mirrored ? 'mirrored' : 'site-local'}`;
  }
  for (const producer of workload.producers) {
    entries[`producer ${producer.session}`] =
      `${producer.kind} at ${producer.site}, ${producer.recordsPerSecond} records/s of ${producer.recordBytes} B to ${producer.topic}, pointed at ${producer.pointedAt}`;
  }
  for (const group of workload.groups) {
    entries[`group ${group.group}`] =
      `${group.kind} at ${group.site}, ${group.members} members on ${group.topic}, commits every ${group.commitIntervalMs} ms`;
  }
  return { title: 'Workload', entries };
}
