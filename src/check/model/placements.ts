// Placements: the positions groups were given at the returned primary, against what they had committed at the survivor.
import type { GroupHistory } from './groups.ts';
import { type Model, STANDBY, siteAt } from './model.ts';
import { isBack, placeOf } from './way-back.ts';

export interface Misplacement {
  readonly group: string;
  readonly partition: number;
  /** Null: the group had a position at the survivor and was given none. */
  readonly placed: number | null;
  readonly expected: number;
  readonly how: 'too-far' | 'too-low' | 'none';
  /** First record between both. */
  readonly row: number;
}

/** Positions of a group at the returned primary, by partition number. */
export function placedPositions(model: Model, group: string): ReadonlyMap<number, number> {
  const positions = isBack(model) ? (model.facts.failback?.positions ?? []) : [];
  return new Map(
    positions
      .filter((position) => position.group === group)
      .map(({ topic, partition, offset }) => [model.partitions.indexOf(topic, partition), offset]),
  );
}

/** A position is wrong when a record lies between it and what the group had committed at the survivor; empty offsets in between are no matter. */
export function misplacedPositions(model: Model, group: GroupHistory): Misplacement[] {
  const { wayBack } = model;
  if (wayBack === null || !isBack(model)) return [];
  const placed = placedPositions(model, group.name);
  const found: Misplacement[] = [];
  wayBack.starts.forEach((start, partition) => {
    const committed = committedAtSurvivor(model, group, partition);
    if (start === undefined || committed === null) return;
    const position = placed.get(partition);
    const expected = placeOf(start, committed.last);
    const highest = placeOf(start, committed.highest);
    const base = { group: group.name, partition, expected };
    if (position === undefined) found.push({ ...base, placed: null, how: 'none', row: -1 });
    else if (position > highest) {
      const row = firstBetween(model, wayBack.site, partition, highest, position);
      if (row !== undefined) found.push({ ...base, placed: position, how: 'too-far', row });
    } else if (position < expected) {
      const row = firstBetween(model, wayBack.site, partition, position, expected);
      if (row !== undefined) found.push({ ...base, placed: position, how: 'too-low', row });
    }
  });
  return found;
}

/** Last successful commit at the survivor (else the position the failover left), and the highest that a commit without an answer may have set. */
function committedAtSurvivor(
  model: Model,
  group: GroupHistory,
  partition: number,
): { readonly last: number; readonly highest: number } | null {
  const mine = group.commits.filter((commit) => commit.site === STANDBY && commit.partition === partition);
  const left = model.facts.promotedPositions.find(
    (position) =>
      position.group === group.name && model.partitions.indexOf(position.topic, position.partition) === partition,
  );
  const lastIndex = mine.findLastIndex((commit) => commit.outcome === 'ok');
  const last = mine[lastIndex]?.offset ?? left?.offset ?? null;
  if (last === null) return null;
  const open = mine.slice(lastIndex + 1).filter((commit) => commit.outcome === 'info');
  const highest = open.reduce((most, commit) => Math.max(most, commit.offset), last);
  return { last, highest: Math.max(highest, unspokenCommit(model, group, partition)) };
}

/** Java's tool logs only commits that were answered: one that was under way when the survivor closed reaches at most what it had been handed. */
function unspokenCommit(model: Model, group: GroupHistory, partition: number): number {
  if (!group.members.some((member) => member.kind === 'java')) return -1;
  const closedAt = model.facts.failback?.closedAt ?? Infinity;
  let handed = -1;
  for (let i = 0; i < group.length; i++) {
    if (group.site[i] === STANDBY && group.partition.at(i) === partition && group.t.at(i) <= closedAt)
      handed = Math.max(handed, group.offset.at(i) + 1);
  }
  return handed;
}

/** First record of the site in [from, to); undefined when there is none. */
function firstBetween(model: Model, site: number, partition: number, from: number, to: number): number | undefined {
  const log = siteAt(model, site).log.at(partition);
  if (log === undefined) return undefined;
  const index = log.lowerBound(from);
  return index < log.length && log.offsets.at(index) < to ? log.rows.at(index) : undefined;
}
