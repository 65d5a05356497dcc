// Detection: vantages at the surviving sites and the witness at a third one watch the primary; the witness also keeps the lease.
import { join } from 'node:path';
import { DEFAULT_DETECT_POLICY } from '../../detect/core.ts';
import type { Assessment, DetectPolicy } from '../../detect/core.ts';
import { CANARY_TOPIC, collectObservations, startVantage, watchSite } from '../../detect/index.ts';
import type { ObservationCollector, SiteWatch } from '../../detect/index.ts';
import type { Clock } from '../../base/core.ts';
import type { Lab, LabProcess } from '../../lab/core.ts';
import type { Scenario, SiteName } from '../../scenario/core.ts';
import type { EventLog } from '../event-log.ts';
import type { RunDirectory } from '../run-directory.ts';

/** Port of the lease authority at the witness site, and of the collector of observations at the engine's site. */
export const LEASE_PORT = 19_300;
export const REPORT_PORT = 19_301;
const LEASE_TTL_MS = 5000;

export interface DetectionGround {
  readonly scenario: Scenario;
  readonly run: RunDirectory;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly engineSite: SiteName;
  readonly primary: SiteName;
}

export interface Detection {
  readonly watch: SiteWatch;
  readonly policy: DetectPolicy;
  readonly processes: readonly LabProcess[];
  /** Starts the vantages that do not keep the lease; call it when the brokers serve. */
  startVantages(lab: Lab): Promise<void>;
  stop(): Promise<void>;
}

/** The site of the lease authority; null when the topology has no third site. */
export function witnessSite(scenario: Scenario): SiteName | null {
  return scenario.topology.sites.find((site) => site.role === 'witness')?.name ?? null;
}

/** Starts the collector and the witness. Called when names and WAN are there and no broker runs yet, because guards ask the witness before they open a listener. */
export async function startDetection(ground: DetectionGround, lab: Lab): Promise<Detection> {
  const host = lab.lookup(ground.engineSite)(`${ground.engineSite}.lab`)?.[0] ?? '127.0.0.1';
  const collector = await collectObservations({ host, port: REPORT_PORT });
  const processes: LabProcess[] = [];
  const witness = witnessSite(ground.scenario);
  if (witness !== null) processes.push(await startOne(ground, lab, witness));
  const policy = policyOf(ground.scenario);
  const watch = watchSite({
    collector,
    watched: ground.primary,
    policy,
    clock: ground.clock,
    onChange: (assessment) => tell(ground, assessment),
  });
  return {
    watch,
    policy,
    processes,
    startVantages: async (running) => {
      const sites = ground.scenario.topology.sites.filter((site) => site.role === 'standby' || site.role === 'clients');
      processes.push(...(await Promise.all(sites.map((site) => startOne(ground, running, site.name)))));
    },
    stop: async () => stopDetection(watch, collector, processes),
  };
}

/** Without a third site two vantages cannot tell a lost site from a lost link: then none is required, and the plan says so. */
function policyOf(scenario: Scenario): DetectPolicy {
  const outside = scenario.topology.sites.filter((site) => site.role !== 'primary').length;
  return {
    ...DEFAULT_DETECT_POLICY,
    vantagesNeeded: Math.min(DEFAULT_DETECT_POLICY.vantagesNeeded, outside),
    witnessRequired: witnessSite(scenario) !== null,
  };
}

async function startOne(ground: DetectionGround, lab: Lab, site: SiteName): Promise<LabProcess> {
  const { run, primary, scenario, engineSite } = ground;
  const witness = site === witnessSite(scenario);
  const watched = lab.sites[primary];
  if (watched === undefined) throw new Error(`the lab has no site ${primary}`);
  const vantage = `vantage-${site}`;
  return startVantage(
    {
      vantage,
      site,
      role: witness ? 'witness' : 'site',
      watch: [{ site: primary, bootstrap: watched.bootstrap, properties: watched.adminProperties }],
      topic: CANARY_TOPIC,
      probeEveryMs: DEFAULT_DETECT_POLICY.probeEveryMs,
      deadlineMs: DEFAULT_DETECT_POLICY.deadlineMs,
      report: `${engineSite}.lab:${REPORT_PORT}`,
      file: join(run.detect, `${vantage}.jsonl`),
      ...(witness
        ? {
            lease: {
              host: `${site}.lab`,
              port: LEASE_PORT,
              ttlMs: LEASE_TTL_MS,
              file: join(run.detect, 'lease.jsonl'),
              holder: primary,
            },
          }
        : {}),
    },
    run.specs,
    (options) => lab.spawnNode(site, options),
  );
}

function tell({ log }: DetectionGround, { watched, state, evidence }: Assessment): void {
  log.say('drill.assessment', `${watched} is assessed ${state}: ${evidence[0] ?? 'no evidence yet'}`, {
    watched,
    state,
    evidence,
  });
}

async function stopDetection(
  watch: SiteWatch,
  collector: ObservationCollector,
  processes: readonly LabProcess[],
): Promise<void> {
  watch.stop();
  await Promise.all(processes.map((process) => process.stop(2000)));
  await collector.close();
}
