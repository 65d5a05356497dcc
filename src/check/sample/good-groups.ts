// followGroup: a group that reads, processes and commits as users do, and resumes at the standby where the failover put it.
import type { Random } from '../../base/core.ts';
import type { GoodOptions } from './good-history.ts';
import { type Entry, type Op, type World, logOf } from './world.ts';

const PARTITIONS = 2;
const COMMIT_EVERY_MS = 500;

interface Reader {
  readonly group: string;
  readonly member: string;
  readonly partition: number;
  readonly lagMs: number;
}

export function followGroup(
  world: World,
  options: GoodOptions,
  random: Random,
  group: string,
  members: readonly string[],
  lagMs: number,
): void {
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const member = members[partition % members.length] ?? 'a';
    const reader = { group, member, partition, lagMs };
    const { facts } = world;
    world.assigns.push({ group, member, topic: 'orders', partition, t: 10 + partition, position: 0 });
    const lossAt = options.fault === 'region-loss' ? (facts.t0 ?? Infinity) : Infinity;
    const source = logOf(world, 'paris', 'orders', partition).entries;
    const committed = read(world, reader, 'paris', source, 0, 20, lossAt, random);
    world.finalPositions.push({ site: 'paris', group, topic: 'orders', partition, offset: committed });
    if (options.fault !== 'region-loss') continue;
    const promoted = promotedPosition(world, reader, committed, random);
    facts.promotedPositions.push({
      group,
      topic: 'orders',
      partition,
      offset: promoted,
      leaderEpoch: -1,
      how: 'synced',
    });
    const resumeAt = 8500 + random.int(500);
    world.assigns.push({ group, member, topic: 'orders', partition, t: resumeAt, position: promoted });
    const target = logOf(world, 'london', 'orders', partition).entries;
    const end = read(world, reader, 'london', target, promoted, resumeAt, Infinity, random);
    world.finalPositions.push({ site: 'london', group, topic: 'orders', partition, offset: end });
  }
}

/** Reads from a position; returns the last committed one. */
function read(
  world: World,
  reader: Reader,
  site: string,
  entries: readonly Entry[],
  from: number,
  startAt: number,
  until: number,
  random: Random,
): number {
  const { group, member, partition, lagMs } = reader;
  let t = startAt;
  let position = from;
  let committed = from;
  let commitAt = startAt + COMMIT_EVERY_MS;
  const commit = (at: number): void => {
    if (position === committed) return;
    world.commits.push({ group, member, topic: 'orders', partition, t: at, offset: position, site });
    committed = position;
  };
  for (const { offset, op } of entries) {
    if (op === null || offset < from) continue;
    const next = Math.max(t + 0.01, availableAt(world, op, site) + lagMs + random.next() * 5);
    while (commitAt < next && commitAt < until) {
      commit(commitAt);
      commitAt += COMMIT_EVERY_MS;
    }
    // What was fetched before the loss is still handed out for a moment.
    if (next >= until + 10) break;
    t = next;
    world.deliveries.push({ group, member, topic: 'orders', partition, t, offset, op, intact: 1, site });
    position = offset + 1;
  }
  if (until === Infinity) commit(t + 1);
  return committed;
}

function availableAt(world: World, op: Op, site: string): number {
  if (op.result === 'ok' && (site === 'paris' || op.resultAt > (world.facts.phases.promotedAt ?? Infinity)))
    return op.resultAt;
  return op.invokedAt + 3;
}

/** The position that some earlier commit has at the standby, never beyond its log end. */
function promotedPosition(world: World, { group, partition }: Reader, committed: number, random: Random): number {
  const commits = world.commits.filter(
    (commit) => commit.group === group && commit.partition === partition && commit.site === 'paris',
  );
  const synced = commits.at(-1 - random.int(3))?.offset ?? Math.min(committed, 0);
  const source = logOf(world, 'paris', 'orders', partition).entries;
  const target = logOf(world, 'london', 'orders', partition);
  const cut = world.facts.cut.find((row) => row.partition === partition)?.standbyLogEnd ?? 0;
  const sourceOffset = new Map(source.map((entry) => [entry.op, entry.offset]));
  const next = target.entries.find((entry) => entry.offset < cut && (sourceOffset.get(entry.op) ?? -1) >= synced);
  return next === undefined ? cut : next.offset;
}
