// Brings up what a drill stands on: the lab with its witness, connections of the engine, topics, producer ids kept apart.
import type { Clock } from '../../base/core.ts';
import type { FaultWindow } from '../../check/core.ts';
import type { IdsApart } from '../../failover/core.ts';
import { connectCluster, overlayNames } from '../../kafka/index.ts';
import type { Cluster } from '../../kafka/core.ts';
import { startLab } from '../../lab/index.ts';
import type { Lab, LabOptions } from '../../lab/core.ts';
import type { Scenario, SiteName } from '../../scenario/core.ts';
import type { EventLog } from '../event-log.ts';
import type { RunDirectory } from '../run-directory.ts';
import { engineSite, siteWithRole } from '../stage.ts';
import type { Stage } from '../stage.ts';
import { LEASE_PORT, REPORT_PORT, startDetection, witnessSite } from './detection.ts';
import type { Detection } from './detection.ts';
import { keepIdsApart } from './failover-run.ts';
import { createTopics, topicsOf } from './topics.ts';

/** Longer than a busy machine needs, shorter than anybody waits; a dead source must never hold the engine. */
const REQUEST_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 2000;
const HEALTHY_WITHIN_MS = 60_000;

/**
 * Followers gather for a moment instead of asking for every record: six brokers share this machine's processors with all clients,
 * and at 2,000 records/s a third of them went into empty-handed fetches. Costs an acknowledgement up to 25 ms.
 */
const BROKER_PROPERTIES: Readonly<Record<string, string>> = {
  'replica.fetch.min.bytes': '16384',
  'replica.fetch.wait.max.ms': '25',
};

export interface Ground {
  readonly scenario: Scenario;
  readonly run: RunDirectory;
  readonly seed: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: EventLog;
  readonly gaps: string[];
  readonly faults: FaultWindow[];
  readonly portBase: number | undefined;
  readonly keepData: boolean;
  readonly cleanup: AsyncDisposableStack;
}

export interface BroughtUp {
  readonly stage: Stage;
  readonly detection: Detection;
  readonly idsApart: IdsApart;
}

export async function bringUp(ground: Ground): Promise<BroughtUp> {
  const { scenario, clock, log, run, cleanup } = ground;
  const primary = siteWithRole(scenario, 'primary');
  const standby = siteWithRole(scenario, 'standby');
  const from = engineSite(scenario);
  const clockPair = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  let detection: Detection | undefined;
  log.say('drill.phase', `Bringing up Kafka at ${primary} and ${standby}.`, { phase: 'lab', title: 'lab' });
  const lab = await startLab(
    labOptions(ground, primary, async (built) => {
      // From here on this process sees the sites as the engine's site does.
      overlayNames(built.lookup(from));
      detection = await startDetection({ scenario, run, clock, log, engineSite: from, primary }, built);
    }),
  );
  cleanup.defer(async () => {
    overlayNames(undefined);
    await lab.stop();
  });
  if (detection === undefined) throw new Error('the lab did not call beforeBrokers');
  const started = detection;
  cleanup.defer(() => started.stop());
  const clusters = await connectBoth(lab, primary, standby);
  cleanup.defer(async () => {
    await Promise.allSettled([clusters.primary.close(), clusters.standby.close()]);
  });
  const stage: Stage = {
    scenario,
    run,
    seed: ground.seed,
    clock,
    clockPair,
    signal: ground.signal,
    log,
    lab,
    primary,
    standby,
    clusters,
    faults: ground.faults,
    gaps: ground.gaps,
  };
  // The standby's ids must lie apart before its first producer comes, so this shares the time of making topics.
  const [idsApart] = await Promise.all([
    keepIdsApart(stage),
    makeTopics(stage, clusters.primary, primary),
    makeTopics(stage, clusters.standby, standby),
  ]);
  await started.startVantages(lab);
  await started.watch.until(['HEALTHY'], HEALTHY_WITHIN_MS, ground.signal);
  return { stage, detection: started, idsApart };
}

function labOptions(ground: Ground, primary: SiteName, beforeBrokers: (lab: Lab) => Promise<void>): LabOptions {
  const { scenario, run, log, signal, portBase, keepData } = ground;
  const witness = witnessSite(scenario);
  const guarded = scenario.fenceArmed && witness !== null;
  const from = engineSite(scenario);
  return {
    topology: scenario.topology,
    runDir: run.lab,
    emit: log.emit,
    signal,
    keepData,
    brokerProperties: Object.fromEntries(scenario.topology.sites.map((site) => [site.name, BROKER_PROPERTIES])),
    beforeBrokers,
    services: [{ site: from, port: REPORT_PORT }],
    ...(witness === null ? {} : { leaseAuthority: { site: witness, port: LEASE_PORT } }),
    ...(guarded ? { leaseGuardedSites: [primary] } : {}),
    ...(portBase === undefined ? {} : { portBase }),
  };
}

async function connectBoth(lab: Lab, primary: SiteName, standby: SiteName): Promise<Stage['clusters']> {
  const [first, second] = await Promise.all([connectTo(lab, primary), connectTo(lab, standby)]);
  return { primary: first, standby: second };
}

function connectTo(lab: Lab, name: SiteName): Promise<Cluster> {
  const site = lab.sites[name];
  if (site === undefined) throw new Error(`the lab has no site ${name}`);
  return connectCluster({
    name,
    bootstrap: site.adminBootstrap,
    properties: site.adminProperties,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    retries: 2,
  });
}

async function makeTopics(stage: Stage, cluster: Cluster, site: SiteName): Promise<void> {
  const brokers = stage.scenario.topology.sites.find((each) => each.name === site)?.brokers ?? 0;
  await createTopics(cluster, topicsOf(stage.scenario, brokers), stage);
}
