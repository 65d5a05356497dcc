// Picking and moving parts of a world consistently, so that a damage changes one thing only.
import type { Random } from '../../base/core.ts';
import { type Entry, type Op, type World, type WorldLog, logOf } from './world.ts';

export type Pair = Entry;

export function logs(world: World): WorldLog[] {
  return world.logs;
}

/** True when the record was acknowledged by the site, optionally with this very offset. */
export function isAckedBy(world: World, op: Op | null, site: string, offset?: number): boolean {
  if (op === null || op.result !== 'ok' || (offset !== undefined && op.offset !== offset)) return false;
  const pinned = world.sessions.find((session) => session.session === op.session)?.pointedAt ?? 'bootstrap';
  if (pinned !== 'bootstrap') return pinned === site;
  return (op.resultAt < (world.facts.phases.promotedAt ?? Infinity) ? 'paris' : 'london') === site;
}

export interface Picked<T> {
  readonly log: WorldLog;
  readonly item: T;
}

/** A random item of a random log that satisfies the condition; null when none does. */
export function pick<T>(
  random: Random,
  from: readonly WorldLog[],
  items: (log: WorldLog) => readonly T[],
  wanted: (log: WorldLog, item: T) => boolean,
): Picked<T> | null {
  const all = from.flatMap((log) =>
    items(log)
      .filter((item) => wanted(log, item))
      .map((item) => ({ log, item })),
  );
  return all.length === 0 ? null : random.pick(all);
}

/**
 * Swaps the records of two neighbouring offsets, in the log, in acknowledgements by that site and in deliveries from it.
 * Neighbours with a group's position between them are left alone: there a swap would be a skip too.
 */
export function swapOps(
  world: World,
  random: Random,
  from: readonly WorldLog[],
  wanted: (a: Entry, b: Entry) => boolean,
): boolean {
  const found = pick(
    random,
    from,
    (log) => log.entries.slice(1).map((second, i) => ({ first: log.entries[i]!, second })),
    (log, { first, second }) => wanted(first, second) && !hasPositionAt(world, log, second.offset),
  );
  if (found === null) return false;
  const { site, topic, partition } = found.log;
  const { first, second } = found.item;
  const [a, b] = [first.op, second.op];
  first.op = b;
  second.op = a;
  if (a !== null && isAckedBy(world, a, site) && a.offset === first.offset) a.offset = second.offset;
  if (b !== null && isAckedBy(world, b, site) && b.offset === second.offset && b !== first.op) b.offset = first.offset;
  else if (b !== null && isAckedBy(world, b, site)) b.offset = first.offset;
  for (const delivery of world.deliveries) {
    if (delivery.site !== site || delivery.topic !== topic || delivery.partition !== partition) continue;
    if (delivery.offset === first.offset && b !== null) delivery.op = b;
    else if (delivery.offset === second.offset && a !== null) delivery.op = a;
  }
  return true;
}

function hasPositionAt(world: World, log: WorldLog, offset: number): boolean {
  const here = (each: { topic: string; partition: number }): boolean =>
    each.topic === log.topic && each.partition === log.partition;
  return world.facts.promotedPositions.some((position) => here(position) && position.offset === offset);
}

/** Moves everything at the standby from `from` on, and every position beyond it. */
export function shiftStandby(world: World, partition: number, from: number, by: number): void {
  const here = (each: { topic: string; partition: number }): boolean =>
    each.topic === 'orders' && each.partition === partition;
  const position = (offset: number): number => (offset > from ? offset + by : offset);
  const log = logOf(world, 'london', 'orders', partition);
  for (const op of world.ops) if (here(op) && isAckedBy(world, op, 'london') && op.offset >= from) op.offset += by;
  for (const entry of log.entries) if (entry.offset >= from) entry.offset += by;
  log.logEnd += by;
  for (const delivery of world.deliveries)
    if (delivery.site === 'london' && here(delivery) && delivery.offset >= from) delivery.offset += by;
  for (const commit of world.commits)
    if (commit.site === 'london' && here(commit)) commit.offset = position(commit.offset);
  for (const final of world.finalPositions)
    if (final.site === 'london' && here(final) && final.offset !== null) final.offset = position(final.offset);
  for (const promoted of world.facts.promotedPositions)
    if (here(promoted) && promoted.offset !== null) promoted.offset = position(promoted.offset);
  for (const assign of world.assigns)
    if (here(assign) && assign.t > 6000 && assign.position !== null) assign.position = position(assign.position);
  for (const row of world.facts.cut)
    if (here(row)) row.standbyLogEnd = row.standbyLogEnd > from ? row.standbyLogEnd + by : row.standbyLogEnd;
}
