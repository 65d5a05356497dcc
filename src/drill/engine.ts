// The engine of a drill: the order of things from an empty folder to a report. Each step is a stage function; this file only holds the order.
import { systemClock } from '../base/index.ts';
import type { Emit } from '../base/core.ts';
import type { IdsApart } from '../failover/core.ts';
import type { ConfigurationSnapshot, DrillResult } from '../report/core.ts';
import type { Scenario } from '../scenario/core.ts';
import {
  EXPOSURE_EVERY_MS,
  GAP_MS,
  PROGRESS_EVERY_MS,
  RECOVERY_WITHIN_MS,
  RECOVERY_WITH_DEFAULTS_MS,
  SCHEDULE_LEAD_MS,
  STABLE_WINDOW_MS,
  STUBBORN_MS,
  STUBBORN_OPEN_MS,
} from './bounds.ts';
import { describeEnvironment } from './environment.ts';
import { EventLog } from './event-log.ts';
import { NO_FAILOVER, zeroOf } from './facts.ts';
import type { Gathered } from './gathered.ts';
import { HistoryWatch } from './history-watch.ts';
import { createRunDirectory, writeJson } from './run-directory.ts';
import { Sampler } from './sampler.ts';
import type { Stage } from './stage.ts';
import { endStubborn, finishShared, playAct, playTail } from './stages/acts.ts';
import { bringUp } from './stages/bring-up.ts';
import type { Ground } from './stages/bring-up.ts';
import { clientsRecovered } from './stages/clients-recovered.ts';
import { startClients, withoutMissingClients } from './stages/clients.ts';
import type { Clients } from './stages/clients.ts';
import { brokerSnapshot, topologySnapshot, workloadSnapshot } from './stages/closing.ts';
import type { Detection } from './stages/detection.ts';
import { runFailback } from './stages/failback-run.ts';
import { runFailover } from './stages/failover-run.ts';
import { injectProven } from './stages/faults.ts';
import { countAgain, readFinally, readRecovered, readableSites } from './stages/final-reads.ts';
import { judgeRun, writeFacts } from './stages/judge-run.ts';
import { waitUntilSteady } from './stages/steady.ts';
import { startReplication } from './stages/replication.ts';
import type { Replication } from './stages/replication.ts';
import { runTimeline } from './stages/timeline-run.ts';
import { stopWorkload, waitUntilServing } from './stages/workload-run.ts';
import { waitFor, waitUntil } from './wait.ts';

export interface DrillOptions {
  /** Folder of all runs. */
  readonly runsDir: string;
  readonly emit: Emit;
  readonly signal?: AbortSignal;
  readonly seed?: number;
  readonly portBase?: number;
  /** Keep the brokers' data folders. */
  readonly keepData?: boolean;
  /** False: do not count again with Kafka's console consumer. */
  readonly secondOpinion?: boolean;
}

export interface DrillRun {
  readonly result: DrillResult;
  readonly directory: string;
}

/** Runs a scenario and returns its verdict; throws a TideError when the drill itself could not be carried out. Whatever happens, nothing keeps running. */
export async function runDrill(wanted: Scenario, options: DrillOptions): Promise<DrillRun> {
  const clock = systemClock;
  const startedWallMs = clock.wallMs();
  const run = await createRunDirectory(options.runsDir, wanted.name, startedWallMs);
  const log = new EventLog(run.eventsFile, clock, options.emit);
  const gaps: string[] = [];
  const scenario = await withoutMissingClients(wanted, (what) => {
    gaps.push(what);
    log.say('drill.gap', what);
  });
  const seed = options.seed ?? Math.floor(startedWallMs % 1_000_000);
  await writeJson(run.runFile, { format: 'tideover-run/1', run: { id: run.id, seed, startedWallMs }, scenario });
  const played = await play(
    {
      scenario,
      run,
      seed,
      clock,
      signal: options.signal ?? new AbortController().signal,
      log,
      gaps,
      faults: [],
      portBase: options.portBase,
      keepData: options.keepData ?? false,
    },
    options,
  );
  log.say('drill.phase', 'Checking the history.', { phase: 'check', title: 'check' });
  return judgeRun({ ...played, log, startedWallMs });
}

interface Played {
  readonly stage: Stage;
  readonly gathered: Gathered;
  readonly environment: Readonly<Record<string, string>>;
  readonly configuration: readonly ConfigurationSnapshot[];
}

/** One running drill. */
interface Scene {
  readonly stage: Stage;
  readonly detection: Detection;
  readonly replication: Replication;
  readonly idsApart: IdsApart;
  readonly clients: Clients;
  readonly gathered: Gathered;
  readonly setPhase: (phase: string) => void;
}

