// The page of scenarios: what each drill does, in order, and what it must keep.
import { formatCount, unreachable } from '../../src/base/core.ts';
import type { Objective } from '../../src/objectives/core.ts';
import { SCENARIOS } from '../../src/scenario/core.ts';
import type { FaultSpec, Scenario } from '../../src/scenario/core.ts';
import { page } from './tables.ts';

export function scenariosPage(): string {
  const intro =
    'Run one with `tideover drill run <name>`; its flags change rate, sizes, times, settings and objectives (`tideover drill run --help`). A drill ends with 0 when it passes, 1 when it fails, 2 when evidence is missing.';
  return page('Scenarios', intro, SCENARIOS.flatMap(section));
}

function section(scenario: Scenario): readonly string[] {
  const { name, title, why, workload, topology } = scenario;
  const sites = topology.sites
    .map((site) => `${site.name} (${site.role}${site.brokers > 0 ? `, ${site.brokers} brokers` : ''})`)
    .join(', ');
  const moving = workload.producers.filter(
    (producer) =>
      producer.kind === 'node' && producer.pointedAt === 'bootstrap' && producer.topic === workload.topics[0]?.name,
  );
  const rate = moving.reduce((sum, producer) => sum + producer.recordsPerSecond, 0);
  return [
    `## ${name}`,
    '',
    `${title}. ${why}`,
    '',
    `- Built to end with: **${scenario.expected}**`,
    `- Sites: ${sites}; Kafka ${topology.kafkaVersion}; replication: ${scenario.mechanism ?? 'none'}`,
    `- Topics: ${workload.topics.map((topic) => `\`${topic.name}\` (${topic.partitions} partitions${topic.mirrored ? '' : ', not mirrored'})`).join(', ')}`,
    `- Workload: ${formatCount(rate)} records/s of ${formatCount(workload.producers[0]?.recordBytes ?? 0)} bytes to \`${workload.topics[0]?.name}\`; groups ${workload.groups.map((group) => `\`${group.group}\` (${group.kind}, ${group.members})`).join(', ')}`,
    `- Timeline: ${timelineText(scenario)}`,
    `- Failover: ${scenario.failover ? 'yes' : 'no'}; fence armed on the hosts of the primary: ${scenario.fenceArmed ? 'yes' : 'no'}`,
    `- Objectives: ${scenario.objectives.map(objectiveText).join(', ')}`,
    '',
  ];
}

function timelineText({ workload, timeline }: Scenario): string {
  const after = `${workload.afterMs / 1000} s after the last client has recovered`;
  const faults = timeline.flatMap(({ fault, afterMs }) => [
    ...(afterMs > 0 ? [`${afterMs / 1000} s`] : []),
    faultText(fault),
    ...(fault.kind === 'site-loss' ? ['failover', after] : []),
  ]);
  const lost = timeline.some(({ fault }) => fault.kind === 'site-loss');
  return [`${workload.beforeMs / 1000} s without fault`, ...faults, ...(lost ? [] : [after])].join('; ');
}

function faultText(fault: FaultSpec): string {
  switch (fault.kind) {
    case 'site-loss':
      return `${fault.site} is lost (${fault.manner === 'silent' ? 'first its traffic disappears, then its processes are killed' : 'its processes are killed'})`;
    case 'link-silent':
      return `the link ${fault.between.join('-')} is silent for ${fault.durationMs / 1000} s`;
    case 'broker-crash':
      return `a broker of ${fault.site} is killed (${fault.target})`;
    case 'replication-stopped':
      return `replication is ${fault.manner}`;
    case 'site-return':
      return `${fault.site} returns, and with it a client that still points there`;
    default:
      return unreachable(fault);
  }
}

function objectiveText({ metric, limit, unit }: Objective): string {
  return unit === 'ms' ? `${metric} <= ${limit / 1000} s` : `${metric} ${limit} violations`;
}
