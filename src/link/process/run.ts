// Runs one link with everything it carries until it is told to end: records, topics with their settings, positions of groups.
import { type Clock, type Emit, keyOf } from '../../base/core.ts';
import { connectCluster, connectRaw } from '../../kafka/index.ts';
import type { Cluster, RawCluster } from '../../kafka/core.ts';
import type { Link, LinkOptions, LinkStatus } from '../contract.ts';
import { DEFAULT_TOPIC_POLICY, type PiecesOf, piecesByPartition } from '../control/core.ts';
import { GROUP_SYNC_DEFAULTS, type GroupSync, groupSync, runRounds, topicSync } from '../control/index.ts';
import { startLink } from '../start-link.ts';
import { readMemory, writeMemory } from './memory.ts';
import type { LinkProcessSpec } from './spec.ts';

export interface LinkRunWorld {
  readonly clock: Clock;
  readonly emit: Emit;
}

export interface RunningLink {
  readonly link: Link;
  /** Ends the control plane first, then the data plane; resolves when no request is under way. */
  stop(): Promise<void>;
}

/** Throws the TideErrors of connecting; afterwards faults are states, not exceptions. */
export async function runLink(spec: LinkProcessSpec, world: LinkRunWorld): Promise<RunningLink> {
  const [source, target] = await Promise.all([connectRaw(spec.source), connectRaw(spec.target)]);
  const link = await startLink(spec.link, source, target, world);
  const control = spec.control ? startControl(spec, link, world) : null;
  return {
    link: { ...link, status: () => withGroups(link.status(), control?.groups() ?? []) },
    stop: async () => {
      await control?.stop();
      await link.stop();
      for (const cluster of [source, target]) (cluster satisfies RawCluster).close();
    },
  };
}

function withGroups(status: LinkStatus, groups: LinkStatus['groups']): LinkStatus {
  return { ...status, groups };
}

interface Control {
  groups(): LinkStatus['groups'];
  stop(): Promise<void>;
}

/** Beside the data plane: connecting for administration costs half a second, for which no record has to wait. */
function startControl(spec: LinkProcessSpec, link: Link, world: LinkRunWorld): Control {
  const ended = new AbortController();
  let groups: GroupSync | undefined;
  const running = connectAndCarry(spec, link, world, ended.signal, (sync) => {
    groups = sync;
  });
  return {
    groups: () => groups?.status() ?? [],
    stop: async () => {
      ended.abort();
      await running;
    },
  };
}

async function connectAndCarry(
  spec: LinkProcessSpec,
  link: Link,
  world: LinkRunWorld,
  signal: AbortSignal,
  onGroups: (sync: GroupSync) => void,
): Promise<void> {
  let clusters: readonly [Cluster, Cluster] | undefined;
  const connect = async (): Promise<void> => {
    clusters ??= await Promise.all([connectCluster(spec.source), connectCluster(spec.target)]);
  };
  const connected = new AbortController();
  await runRounds(
    { name: 'connecting', everyMs: 1000 },
    async () => {
      await connect();
      connected.abort();
    },
    AbortSignal.any([signal, connected.signal]),
    world,
  );
  if (clusters === undefined) return;
  const [source, target] = clusters;
  const { link: options } = spec;
  const memory = await readMemory(spec.stateFile);
  const topics = topicSync(
    source,
    target,
    {
      policy: () => ({ ...DEFAULT_TOPIC_POLICY, topics: options.flow.topics, seeding: seedingOf(link) }),
      memory,
      keep: (kept) => writeMemory(spec.stateFile, kept),
      onMade: () => link.lookAgain(),
    },
    world,
  );
  const groups = groupSync(source, target, groupOptions(options, link), world);
  onGroups(groups);
  await Promise.all([
    runRounds({ name: 'topics', everyMs: options.topicSyncMs }, () => topics.round(), signal, world),
    runRounds({ name: 'groups', everyMs: options.groupSyncMs }, () => groups.round(), signal, world),
  ]);
  await Promise.allSettled([source.close(), target.close()]);
}

function groupOptions(options: LinkOptions, link: Link): Parameters<typeof groupSync>[2] {
  const pieces = piecesByPartition(options.starts ?? []);
  const piecesOfPartition: PiecesOf = (partition) => pieces.get(keyOf(partition)) ?? [];
  return {
    ...GROUP_SYNC_DEFAULTS,
    groups: options.flow.groups,
    mirrored: (partition) => link.status().partitions.some((one) => keyOf(one) === keyOf(partition)),
    pieces: piecesOfPartition,
  };
}

function seedingOf(link: Link): readonly string[] {
  const seeding = link.status().partitions.filter((one) => one.state === 'seeding');
  return [...new Set(seeding.map((one) => one.topic))];
}