async function play(ground: Omit<Ground, 'cleanup'>, options: DrillOptions): Promise<Played> {
  await using cleanup = new AsyncDisposableStack();
  const { stage, detection, idsApart } = await bringUp({ ...ground, cleanup });
  const { log, scenario, clock, lab } = stage;
  const environment = await describeEnvironment(lab.javaVersion, lab.kafkaVersion);
  say(stage, 'replication', `Replicating ${stage.primary} to ${stage.standby}.`);
  const replication = await startReplication(stage);
  cleanup.defer(() => replication.stop());
  say(stage, 'workload', 'Starting the workload.');
  const watch = new HistoryWatch(stage.run.history, GAP_MS);
  cleanup.defer(() => watch.close());
  const clients = await startClients(stage, clock.monotonicMs() + SCHEDULE_LEAD_MS);
  await waitUntilServing(stage, watch, [...clients.producers, ...clients.consumers]);
  let phase = 'getting steady';
  let failedOver = false;
  const sampler = new Sampler({
    clock,
    log,
    watch,
    // Between failover and failback there is no flow whose exposure could be measured.
    mechanism: () => (failedOver && gathered.failback === null ? null : replication.mechanism),
    phase: () => phase,
    exposureEveryMs: EXPOSURE_EVERY_MS,
    progressEveryMs: PROGRESS_EVERY_MS,
  });
  cleanup.defer(() => sampler.stop());
  const gathered: Gathered = {
    failover: NO_FAILOVER,
    cut: null,
    failback: null,
    wayBack: null,
    fence: { armed: scenario.fenceArmed, method: 'none', notStopped: [] },
    counted: [],
    processes: () => [...clients.producers, ...clients.consumers].map((process) => process.name),
    watch,
    sampler,
    workloadFrom: clock.monotonicMs(),
    workloadTo: clock.monotonicMs(),
  };
  const configuration = [
    topologySnapshot(scenario),
    workloadSnapshot(scenario),
    ...(await Promise.all([brokerSnapshot(stage.clusters.primary), brokerSnapshot(stage.clusters.standby)])),
    ...replication.snapshots(),
  ];
  if (scenario.figures !== undefined) await finishShared({ stage, clients, watch }, scenario.figures);
  await waitUntilSteady(stage, replication, sampler);
  phase = 'before the fault';
  gathered.workloadFrom = clock.monotonicMs();
  say(stage, 'before', `Every client is served; ${scenario.workload.beforeMs / 1000} s without a fault follow.`);
  await waitUntil(gathered.workloadFrom + scenario.workload.beforeMs, stage);
  const scene: Scene = {
    stage,
    detection,
    replication,
    idsApart,
    clients,
    gathered,
    setPhase: (next) => {
      phase = next;
      failedOver ||= gathered.failover !== NO_FAILOVER;
    },
  };
  try {
    await playTimeline(scene);
    gathered.workloadTo = clock.monotonicMs();
    await close(scene, options);
  } catch (error) {
    // A drill that breaks off has a history all the same: with the facts beside it, it can be judged as far as it goes.
    gathered.workloadTo = clock.monotonicMs();
    await writeFacts(stage, gathered);
    throw error;
  }
  say(stage, 'lab down', 'Stopping Kafka.');
  return { stage, gathered, environment, configuration };
}

function say({ log }: Stage, phase: string, sentence: string): void {
  log.say('drill.phase', sentence, { phase, title: phase });
}

async function playTimeline(scene: Scene): Promise<void> {
  const { stage, gathered, setPhase, clients } = scene;
  const { scenario, clock } = stage;
  const { figures } = scenario;
  const playing = { stage, clients, watch: gathered.watch };
  const afterwards = (): Promise<void> => waitUntil(clock.monotonicMs() + scenario.workload.afterMs, stage);
  if (scenario.timeline.length === 0) return afterwards();
  return runTimeline(stage, scenario.timeline, {
    inject: async (fault) => {
      setPhase(`fault: ${fault.kind}`);
      // A client that still points at the old site has been trying all the time; it does not wait for the site to be back.
      if (fault.kind === 'site-return') await scene.clients.startStubborn();
      const window = await injectProven(stage, fault, scene.replication);
      if (figures !== undefined && fault.kind === 'replication-stopped') await playTail(playing, figures);
      return window;
    },
    afterSiteLoss: async (window) => {
      if (scenario.failover) {
        setPhase('failing over');
        const outcome = await runFailover({ ...scene, lastExposure: () => gathered.sampler.lastKnown });
        gathered.failover = outcome.facts;
        gathered.cut = outcome.cut;
        gathered.fence = outcome.fence;
      }
      setPhase('clients recover');
      if (figures === undefined)
        await recovery(scene, gathered.failover.phases.redirectedAt ?? window.effectiveAt ?? window.commandedAt);
      else await playAct(playing, 'survivor');
      setPhase('after the failover');
      await afterwards();
    },
    afterSiteReturn: async () => {
      setPhase('the old site is back');
      await stubbornHadItsSay(scene);
      if (figures !== undefined) await endStubborn(playing);
      await wayBack(scene);
    },
    afterOther: async (window) => {
      setPhase('clients recover');
      await recovery(scene, window.effectiveAt ?? window.commandedAt);
      setPhase('after the fault');
      await afterwards();
    },
  });
}

