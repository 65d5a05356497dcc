// The failover of a drill: waits for the assessment, hands the failover room what it may move, turns its outcome into facts.
import { DEFAULT_DETECT_POLICY } from '../../detect/core.ts';
import type { Assessment } from '../../detect/core.ts';
import { askLease, CANARY_TOPIC } from '../../detect/index.ts';
import type { CutRecord, Fence, FailoverContext, IdsApart } from '../../failover/core.ts';
import { executeFailover, leaseFence, noFence, prepareStandby, zoneSwitch } from '../../failover/index.ts';
import type { FailoverOutcome } from '../../failover/index.ts';
import { connectCluster, connectRaw, probeWrites } from '../../kafka/index.ts';
import type { Exposure } from '../../replication/core.ts';
import type { GroupSpec } from '../../scenario/core.ts';
import { drillError } from '../errors.ts';
import type { FailoverFacts } from '../facts.ts';
import type { FenceStory } from '../fencing.ts';
import type { Stage } from '../stage.ts';
import { LEASE_PORT, witnessSite } from './detection.ts';
import type { Detection } from './detection.ts';
import type { Replication } from './replication.ts';

/** A site that is not assessed LOST by then was not lost, or the vantages are blind: the drill ends as unknown either way. */
const LOST_WITHIN_MS = 60_000;
const LEASE_ANSWER_MS = 2000;

/** Ids the primary may still hand out, for each of its brokers: a drill's clients need a few dozen, one block is plenty. */
const DRILL_IDS_MARGIN_PER_BROKER = 1000;

export interface FailedOver {
  readonly facts: FailoverFacts;
  readonly cut: CutRecord | null;
  readonly fence: FenceStory;
}

/** Law 33: before anybody writes at the standby, its next producer ids are moved above whatever the primary can hand out. */
export async function keepIdsApart(stage: Stage): Promise<IdsApart> {
  const { clusters, clock, log, lab, primary } = stage;
  return prepareStandby({
    primary: clusters.primary,
    standby: clusters.standby,
    marginIds: DRILL_IDS_MARGIN_PER_BROKER * (lab.sites[primary]?.brokerIds.length ?? 1),
    clock,
    emit: log.emit,
  });
}

export interface FailoverInput {
  readonly stage: Stage;
  readonly detection: Detection;
  readonly replication: Replication;
  readonly idsApart: IdsApart;
  readonly lastExposure: () => Exposure | null;
}

/** Throws TIDE_DRILL_NOT_LOST, or the failover's own failure. */
export async function runFailover(input: FailoverInput): Promise<FailedOver> {
  const { stage, detection } = input;
  const assessment = await lost(stage, detection);
  const outcome = await executeFailover(contextOf(input, assessment));
  if (outcome.failure !== null) throw outcome.failure;
  return { facts: factsOfOutcome(outcome, stage.scenario.workload.groups), cut: outcome.cut, fence: storyOf(outcome) };
}

async function lost(stage: Stage, detection: Detection): Promise<Assessment> {
  try {
    return await detection.watch.until(['LOST'], LOST_WITHIN_MS, stage.signal);
  } catch (error) {
    stage.signal.throwIfAborted();
    const last = detection.watch.assess();
    const fields = {
      site: stage.primary,
      withinMs: LOST_WITHIN_MS,
      state: last.state,
      evidence: last.evidence.join('; '),
    };
    throw drillError('TIDE_DRILL_NOT_LOST', fields, error);
  }
}

function contextOf(
  { stage, replication, idsApart, lastExposure }: FailoverInput,
  assessment: Assessment,
): FailoverContext {
  const { lab, primary, standby, clusters, scenario, run } = stage;
  const { mechanism } = replication;
  if (mechanism === null) throw new Error(`scenario ${scenario.name} fails over without replication`);
  const rpo = scenario.objectives.find((objective) => objective.metric === 'rpo');
  return {
    retired: primary,
    surviving: standby,
    mechanism,
    ...(mechanism.capabilities.has('offset-preserving') ? { probeWrites: probeAt(stage, standby) } : {}),
    target: clusters.standby,
    fence: fenceOf(stage),
    trafficSwitch: zoneSwitch(lab.zone),
    openService: () =>
      connectCluster({
        name: 'service names',
        bootstrap: lab.zone.bootstrap,
        properties: lab.sites[standby]!.adminProperties,
        requestTimeoutMs: DEFAULT_DETECT_POLICY.deadlineMs,
        connectTimeoutMs: DEFAULT_DETECT_POLICY.deadlineMs,
        retries: 2,
      }),
    canaryTopic: CANARY_TOPIC,
    groups: scenario.workload.groups.map((group) => group.group),
    assessment,
    // A drill is the standing order: nobody has to be woken to approve it.
    policy: { mode: 'automatic' },
    lastExposure: lastExposure(),
    ...(rpo === undefined ? {} : { rpoLimitMs: rpo.limit }),
    idsApart,
    journalPath: run.journalFile,
    resumeCommand: `npx tideover drill run ${scenario.name}`,
    clock: stage.clock,
    emit: stage.log.emit,
    signal: stage.signal,
  };
}

/** Connected when it is asked, to a site that serves: a few milliseconds. */
function probeAt({ lab, clock }: Stage, name: string): NonNullable<FailoverContext['probeWrites']> {
  const site = lab.sites[name]!;
  return async (partitions, withinMs) => {
    const raw = await connectRaw({
      name,
      bootstrap: site.adminBootstrap,
      properties: site.adminProperties,
      requestTimeoutMs: DEFAULT_DETECT_POLICY.deadlineMs,
      connectTimeoutMs: DEFAULT_DETECT_POLICY.deadlineMs,
      retries: 2,
    });
    try {
      return await probeWrites(raw, partitions, withinMs, () => clock.monotonicMs());
    } finally {
      raw.close();
    }
  };
}

function fenceOf({ scenario, primary, standby }: Stage): Fence {
  const witness = witnessSite(scenario);
  if (!scenario.fenceArmed || witness === null) return noFence(primary);
  return leaseFence({
    retired: primary,
    surviving: standby,
    ask: (question) => askLease(`${witness}.lab:${LEASE_PORT}`, question, LEASE_ANSWER_MS),
    reason: `failover of ${primary} in drill ${scenario.name}`,
  });
}

function factsOfOutcome(outcome: FailoverOutcome, groups: readonly GroupSpec[]): FailoverFacts {
  return {
    phases: outcome.phases,
    cut: (outcome.cut?.partitions ?? []).map((partition) => ({
      topic: partition.topic,
      partition: partition.partition,
      standbyLogEnd: partition.standbyLogEnd,
      primaryHighWatermark: partition.primaryHighWatermark,
    })),
    // The drill knows what each group reads: no position in another topic is no finding.
    promotedPositions: outcome.promotedPositions.filter(
      ({ group, topic, offset }) =>
        offset !== null || groups.some((each) => each.group === group && each.topic === topic),
    ),
  };
}

function storyOf({ fence }: FailoverOutcome): FenceStory {
  if (fence === null) return { armed: false, method: 'none', notStopped: [] };
  return { armed: fence.armed, method: fence.say, notStopped: fence.doesNotStop };
}
