// The workload of a stage: planned from the scenario, started at its sites, stopped at the end.
import { systemClock } from '../../base/index.ts';
import type { Lab, LabProcess } from '../../lab/core.ts';
import type { Act, Scenario } from '../../scenario/core.ts';
import type { Stage } from '../stage.ts';
import { planWorkload } from '../workload/core.ts';
import type { ConsumerProcessSpec, ProducerProcessSpec } from '../workload/core.ts';
import { detectLibrdkafka, startConsumer, startProducer } from '../workload/index.ts';

export interface Clients {
  readonly producers: LabProcess[];
  readonly consumers: LabProcess[];
  /** Starts the producers that still point at the old site's own brokers. */
  startStubborn(): Promise<readonly LabProcess[]>;
  /** Starts what a counted workload has its part in the act: its producers, and in the act `survivor` the second members of its groups. */
  startAct(act: Act): Promise<readonly LabProcess[]>;
}

/** Time for a counted client to start before its first record is due. */
const ACT_LEAD_MS = 1500;

/** A producer that names the primary's own brokers: it plays its part when that site returns. */
function isStubborn(producer: { readonly pointedAt: string }, primary: string): boolean {
  return producer.pointedAt === primary;
}

/** The scenario without the clients this machine cannot run; what was left out is told as a gap. */
export async function withoutMissingClients(scenario: Scenario, gap: (sentence: string) => void): Promise<Scenario> {
  const { workload } = scenario;
  const wanted = [...workload.producers, ...workload.groups].some((client) => client.kind === 'librdkafka');
  if (!wanted) return scenario;
  const found = await detectLibrdkafka();
  if ('python' in found) return scenario;
  gap(`The librdkafka clients did not run, so how they recover is not shown. ${found.missing} Next: ${found.next}`);
  const stays = (client: { readonly kind: string }): boolean => client.kind !== 'librdkafka';
  return {
    ...scenario,
    workload: { ...workload, producers: workload.producers.filter(stays), groups: workload.groups.filter(stays) },
  };
}

/** Starts consumers first: a group that is there from the first record on has committed something when the fault comes. */
export async function startClients(stage: Stage, startAt: number): Promise<Clients> {
  const { scenario, lab, run } = stage;
  const plan = planWorkload({
    run: run.id,
    workload: scenario.workload,
    historyDir: run.history,
    clock: stage.clockPair,
    startAt,
    bootstrap: lab.zone.bootstrap,
    siteBootstrap: Object.fromEntries(Object.values(lab.sites).map((site) => [site.name, site.bootstrap])),
    connection: (pointedAt) => connectionOf(lab, pointedAt === 'bootstrap' ? stage.primary : pointedAt),
  });
  const profile = scenario.workload.clientSettings;
  const acts = actsOf(scenario);
  const startMember = (spec: ConsumerProcessSpec): Promise<LabProcess> => startConsumer(lab, spec, profile);
  const consumers = await Promise.all(plan.consumers.filter((spec) => !acts.waits(spec)).map(startMember));
  const start = (spec: ProducerProcessSpec): Promise<LabProcess> => startProducer(lab, spec, profile);
  const fromTheStart = (spec: ProducerProcessSpec): boolean =>
    !isStubborn(spec, stage.primary) && (acts.of(spec) ?? 'shared') === 'shared';
  const producers = await Promise.all(plan.producers.filter(fromTheStart).map(start));
  return {
    producers,
    consumers,
    startAct: async (act) => {
      const startAt = systemClock.monotonicMs() + ACT_LEAD_MS;
      const members = await Promise.all(
        plan.consumers.filter((spec) => act === 'survivor' && acts.waits(spec)).map(startMember),
      );
      consumers.push(...members);
      const mine = plan.producers.filter((spec) => acts.of(spec) === act);
      const started = await Promise.all(mine.map((spec) => start({ ...spec, startAt })));
      producers.push(...started);
      return started;
    },
    startStubborn: async () => {
      const late = plan.producers.filter((spec) => isStubborn(spec, stage.primary));
      const started = await Promise.all(late.map((spec) => start({ ...spec, startAt: systemClock.monotonicMs() })));
      producers.push(...started);
      return started;
    },
  };
}

/** Which act a planned process belongs to. */
function actsOf({ workload }: Scenario): {
  of(spec: ProducerProcessSpec): Act | undefined;
  waits(spec: ConsumerProcessSpec): boolean;
} {
  const acts = new Map(workload.producers.map((producer) => [producer.session, producer.counted?.act]));
  const handing = new Set(workload.groups.filter((each) => each.handOverAt !== undefined).map((each) => each.group));
  return {
    of: (spec) => acts.get(spec.session),
    // Of a group that hands over, the first member is told where it ends; the second waits for its act.
    waits: (spec) => handing.has(spec.group) && spec.untilOffset === undefined,
  };
}

function connectionOf(lab: Lab, site: string): Readonly<Record<string, string>> {
  return lab.sites[site]?.clientProperties ?? {};
}
