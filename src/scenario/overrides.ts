// Changes to a scenario from flags or tideover.yaml: a changed copy, or a refusal that names the option.
import type { Objective } from '../objectives/core.ts';
import { scenarioError } from './errors.ts';
import { never, within } from './objectives.ts';
import type { FailbackMode, ProducerSpec, Scenario, SecuritySpec, TimelineEntry, TopicSpec } from './shapes.ts';
import { scenarioProblems } from './validate.ts';

/** Every field is optional; an absent one leaves the scenario as it is. */
export interface ScenarioOverrides {
  /** Records per second of all producers that move with the service name and write to the main (first) topic, together. */
  readonly recordsPerSecond?: number | undefined;
  readonly recordBytes?: number | undefined;
  /** Partitions of the main topic. */
  readonly partitions?: number | undefined;
  /** Brokers of each Kafka site. */
  readonly brokers?: number | undefined;
  readonly beforeMs?: number | undefined;
  readonly afterMs?: number | undefined;
  readonly deadlineMs?: number | undefined;
  readonly manner?: 'silent' | 'killed' | undefined;
  readonly clientSettings?: 'recommended' | 'default' | undefined;
  readonly fenceArmed?: boolean | undefined;
  readonly kafkaVersion?: string | undefined;
  readonly security?: SecuritySpec | undefined;
  /** One-way latency between primary and standby. */
  readonly latencyMs?: number | undefined;
  readonly mechanism?: 'link' | 'mirrormaker2' | undefined;
  readonly failback?: FailbackMode | 'none' | undefined;
  readonly rpoMs?: number | undefined;
  readonly rtoMs?: number | undefined;
}

/** The changed copy. Throws TIDE_SCENARIO_OVERRIDE when an option makes no sense for this scenario. */
export function withOverrides(declared: Scenario, overrides: ScenarioOverrides): Scenario {
  refuse(declared, overrides);
  const scenario = withWayBack(withMechanism(declared, overrides), overrides);
  const topics = scenario.workload.topics.map((topic, i) => withTopic(topic, i === 0, overrides));
  const changed: Scenario = {
    ...scenario,
    fenceArmed: overrides.fenceArmed ?? scenario.fenceArmed,
    topology: withTopology(scenario, overrides),
    workload: {
      ...scenario.workload,
      topics,
      producers: withProducers(scenario, topics, overrides),
      clientSettings: overrides.clientSettings ?? scenario.workload.clientSettings,
      beforeMs: overrides.beforeMs ?? scenario.workload.beforeMs,
      afterMs: overrides.afterMs ?? scenario.workload.afterMs,
      deadlineMs: overrides.deadlineMs ?? scenario.workload.deadlineMs,
    },
    timeline: scenario.timeline.map((entry) => withTimelineEntry(entry, overrides)),
    objectives: scenario.objectives.map((objective) => withObjective(objective, overrides)),
    expected: expectedOf(scenario, overrides),
  };
  const problems = scenarioProblems(changed);
  if (problems.length > 0)
    throw scenarioError('TIDE_SCENARIO_INVALID', { scenario: scenario.name, problems: problems.join('; ') });
  return changed;
}

/** Another mechanism is another architecture row: what it may lose, repeat and reorder is judged differently. */
function withMechanism(scenario: Scenario, { mechanism }: ScenarioOverrides): Scenario {
  if (mechanism === undefined || scenario.mechanism === null) return scenario;
  return {
    ...scenario,
    mechanism,
    architecture: mechanism === 'link' ? 'active-passive-preserving' : 'active-passive-translating',
  };
}

/** A way back needs equal offsets and a fence that can close the survivor; where there is none, the site stays a returned one. */
function withWayBack(scenario: Scenario, { failback, fenceArmed }: ScenarioOverrides): Scenario {
  const { failback: declared, ...rest } = scenario;
  const possible = scenario.mechanism === 'link' && (fenceArmed ?? scenario.fenceArmed);
  const wanted = failback === 'none' || !possible ? undefined : (failback ?? declared);
  if (wanted !== undefined) {
    const judged = scenario.objectives.some((objective) => objective.metric === 'failback');
    return {
      ...rest,
      failback: wanted,
      objectives: judged ? rest.objectives : [...rest.objectives, never('failback')],
    };
  }
  return { ...rest, objectives: rest.objectives.filter((objective) => objective.metric !== 'failback') };
}

/** A site that returns unfenced while a client still points at it takes that client's writes: such a drill is built to go red. */
function expectedOf({ expected, timeline }: Scenario, { fenceArmed }: ScenarioOverrides): Scenario['expected'] {
  const returns = timeline.some((entry) => entry.fault.kind === 'site-return');
  return fenceArmed === false && returns ? 'fail' : expected;
}

interface Bound {
  readonly option: keyof ScenarioOverrides;
  readonly least: number;
  readonly most: number;
  readonly reason: string;
}

