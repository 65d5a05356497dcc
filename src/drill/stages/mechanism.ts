// The mechanism of a drill in one direction, started in the lab beside its target, as it would be run in production.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectOptions } from '../../kafka/core.ts';
import type { LinkOptions, PartitionStart } from '../../link/core.ts';
import { linkProcessModule } from '../../link/index.ts';
import type { LabProcess } from '../../lab/core.ts';
import { defaultLinkOptions, MIRRORMAKER2_JVM } from '../../mechanisms/core.ts';
import { mirrorMaker2, offsetLink } from '../../mechanisms/index.ts';
import type { LaunchedLink } from '../../mechanisms/index.ts';
import type { Flow, ReplicationMechanism } from '../../replication/core.ts';
import type { ConfigurationSnapshot } from '../../report/core.ts';
import type { SiteName } from '../../scenario/core.ts';
import type { Stage } from '../stage.ts';

/** A wish for one direction of replication. */
export interface Direction {
  readonly source: SiteName;
  readonly target: SiteName;
  /** Number of this direction's life (law 12): 1 forward, 2 the way back, 3 forward again. */
  readonly generation: number;
  readonly starts?: readonly PartitionStart[];
}

export interface DrillMechanism {
  readonly mechanism: ReplicationMechanism;
  /** Every process it has started, ended ones included. */
  readonly processes: readonly LabProcess[];
  readonly snapshots: () => readonly ConfigurationSnapshot[];
}

const REQUEST_TIMEOUT_MS = 5000;
const CONNECT_TIMEOUT_MS = 2000;

export function mechanismOf(stage: Stage, direction: Direction): DrillMechanism {
  return stage.scenario.mechanism === 'link' ? linkOf(stage, direction) : mirrorMakerOf(stage, direction);
}

function flowOf({ scenario }: Stage, { source, target }: Direction): Flow {
  return {
    name: `${source}->${target}`,
    source,
    target,
    topics: scenario.workload.topics.filter((topic) => topic.mirrored).map((topic) => topic.name),
    groups: scenario.workload.groups.map((group) => group.group),
  };
}

function clustersOf(
  { primary, clusters }: Stage,
  { source }: Direction,
): Pick<Parameters<typeof offsetLink>[0], 'source' | 'target'> {
  const [first, second] = [clusters.primary, clusters.standby];
  return source === primary ? { source: first, target: second } : { source: second, target: first };
}

/** Nobody waits for a copier's farewell while a region is lost; without a loss it may end in peace. */
function stopWithinMs({ scenario }: Stage, { generation }: Direction): number {
  return scenario.failover && generation === 1 ? 0 : 10_000;
}

function linkOf(stage: Stage, direction: Direction): DrillMechanism {
  const { generation, starts, target } = direction;
  const processes: LabProcess[] = [];
  const options: LinkOptions = {
    ...defaultLinkOptions(flowOf(stage, direction), generation),
    ...(starts === undefined ? {} : { starts }),
  };
  const launch = async (link: LinkOptions): Promise<LaunchedLink> => {
    const name = `link-${generation}${processes.length === 0 ? '' : `-${processes.length}`}`;
    const stateFile = join(stage.run.specs, `${name}.state.json`);
    const specFile = join(stage.run.specs, `${name}.json`);
    const spec = {
      link,
      source: connectionOf(stage, direction.source, name),
      target: connectionOf(stage, direction.target, name),
      listen: { host: '127.0.0.1', port: 0 },
      stateFile,
      control: true,
    };
    await writeFile(specFile, JSON.stringify(spec), { mode: 0o600 });
    const process = await stage.lab.spawnNode(target, { name, module: linkProcessModule(), args: [specFile] });
    processes.push(process);
    return { ...asReplicating(process), stateFile };
  };
  const mechanism = offsetLink({
    link: options,
    ...clustersOf(stage, direction),
    launch,
    stopWithinMs: stopWithinMs(stage, direction),
    clock: stage.clock,
    emit: stage.log.emit,
  });
  const { flow: _flow, starts: _starts, ...settings } = options;
  const entries = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]));
  return { mechanism, processes, snapshots: () => [{ title: 'Offset-preserving link', entries }] };
}

function connectionOf({ lab }: Stage, name: SiteName, clientId: string): ConnectOptions {
  const site = lab.sites[name]!;
  return {
    name,
    bootstrap: site.adminBootstrap,
    properties: { ...site.adminProperties, 'client.id': `tideover-${clientId}` },
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    retries: 2,
  };
}

function mirrorMakerOf(stage: Stage, direction: Direction): DrillMechanism {
  const { lab } = stage;
  const processes: LabProcess[] = [];
  const texts: string[] = [];
  const site = (
    name: SiteName,
  ): { bootstrap: readonly string[]; properties: Readonly<Record<string, string>>; brokers: number } => {
    const at = lab.sites[name]!;
    return { bootstrap: at.adminBootstrap, properties: at.adminProperties, brokers: at.brokerIds.length };
  };
  const mechanism = mirrorMaker2({
    flow: flowOf(stage, direction),
    ...clustersOf(stage, direction),
    sites: { source: site(direction.source), target: site(direction.target) },
    launch: async (properties) => {
      texts.push(properties);
      const name = `mirrormaker2${processes.length === 0 ? '' : `-${processes.length}`}`;
      const file = join(stage.run.specs, `${name}.properties`);
      await writeFile(file, properties, { mode: 0o600 });
      const process = await lab.spawnJava(direction.target, { name, args: [file], ...MIRRORMAKER2_JVM });
      processes.push(process);
      return asReplicating(process);
    },
    stopWithinMs: stopWithinMs(stage, direction),
    clock: stage.clock,
    emit: stage.log.emit,
  });
  const snapshots = (): readonly ConfigurationSnapshot[] =>
    texts.slice(0, 1).map((text) => ({ title: 'MirrorMaker 2', entries: propertiesOf(text) }));
  return { mechanism, processes, snapshots };
}

function asReplicating(process: LabProcess): Omit<LaunchedLink, 'stateFile'> {
  return {
    pid: process.pid,
    running: () => process.running(),
    stop: (withinMs) => process.stop(withinMs),
    logFile: process.stdoutFile,
  };
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
