// The failback of a drill: hands the failover room what the way back may move, and turns its outcome into facts for the judge.
import { join } from 'node:path';
import type { FailbackFacts } from '../../check/core.ts';
import { DEFAULT_DETECT_POLICY } from '../../detect/core.ts';
import { askLease, CANARY_TOPIC } from '../../detect/index.ts';
import { NOBODY } from '../../failover/core.ts';
import type { CutRecord, FailbackContext, FailbackFindings, WayBackStart } from '../../failover/core.ts';
import { executeFailback, leaseFence, leaseOpening, zoneSwitch } from '../../failover/index.ts';
import type { FailbackOutcome } from '../../failover/index.ts';
import { connectCluster, connectRaw } from '../../kafka/index.ts';
import type { RawCluster } from '../../kafka/core.ts';
import type { WayBackShow } from '../../report/core.ts';
import type { FailbackMode, SiteName } from '../../scenario/core.ts';
import type { Stage } from '../stage.ts';
import { LEASE_PORT, witnessSite } from './detection.ts';
import type { Replication } from './replication.ts';

/** Folder of the tail's archive in the run directory. */
const ARCHIVE = 'tail';
const LEASE_ANSWER_MS = 2000;
const OPEN_WITHIN_MS = 90_000;
const REQUEST_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 2000;

export interface FailbackInput {
  readonly stage: Stage;
  readonly replication: Replication;
  readonly mode: FailbackMode;
  readonly cut: CutRecord;
}

/** What the judge is told, and what the report shows. */
export interface FailedBack {
  readonly facts: FailbackFacts;
  readonly show: WayBackShow;
}

/** Fails back, then starts replication forward again. Throws the failback's own failure. */
export async function runFailback(input: FailbackInput): Promise<FailedBack> {
  const { stage, replication, mode } = input;
  // Until now nothing had to close the survivor; from here on its hosts obey the lease too.
  await stage.lab.guardSite(stage.standby);
  const [returning, surviving] = await Promise.all([rawOf(stage, stage.primary), rawOf(stage, stage.standby)]);
  try {
    const outcome = await executeFailback(contextOf(input, { returning, surviving }));
    if (outcome.failure !== null) throw outcome.failure;
    await replication.start({
      source: stage.primary,
      target: stage.standby,
      generation: 3,
      starts: forwardStarts(outcome.findings),
    });
    return { facts: factsOfFailback(mode, outcome), show: showOf(mode, outcome.findings) };
  } finally {
    returning.close();
    surviving.close();
  }
}

function rawOf({ lab }: Stage, name: SiteName): Promise<RawCluster> {
  const site = lab.sites[name]!;
  return connectRaw({
    name,
    bootstrap: site.adminBootstrap,
    properties: site.adminProperties,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    retries: 2,
  });
}

function contextOf({ stage, replication, mode, cut }: FailbackInput, raw: FailbackContext['raw']): FailbackContext {
  const { lab, primary, standby, clusters, scenario, run } = stage;
  const witness = witnessSite(scenario);
  if (witness === null) throw new Error(`scenario ${scenario.name} fails back without a witness that keeps the lease`);
  const ask = (question: Parameters<typeof askLease>[1]): ReturnType<typeof askLease> =>
    askLease(`${witness}.lab:${LEASE_PORT}`, question, LEASE_ANSWER_MS);
  const reason = `failback to ${primary} in drill ${scenario.name}`;
  return {
    returning: primary,
    surviving: standby,
    mode,
    clusters: { returning: clusters.primary, surviving: clusters.standby },
    raw,
    cut,
    groups: scenario.workload.groups.map((group) => group.group),
    archiveDirectory: join(run.root, ARCHIVE),
    // The workload's records are events, none replaces another: whatever the survivor lacks comes back.
    recovery: {
      rules: [{ classes: ['missing', 'superseded', 'conflicting', 'tombstone'], action: { do: 'recover' } }],
    },
    wayBack: (starts) => replication.make({ source: standby, target: primary, generation: 2, starts }).mechanism,
    close: leaseFence({ retired: standby, surviving: NOBODY, ask, reason }),
    opening: leaseOpening({
      site: primary,
      ask,
      reason,
      connects: () => connects(stage, primary),
      withinMs: OPEN_WITHIN_MS,
      clock: stage.clock,
    }),
    trafficSwitch: zoneSwitch(lab.zone),
    openService: () => connectTo(lab.zone.bootstrap, lab.sites[primary]!.adminProperties, 'service names'),
    canaryTopic: CANARY_TOPIC,
    journalPath: join(run.root, 'failback.jsonl'),
    resumeCommand: `npx tideover drill run ${scenario.name}`,
    clock: stage.clock,
    emit: stage.log.emit,
    signal: stage.signal,
  };
}