/** Bounds of the numbers, with why. A lab of more than nine brokers a site or a longer drill is a mistake on any one machine. */
const BOUNDS: readonly Bound[] = [
  {
    option: 'recordsPerSecond',
    least: 1,
    most: 100_000,
    reason: 'records per second are a whole number from 1 to 100,000',
  },
  {
    option: 'recordBytes',
    least: 100,
    most: 900_000,
    reason: 'a record holds from 100 bytes (its stamp) to 900,000 bytes (below max.message.bytes)',
  },
  { option: 'partitions', least: 1, most: 1_000, reason: 'the main topic has from 1 to 1,000 partitions' },
  { option: 'brokers', least: 1, most: 9, reason: 'a site of the lab has from 1 to 9 brokers' },
  {
    option: 'beforeMs',
    least: 2_000,
    most: 3_600_000,
    reason: 'the fault-free time is from 2 s (positions and exposure need it) to 1 h',
  },
  { option: 'afterMs', least: 2_000, most: 3_600_000, reason: 'the time after the recovery is from 2 s to 1 h' },
  { option: 'deadlineMs', least: 50, most: 60_000, reason: 'an operation is served within 50 ms to 60 s' },
  { option: 'latencyMs', least: 0, most: 1_000, reason: 'the one-way latency is from 0 to 1 s' },
  { option: 'rpoMs', least: 0, most: 86_400_000, reason: 'the objective is from 0 to 1 day' },
  { option: 'rtoMs', least: 1, most: 86_400_000, reason: 'the objective is from 1 ms to 1 day' },
];

function refuse(scenario: Scenario, overrides: ScenarioOverrides): void {
  for (const { option, least, most, reason } of BOUNDS) {
    const value = overrides[option];
    if (value === undefined) continue;
    if (
      typeof value !== 'number' ||
      !Number.isFinite(value) ||
      value < least ||
      value > most ||
      (!option.endsWith('Ms') && !Number.isInteger(value))
    ) {
      throw refusal(scenario, option, String(value), `${reason}.`);
    }
  }
  if (overrides.manner !== undefined && !scenario.timeline.some(({ fault }) => fault.kind === 'site-loss')) {
    throw refusal(
      scenario,
      'manner',
      overrides.manner,
      'No site is lost in this scenario, so there is no manner of losing it.',
    );
  }
  const returns = scenario.timeline.some(({ fault }) => fault.kind === 'site-return');
  if (overrides.failback !== undefined && overrides.failback !== 'none' && (!returns || !scenario.failover)) {
    throw refusal(scenario, 'failback', overrides.failback, 'No site returns after a failover in this scenario.');
  }
  if (overrides.failback !== undefined && overrides.failback !== 'none' && overrides.mechanism === 'mirrormaker2') {
    throw refusal(
      scenario,
      'failback',
      overrides.failback,
      'MirrorMaker does not keep offsets, so it has no way back.',
    );
  }
  refuseOtherCounts(scenario, overrides);
  if (overrides.mechanism !== undefined && scenario.mechanism === null) {
    throw refusal(scenario, 'mechanism', overrides.mechanism, 'Nothing is replicated in this scenario.');
  }
  if (overrides.fenceArmed === true && !scenario.failover) {
    throw refusal(
      scenario,
      'fenceArmed',
      'true',
      'Nobody fails over in this scenario, so nothing moves the lease of the fence.',
    );
  }
  for (const [option, metric] of [
    ['rpoMs', 'rpo'],
    ['rtoMs', 'rto'],
  ] as const) {
    if (overrides[option] !== undefined && !scenario.objectives.some((objective) => objective.metric === metric)) {
      throw refusal(scenario, option, String(overrides[option]), `This scenario has no objective for ${metric}.`);
    }
  }
}

/** Whoever counts records beforehand cannot let the count be another one. */
function refuseOtherCounts(scenario: Scenario, overrides: ScenarioOverrides): void {
  if (scenario.figures === undefined) return;
  for (const option of ['recordsPerSecond', 'partitions'] as const) {
    if (overrides[option] === undefined) continue;
    throw refusal(
      scenario,
      option,
      String(overrides[option]),
      'Its records are counted; partitions and records are what it proves.',
    );
  }
  if (overrides.mechanism === 'mirrormaker2')
    throw refusal(
      scenario,
      'mechanism',
      overrides.mechanism,
      'Its figures are offsets, and MirrorMaker does not keep them.',
    );
}

/** How people give an option: the flag of `drill run`, and the key of tideover.yaml where there is one. */
const GIVEN_AS: Readonly<Record<keyof ScenarioOverrides, string>> = {
  recordsPerSecond: '--rate or workload.recordsPerSecond',
  recordBytes: '--record-size or workload.recordSize',
  partitions: '--partitions or workload.partitions',
  brokers: '--brokers or lab.brokers',
  beforeMs: '--before or workload.before',
  afterMs: '--after or workload.after',
  deadlineMs: '--deadline',
  manner: '--manner',
  clientSettings: '--client-settings or workload.clientSettings',
  fenceArmed: '--fence or lab.fenceArmed',
  kafkaVersion: '--kafka-version or lab.kafkaVersion',
  security: '--security or lab.security',
  latencyMs: '--latency or lab.latency',
  mechanism: '--mechanism',
  failback: '--failback',
  rpoMs: '--rpo or objectives.rpo',
  rtoMs: '--rto or objectives.rto',
};