/** The planned way back, where the scenario has one; then the clients recover and go on for as long as after the failover. */
async function wayBack(scene: Scene): Promise<void> {
  const { stage, gathered, replication, setPhase } = scene;
  const { failback: mode } = stage.scenario;
  const { cut } = gathered;
  if (mode === undefined || cut === null) return;
  setPhase('failing back');
  say(stage, 'failback', `Failing back to ${stage.primary} (${mode}).`);
  await readRecovered(stage, stage.primary);
  const back = await runFailback({ stage, replication, mode, cut });
  gathered.failback = back.facts;
  gathered.wayBack = back.show;
  setPhase('clients recover');
  if (stage.scenario.figures === undefined)
    await recovery(scene, back.facts.redirectedAt ?? stage.clock.monotonicMs(), 'the names were moved back');
  else await playAct({ stage, clients: scene.clients, watch: gathered.watch }, 'returned');
  setPhase('after the failback');
  // Half of the time after the failover: what is to be seen is that both ways carry again.
  await waitUntil(stage.clock.monotonicMs() + stage.scenario.workload.afterMs / 2, stage);
}

/** Until the old site takes a stubborn client's writes (no fence), or has refused them for a while (fence); then a moment more. */
async function stubbornHadItsSay({ stage, gathered }: Scene): Promise<void> {
  const closed = stage.lab.sites[stage.primary]?.clientListener === 'closed';
  const served = (): boolean =>
    gathered.watch.pulses().some(({ header, served: count }) => header.pointedAt === stage.primary && count > 0);
  await waitFor(
    async () => {
      await gathered.watch.poll();
      return served() ? true : undefined;
    },
    { withinMs: closed ? STUBBORN_MS : STUBBORN_OPEN_MS, everyMs: 200 },
    stage,
  );
  if (served()) await waitUntil(stage.clock.monotonicMs() + STUBBORN_MS / 2, stage);
}

async function recovery({ stage, gathered }: Scene, since: number, after = 'the loss'): Promise<void> {
  const withinMs =
    stage.scenario.workload.clientSettings === 'default' ? RECOVERY_WITH_DEFAULTS_MS : RECOVERY_WITHIN_MS;
  const left = await clientsRecovered(stage, gathered.watch, {
    since,
    t0: after === 'the loss' ? (zeroOf(stage.faults) ?? since) : since,
    after,
    stableMs: STABLE_WINDOW_MS,
    withinMs,
    concerns: ({ header }) => header.pointedAt === 'bootstrap',
  });
  for (const { header } of left) {
    const sentence = `${header.process} was not served again within ${withinMs / 1000} s.`;
    stage.log.say('drill.gap', sentence, { process: header.process });
  }
}

/** Stops the workload, lets replication finish where it can, reads everything, counts again. */
async function close(
  { stage, replication, clients, gathered }: Pick<Scene, 'stage' | 'replication' | 'clients' | 'gathered'>,
  options: DrillOptions,
): Promise<void> {
  say(stage, 'stopping', 'Stopping the workload.');
  await stopWorkload(stage, gathered.watch, clients, { stopMs: 10_000, drainMs: 20_000, quietMs: 1500 });
  await gathered.sampler.stop();
  await replication.finish();
  const sites = readableSites(stage);
  const again = options.secondOpinion === false ? '' : ", and counting again with Kafka's console consumer";
  say(stage, 'final read', `Reading ${sites.join(' and ')} to the end${again}.`);
  const [, counted] = await Promise.all([
    readFinally(stage, sites),
    options.secondOpinion === false ? [] : countAgain(stage, sites),
  ]);
  gathered.counted = counted;
}
