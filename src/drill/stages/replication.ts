// Replication of a drill: the mechanism the scenario names, started in the lab at the standby, as it would be run in production.
import type { LabProcess } from '../../lab/core.ts';
import { MIRRORMAKER2_JVM } from '../../mechanisms/core.ts';
import { mirrorMaker2 } from '../../mechanisms/index.ts';
import type { ReplicatingProcess } from '../../mechanisms/index.ts';
import type { ReplicationMechanism } from '../../replication/core.ts';
import type { ConfigurationSnapshot } from '../../report/core.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from '../stage.ts';

const DRAIN_WITHIN_MS = 30_000;

export interface Replication {
  /** Null in scenarios without replication. */
  readonly mechanism: ReplicationMechanism | null;
  /** The processes that replicate now. */
  processes(): readonly LabProcess[];
  /** After the workload: lets it finish copying where it still runs, then stops it. */
  finish(): Promise<void>;
  stop(): Promise<void>;
  snapshots(): readonly ConfigurationSnapshot[];
}

const NONE: Replication = {
  mechanism: null,
  processes: () => [],
  finish: async () => undefined,
  stop: async () => undefined,
  snapshots: () => [],
};

/** Returns when a first record has gone from the primary to the standby. */
export async function startReplication(stage: Stage): Promise<Replication> {
  if (stage.scenario.mechanism === null) return NONE;
  const running: LabProcess[] = [];
  const texts: string[] = [];
  const { lab, primary, standby, scenario, clusters } = stage;
  const site = (
    name: string,
  ): { bootstrap: readonly string[]; properties: Readonly<Record<string, string>>; brokers: number } => {
    const at = lab.sites[name]!;
    return { bootstrap: at.adminBootstrap, properties: at.adminProperties, brokers: at.brokerIds.length };
  };
  const mechanism = mirrorMaker2({
    flow: {
      name: `${primary}->${standby}`,
      source: primary,
      target: standby,
      topics: scenario.workload.topics.filter((topic) => topic.mirrored).map((topic) => topic.name),
      groups: scenario.workload.groups.map((group) => group.group),
    },
    source: clusters.primary,
    target: clusters.standby,
    sites: { source: site(primary), target: site(standby) },
    launch: async (properties) => {
      texts.push(properties);
      const process = await launch(stage, properties, running.length);
      running.push(process);
      return asMirrorMaker(process);
    },
    // Nobody waits for a copier's farewell while a region is lost; without a loss it may end in peace, and leave its class archive.
    stopWithinMs: scenario.failover ? 0 : 10_000,
    clock: stage.clock,
    emit: stage.log.emit,
  });
  await mechanism.start(stage.signal);
  return {
    mechanism,
    processes: () => running.filter((process) => process.running()),
    finish: () => finish(stage, mechanism, running),
    stop: async () => {
      await Promise.all(running.map((process) => process.stop(2000)));
    },
    snapshots: () => texts.slice(0, 1).map((text) => ({ title: 'MirrorMaker 2', entries: propertiesOf(text) })),
  };
}

async function launch(stage: Stage, properties: string, count: number): Promise<LabProcess> {
  const file = join(stage.run.specs, `mirrormaker2${count === 0 ? '' : `-${count}`}.properties`);
  await writeFile(file, properties, { mode: 0o600 });
  return stage.lab.spawnJava(stage.standby, {
    name: `mirrormaker2${count === 0 ? '' : `-${count}`}`,
    args: [file],
    ...MIRRORMAKER2_JVM,
  });
}

function asMirrorMaker(process: LabProcess): ReplicatingProcess {
  return {
    pid: process.pid,
    running: () => process.running(),
    stop: (withinMs) => process.stop(withinMs),
    logFile: process.stdoutFile,
  };
}

/** A source that still serves is copied to its end first: then what is missing afterwards was lost, not late. */
async function finish(stage: Stage, mechanism: ReplicationMechanism, running: readonly LabProcess[]): Promise<void> {
  if (!running.some((process) => process.running())) return;
  const drained = await mechanism.drain(DRAIN_WITHIN_MS);
  if (drained !== true) stage.gaps.push(`Replication did not reach the end of the source: ${drained.why}.`);
  await mechanism.stop();
}

/** Properties as a table; values of keys that may hold secrets are left out. */
function propertiesOf(text: string): Readonly<Record<string, string>> {
  const entries: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const split = line.indexOf('=');
    if (split <= 0 || line.startsWith('#')) continue;
    const key = line.slice(0, split).trim();
    entries[key] = /password|jaas|\.key|secret|certificate/i.test(key) ? '(hidden)' : line.slice(split + 1).trim();
  }
  return entries;
}