function refusal(scenario: Scenario, option: keyof ScenarioOverrides, value: string, reason: string): Error {
  const why = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
  return scenarioError('TIDE_SCENARIO_OVERRIDE', {
    scenario: scenario.name,
    option,
    given: GIVEN_AS[option],
    value,
    reason: why,
  });
}

function withTopology({ topology }: Scenario, overrides: ScenarioOverrides): Scenario['topology'] {
  const ends = topology.sites.filter((site) => site.brokers > 0).map((site) => site.name);
  return {
    ...topology,
    kafkaVersion: overrides.kafkaVersion ?? topology.kafkaVersion,
    security: overrides.security ?? topology.security,
    sites: topology.sites.map((site) =>
      site.brokers > 0 ? { ...site, brokers: overrides.brokers ?? site.brokers } : site,
    ),
    links: topology.links.map((link) =>
      link.between.every((end) => ends.includes(end))
        ? { ...link, latencyMs: overrides.latencyMs ?? link.latencyMs }
        : link,
    ),
  };
}

/** Replicas follow a smaller site: RF = at most the brokers, min ISR = one less where that leaves one, as in the recommended 3 and 2. */
function withTopic(topic: TopicSpec, main: boolean, { brokers, partitions }: ScenarioOverrides): TopicSpec {
  const replicationFactor = Math.min(topic.replicationFactor, brokers ?? topic.replicationFactor);
  return {
    ...topic,
    replicationFactor,
    minInsyncReplicas: Math.min(topic.minInsyncReplicas, Math.max(1, replicationFactor - 1)),
    partitions: main ? (partitions ?? topic.partitions) : topic.partitions,
  };
}

function withProducers(
  { workload }: Scenario,
  topics: readonly TopicSpec[],
  overrides: ScenarioOverrides,
): readonly ProducerSpec[] {
  if (overrides.recordsPerSecond === undefined && overrides.partitions === undefined)
    return workload.producers.map((one) => ({ ...one, recordBytes: overrides.recordBytes ?? one.recordBytes }));
  const main = topics[0];
  // One writer per partition is what order is judged by: with fewer partitions or records than sessions, the last sessions stay at home.
  const most = Math.min(
    overrides.partitions ?? Number.POSITIVE_INFINITY,
    overrides.recordsPerSecond ?? Number.POSITIVE_INFINITY,
  );
  const all = workload.producers.filter(
    (producer) => producer.topic === main?.name && producer.pointedAt === 'bootstrap',
  );
  const movers = all.slice(0, most);
  const total = overrides.recordsPerSecond ?? all.reduce((sum, producer) => sum + producer.recordsPerSecond, 0);
  const rates = shares(
    total,
    movers.map((producer) => producer.recordsPerSecond),
  );
  return workload.producers
    .filter((producer) => !all.includes(producer) || movers.includes(producer))
    .map((producer) => {
      const i = movers.indexOf(producer);
      const sized = { ...producer, recordBytes: overrides.recordBytes ?? producer.recordBytes };
      if (i < 0 || main === undefined) return sized;
      const same = overrides.partitions === undefined && movers.length === all.length;
      return {
        ...sized,
        partitions: same ? producer.partitions : share(main.partitions, movers.length, i),
        recordsPerSecond: rates[i]!,
      };
    });
}

/** Whole rates in the old proportion that sum up to the total. */
function shares(total: number, old: readonly number[]): readonly number[] {
  const sum = old.reduce((a, b) => a + b, 0);
  let given = 0;
  let before = 0;
  return old.map((rate) => {
    before += rate;
    const upTo = Math.round((total * before) / sum);
    const mine = upTo - given;
    given = upTo;
    return mine;
  });
}

/** The i-th of n nearly equal runs of 0..count-1. */
function share(count: number, n: number, i: number): readonly number[] {
  const from = Math.floor((count * i) / n);
  return Array.from({ length: Math.floor((count * (i + 1)) / n) - from }, (_, p) => from + p);
}

function withTimelineEntry(entry: TimelineEntry, { manner }: ScenarioOverrides): TimelineEntry {
  const { fault } = entry;
  if (fault.kind === 'site-loss') return { ...entry, fault: { ...fault, manner: manner ?? fault.manner } };
  return entry;
}

function withObjective(objective: Objective, { rpoMs, rtoMs }: ScenarioOverrides): Objective {
  if (objective.metric === 'rpo' && rpoMs !== undefined) return within('rpo', rpoMs);
  if (objective.metric === 'rto' && rtoMs !== undefined) return within('rto', rtoMs);
  return objective;
}
