// Checks that a scenario agrees with itself: names point at something, figures are possible.
import type { FaultSpec, Scenario } from './shapes.ts';

/** One sentence per contradiction; empty when there is none. */
export function scenarioProblems(scenario: Scenario): readonly string[] {
  return [
    ...topologyProblems(scenario),
    ...topicProblems(scenario),
    ...clientProblems(scenario),
    ...timelineProblems(scenario),
    ...countedProblems(scenario),
  ];
}

/** Counted clients need acts, and acts need figures. */
function countedProblems({ workload, figures, timeline, failover }: Scenario): readonly string[] {
  const countedClients = workload.producers.filter((producer) => producer.counted !== undefined);
  const handOvers = workload.groups.filter((group) => group.handOverAt !== undefined);
  if (figures === undefined)
    return [
      ...countedClients.map((producer) => `${producer.session} is counted in a workload that is not`),
      ...handOvers.map((group) => `${group.group} hands over in a workload that is not counted`),
    ];
  const kinds = timeline.map(({ fault }) => fault.kind);
  return [
    ...handOvers.filter((group) => group.members !== 2).map((group) => `${group.group} hands over without two members`),
    ...countedClients
      .filter((producer) => producer.kind !== 'node' || producer.partitions.length === 0)
      .map((producer) => `${producer.session} cannot count: that takes the Node client and named partitions`),
    ...(failover && kinds.indexOf('replication-stopped') === 0 && kinds.indexOf('site-loss') === 1
      ? []
      : ['a counted workload needs replication-stopped, then site-loss with a failover']),
    ...workload.topics
      .filter((topic) => topic.partitions !== figures.survivor.length)
      .map((topic) => `${topic.name} has ${topic.partitions} partitions, the figures know ${figures.survivor.length}`),
  ];
}

function topologyProblems({ topology }: Scenario): readonly string[] {
  const names = topology.sites.map((site) => site.name);
  const linked = new Set(topology.links.map((link) => link.between.toSorted().join('-')));
  const missing = names
    .flatMap((a, i) => names.slice(i + 1).map((b) => [a, b].toSorted().join('-')))
    .filter((pair) => !linked.has(pair));
  return [
    ...names.filter((name, i) => names.indexOf(name) !== i).map((name) => `the site ${name} is declared twice`),
    ...missing.map((pair) => `no link is declared for ${pair}`),
    ...topology.links.flatMap((link) =>
      link.between.filter((end) => !names.includes(end)).map((end) => `a link leads to the unknown site ${end}`),
    ),
    ...topology.sites
      .filter((site) => (site.role === 'primary' || site.role === 'standby') !== site.brokers > 0)
      .map((site) => `the ${site.role} site ${site.name} has ${site.brokers} brokers`),
  ];
}

function topicProblems({ topology, workload }: Scenario): readonly string[] {
  const smallest = Math.min(...topology.sites.filter((site) => site.brokers > 0).map((site) => site.brokers));
  return workload.topics.flatMap((topic) => [
    ...(topic.replicationFactor > smallest
      ? [`${topic.name} wants ${topic.replicationFactor} replicas, a site has ${smallest} brokers`]
      : []),
    ...(topic.minInsyncReplicas > topic.replicationFactor
      ? [`min.insync.replicas of ${topic.name} exceeds its replication factor`]
      : []),
    ...(topic.partitions < 1 ? [`${topic.name} has no partition`] : []),
  ]);
}

function clientProblems({ topology, workload }: Scenario): readonly string[] {
  const sites = new Set(topology.sites.map((site) => site.name));
  const topics = new Map(workload.topics.map((topic) => [topic.name, topic]));
  const clients = [
    ...workload.producers.map((producer) => ({ ...producer, name: producer.session })),
    ...workload.groups.map((group) => ({ ...group, name: group.group })),
  ];
  const sessions = workload.producers.map((producer) => producer.session);
  return [
    ...sessions
      .filter((session, i) => sessions.indexOf(session) !== i)
      .map((session) => `the session ${session} is declared twice`),
    ...clients
      .filter((client) => !topics.has(client.topic))
      .map((client) => `${client.name} uses the unknown topic ${client.topic}`),
    ...clients
      .filter((client) => !sites.has(client.site))
      .map((client) => `${client.name} runs at the unknown site ${client.site}`),
    ...clients
      .filter((client) => client.pointedAt !== 'bootstrap' && !sites.has(client.pointedAt))
      .map((client) => `${client.name} is pointed at the unknown site ${client.pointedAt}`),
    ...workload.producers
      .filter((producer) =>
        producer.partitions.some(
          (partition) => partition >= (topics.get(producer.topic)?.partitions ?? Number.POSITIVE_INFINITY),
        ),
      )
      .map((producer) => `${producer.session} writes to a partition that ${producer.topic} does not have`),
  ];
}

function sitesOf(fault: FaultSpec): readonly string[] {
  if (fault.kind === 'link-silent') return fault.between;
  return fault.kind === 'replication-stopped' ? [] : [fault.site];
}

function timelineProblems({ topology, timeline, failover }: Scenario): readonly string[] {
  const sites = new Set(topology.sites.map((site) => site.name));
  const lost = timeline.flatMap(({ fault }) => (fault.kind === 'site-loss' ? [fault.site] : []));
  return [
    ...timeline.flatMap(({ fault }) =>
      sitesOf(fault)
        .filter((name) => !sites.has(name))
        .map((name) => `${fault.kind} names the unknown site ${name}`),
    ),
    ...timeline
      .filter(({ fault }) => fault.kind === 'site-return' && !lost.includes(fault.site))
      .map(() => 'a site returns that was not lost'),
    ...(failover && lost.length === 0 ? ['a failover is expected, but no site is lost'] : []),
  ];
}