function connectTo(
  bootstrap: readonly string[],
  properties: Readonly<Record<string, string>>,
  name: string,
): ReturnType<typeof connectCluster> {
  const { deadlineMs } = DEFAULT_DETECT_POLICY;
  return connectCluster({
    name,
    bootstrap,
    properties,
    requestTimeoutMs: deadlineMs,
    connectTimeoutMs: deadlineMs,
    retries: 0,
  });
}

/** Through the clients' own listener of every broker. */
async function connects({ lab }: Stage, name: SiteName): Promise<boolean> {
  const site = lab.sites[name]!;
  if (site.clientListener !== 'open') return false;
  const tries = site.bootstrap.map(async (address) => {
    const cluster = await connectTo([address], site.clientProperties, name);
    try {
      return (await cluster.brokers()).length === site.brokerIds.length;
    } finally {
      await cluster.close();
    }
  });
  return (await Promise.allSettled(tries)).every((one) => one.status === 'fulfilled' && one.value);
}

/** Both sites are equal up to where the way back ended: forward begins exactly there, the other way round. */
function forwardStarts(findings: FailbackFindings): readonly WayBackStart[] {
  const ends = new Map(findings.proven.map((one) => [`${one.topic}-${one.partition}`, one.to]));
  return (findings.starts ?? []).map(({ topic, partition, shift }) => {
    const survivorEnd = ends.get(`${topic}-${partition}`) ?? 0;
    return { topic, partition, shift: shift === 0 ? 0 : -shift, from: survivorEnd + shift, targetLogEnd: survivorEnd };
  });
}

function factsOfFailback(mode: FailbackMode, { findings, ...outcome }: FailbackOutcome): FailbackFacts {
  const totals = findings.recovered?.totals;
  const archived = findings.manifest?.partitions.reduce((sum, one) => sum + one.records, 0) ?? 0;
  return {
    mode,
    closedAt: outcome.closedAt,
    openedAt: outcome.openedAt,
    redirectedAt: outcome.redirectedAt,
    starts: (findings.starts ?? []).map(({ topic, partition, shift, from }) => ({ topic, partition, shift, from })),
    equalUpTo: findings.proven.map(({ topic, partition, to }) => ({ topic, partition, survivorLogEnd: to })),
    positions: findings.positions.flatMap(({ group, topic, partition, offset }) =>
      offset === null ? [] : [{ group, topic, partition, offset }],
    ),
    tail: { archived, recovered: totals?.recovered ?? 0, alreadyThere: totals?.alreadyThere ?? 0 },
  };
}

/** Every partition that has a tail, with what stands in the archive and what became of it. */
function showOf(mode: FailbackMode, { manifest, recovered, divergences }: FailbackFindings): WayBackShow {
  const key = (one: { topic: string; partition: number }): string => `${one.topic}-${one.partition}`;
  const counts = new Map(recovered?.partitions.map((one) => [key(one), one.counts]));
  const points = new Map(divergences?.map((one) => [key(one), one]));
  return {
    mode,
    archive: ARCHIVE,
    archiveId: manifest?.id ?? null,
    encrypted: manifest !== null && manifest.encryption !== null,
    recovered: recovered?.totals.recovered ?? 0,
    alreadyThere: recovered?.totals.alreadyThere ?? 0,
    tails: (manifest?.partitions ?? []).map((one) => ({
      topic: one.topic,
      partition: one.partition,
      point: one.point,
      end: points.get(key(one))?.retiredEnd ?? one.end,
      records: one.records,
      bytes: one.file.bytes,
      sha256: one.file.sha256,
      recovered: counts.get(key(one))?.recovered ?? 0,
      alreadyThere: counts.get(key(one))?.alreadyThere ?? 0,
    })),
  };
}
