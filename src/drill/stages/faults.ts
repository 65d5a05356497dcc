// Faults of a drill: injected through the lab's catalogue with what only the drill knows, and turned into the windows that the checker reads.
import { unreachable } from '../../base/core.ts';
import type { Cluster } from '../../kafka/core.ts';
import { injectFault } from '../../lab/index.ts';
import type { FaultContext, FaultEvidence } from '../../lab/index.ts';
import type { FaultWindow } from '../../check/core.ts';
import type { FaultSpec, SiteName } from '../../scenario/core.ts';
import type { Stage } from '../stage.ts';
import type { Replication } from './replication.ts';

/** Injects one fault and returns its window once the effect is proven; a fault that ends by itself gets its end filled in when that is proven. */
export async function injectProven(stage: Stage, spec: FaultSpec, replication: Replication): Promise<FaultWindow> {
  const evidence = await injectFault(contextOf(stage, replication), spec);
  const window: { -readonly [K in keyof FaultWindow]: FaultWindow[K] } = {
    kind: spec.kind,
    title: titleOf(spec),
    site: siteOf(spec),
    commandedAt: evidence.commandedAt,
    effectiveAt: evidence.effectiveAt,
    effectiveErrorMs: evidence.effectiveErrorMs,
    proof: evidence.proof.map((proof) => proof.says).join(' '),
    endedAt: null,
  };
  if (spec.kind === 'site-return') endLossOf(stage.faults, spec.site, evidence);
  evidence.over?.ended.then(
    (healing) => {
      window.endedAt = healing.effectiveAt;
    },
    () => undefined,
  );
  stage.log.say('drill.fault', `${window.title}; proven effective.`, {
    kind: spec.kind,
    title: window.title,
    site: window.site,
    effectiveAt: window.effectiveAt,
    proof: window.proof,
  });
  return window;
}

function contextOf(stage: Stage, replication: Replication): FaultContext {
  const { lab, clock, log, signal } = stage;
  return {
    lab,
    clock,
    emit: log.emit,
    signal,
    replication: () => replication.processes(),
    targets: {
      leaderOfMost: (site) => leaderOfMost(clusterAt(stage, site)),
      activeController: async (site) => clusterAt(stage, site).activeController(),
    },
  };
}

function clusterAt(stage: Stage, site: SiteName): Cluster {
  return site === stage.primary ? stage.clusters.primary : stage.clusters.standby;
}

async function leaderOfMost(cluster: Cluster): Promise<number> {
  const leads = new Map<number, number>();
  for (const topic of await cluster.topics()) {
    for (const { leader } of topic.partitions) leads.set(leader, (leads.get(leader) ?? 0) + 1);
  }
  const most = [...leads].toSorted(([, a], [, b]) => b - a)[0];
  if (most === undefined) throw new Error(`cluster ${cluster.name} has no partition with a leader`);
  return most[0];
}

function endLossOf(faults: readonly FaultWindow[], site: SiteName, evidence: FaultEvidence): void {
  for (const fault of faults) {
    if (fault.kind === 'site-loss' && fault.site === site)
      (fault as { endedAt: number | null }).endedAt = evidence.effectiveAt;
  }
}

function siteOf(spec: FaultSpec): SiteName | null {
  return 'site' in spec ? spec.site : null;
}

function titleOf(spec: FaultSpec): string {
  switch (spec.kind) {
    case 'site-loss':
      return `${spec.site} is lost (${spec.manner})`;
    case 'link-silent':
      return `The link ${spec.between.join(' - ')} is silent for ${spec.durationMs / 1000} s`;
    case 'broker-crash':
      return `A broker of ${spec.site} crashes (${spec.target})`;
    case 'replication-stopped':
      return `Replication is ${spec.manner}`;
    case 'site-return':
      return `${spec.site} is back`;
    default:
      return unreachable(spec, 'a fault of an unknown kind');
  }
}
