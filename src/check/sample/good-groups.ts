// followGroup: a group that reads, processes and commits as users do, and resumes at the standby where the failover put it.
import type { Random } from '../../base/core.ts';
import { CLOSED_AT, MOVED_BACK_AT, beforeClosing, placeOf } from './good-failback.ts';
import type { GoodOptions } from './good-history.ts';
import { type Entry, type Op, type World, type WorldLog, logOf } from './world.ts';

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
    const source = primaryBefore(world, partition).entries;
    const committed = read(world, reader, 'paris', source, 0, 20, lossAt, random);
    if (options.failback === undefined)
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
    const target = beforeClosing(world, logOf(world, 'london', 'orders', partition));
    const until = options.failback === undefined ? Infinity : CLOSED_AT;
    const end = read(world, reader, 'london', target, promoted, resumeAt, until, random);
    world.finalPositions.push({ site: 'london', group, topic: 'orders', partition, offset: end });
    if (options.failback !== undefined) followBack(world, reader, end, random);
  }
}

/** The group goes on at the returned primary exactly where it had committed at the survivor. */
function followBack(world: World, reader: Reader, committed: number, random: Random): void {
  const { group, member, partition } = reader;
  const position = placeOf(world, partition, committed);
  world.facts.failback?.positions.push({ group, topic: 'orders', partition, offset: position });
  const resumeAt = MOVED_BACK_AT + 300 + random.int(500);
  world.assigns.push({ group, member, topic: 'orders', partition, t: resumeAt, position });
  const entries = logOf(world, 'paris', 'orders', partition).entries;
  const end = read(world, reader, 'paris', entries, position, resumeAt, Infinity, random);
  world.finalPositions.push({ site: 'paris', group, topic: 'orders', partition, offset: end });
}

/** The primary's log as it was lost. */
function primaryBefore(world: World, partition: number): WorldLog {
  const recovered = world.recovered.find((log) => log.topic === 'orders' && log.partition === partition);
  return recovered ?? logOf(world, 'paris', 'orders', partition);
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
  const source = primaryBefore(world, partition).entries;
  const target = logOf(world, 'london', 'orders', partition);
  const cut = world.facts.cut.find((row) => row.partition === partition)?.standbyLogEnd ?? 0;
  const sourceOffset = new Map(source.map((entry) => [entry.op, entry.offset]));
  const next = target.entries.find((entry) => entry.offset < cut && (sourceOffset.get(entry.op) ?? -1) >= synced);
  return next === undefined ? cut : next.offset;
}
