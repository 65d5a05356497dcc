// Stage: what a running drill consists of; handed to every stage function.
import type { Clock } from '../base/core.ts';
import type { FaultWindow } from '../check/core.ts';
import type { Cluster } from '../kafka/core.ts';
import type { Lab } from '../lab/core.ts';
import type { Scenario, SiteName } from '../scenario/core.ts';
import type { EventLog } from './event-log.ts';
import type { RunDirectory } from './run-directory.ts';

export interface Stage {
  readonly scenario: Scenario;
  readonly run: RunDirectory;
  readonly seed: number;
  readonly clock: Clock;
  /** One pair of readings of both clocks, taken at the start; every process of the run converts with it. */
  readonly clockPair: { readonly monotonicMs: number; readonly wallMs: number };
  readonly signal: AbortSignal;
  readonly log: EventLog;
  readonly lab: Lab;
  readonly primary: SiteName;
  readonly standby: SiteName;
  /** Connections of the engine, through the tools' listener, from the site where the engine stands. */
  readonly clusters: { readonly primary: Cluster; readonly standby: Cluster };
  readonly faults: FaultWindow[];
  /** What this run cannot show, and why. */
  readonly gaps: string[];
}

/** The site from which the engine looks at the others: a third one where there is one, because the engine must outlive the primary. */
export function engineSite(scenario: Scenario): SiteName {
  const sites = scenario.topology.sites;
  const site =
    sites.find((each) => each.role === 'witness') ?? sites.find((each) => each.role === 'standby') ?? sites[0];
  if (site === undefined) throw new Error('a scenario has at least one site');
  return site.name;
}

/** The site with the given role; scenarios are validated before a drill starts. */
export function siteWithRole(scenario: Scenario, role: 'primary' | 'standby'): SiteName {
  const site = scenario.topology.sites.find((each) => each.role === role);
  if (site === undefined) throw new Error(`scenario ${scenario.name} has no ${role} site`);
  return site.name;
}
