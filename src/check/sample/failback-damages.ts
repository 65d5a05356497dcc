// Damages to the way back: each must be answered with exactly one class, and by the measurement `failback`.
import type { Random } from '../../base/core.ts';
import type { AnomalyName } from '../result.ts';
import { type FailbackMode, OPENED_AT } from './good-failback.ts';
import { pick } from './picking.ts';
import { type Entry, type Op, type World, type WorldLog, logOf } from './world.ts';

export interface FailbackDamage {
  readonly title: string;
  readonly expects: AnomalyName;
  readonly also?: readonly AnomalyName[];
  readonly modes?: readonly FailbackMode[];
  /** False: the way back itself was right; default true. */
  readonly countsForFailback?: boolean;
  apply(world: World, random: Random): boolean;
}

export const FAILBACK_DAMAGES: readonly FailbackDamage[] = [
  {
    title: 'destroy a record of the tail without having recovered it',
    expects: 'lost.overwritten',
    apply(world, random) {
      const found = pick(random, world.recovered, tailOf(world), (_log, entry) => isAnswered(entry));
      if (found === null) return false;
      for (const log of world.logs) log.entries = log.entries.filter((entry) => entry.op !== found.item.op);
      return true;
    },
  },
  {
    title: 'forget a recovered record on the way back',
    expects: 'lost.hole',
    apply(world, random) {
      const tail = new Set(world.recovered.flatMap((log) => tailOf(world)(log).map((entry) => entry.op)));
      return dropCopied(world, random, (entry) => tail.has(entry.op));
    },
  },
  {
    title: 'forget any record on the way back',
    expects: 'lost.hole',
    apply: (world, random) => dropCopied(world, random, () => true),
  },
  {
    title: 'write a record to the returned primary once more',
    expects: 'dup.failback',
    apply(world, random) {
      const found = pick(random, returned(world), copied(world), isOnce);
      if (found === null) return false;
      const { log, item } = found;
      log.entries.push({ ...item, offset: log.logEnd });
      log.logEnd += 1;
      return true;
    },
  },
  {
    title: 'swap two records on the way back',
    expects: 'diverged',
    apply(world, random) {
      const pairs = (log: WorldLog): { a: Entry; b: Entry }[] => {
        const entries = copied(world)(log).filter((entry) => entry.offset + 1 < lowestPosition(world, log));
        return entries.slice(1).map((b, i) => ({ a: entries[i]!, b }));
      };
      const found = pick(random, returned(world), pairs, (log, { a, b }) => isOnce(log, a) && isOnce(log, b));
      if (found === null) return false;
      const { a, b } = found.item;
      [a.op, b.op] = [b.op, a.op];
      return true;
    },
  },
  {
    title: 'alter a byte of a record on the way back',
    expects: 'corrupt',
    apply(world, random) {
      const found = pick(random, returned(world), copied(world), () => true);
      if (found === null) return false;
      found.item.intact = 0;
      return true;
    },
  },
  {
    title: 'place a group one record too far, behind one that nobody was handed',
    expects: 'skipped',
    also: ['redelivered.uncommitted', 'redelivered.committed'],
    apply: (world, random) => placeBehind(world, random, (entry, known) => entry.op !== null && !known.has(entry.op)),
  },
  {
    title: 'place a group one record too far, behind one that was processed and not committed',
    expects: 'translation.bad',
    apply: (world, random) => placeBehind(world, random, (entry, known) => entry.op !== null && known.has(entry.op)),
  },
  {
    title: 'place a group one record too low',
    expects: 'redelivered.committed',
    apply(world, random) {
      const { group, partition, position, start } = placed(world, random);
      const log = logOf(world, 'paris', 'orders', partition);
      const before = log.entries.findLast((entry) => entry.offset < position.offset);
      if (before?.op == null) return false;
      position.offset = before.offset;
      start.position = before.offset;
      const { member, topic } = start;
      const { op, offset } = before;
      const t = start.t + 0.0001;
      world.deliveries.push({ group, member, topic, partition, t, offset, op, intact: 1, site: 'paris' });
      return true;
    },
  },
  {
    title: 'let the fenced primary answer a stubborn producer between the promotion and its opening',
    expects: 'dual.write',
    apply(world, random) {
      const log = random.pick(world.recovered.filter((each) => each.topic === 'orders'));
      const session = 'stubborn';
      world.sessions.push({ session, topic: 'orders', kind: 'node', pointedAt: 'paris', recordsPerSecond: 1 });
      world.ops.push(writtenAt(session, log, random.pick([11_900, 14_100]), log.logEnd));
      return true;
    },
  },
  {
    title: 'let the survivor answer after it was closed',
    expects: 'dual.write',
    apply(world, random) {
      const log = logOf(world, 'london', 'orders', random.int(2));
      // A gap keeps what replication may have carried forward away from it.
      log.logEnd += 100;
      const op = writtenAt('orders-2', log, random.pick([14_100, 16_000]), log.logEnd);
      world.ops.push(op);
      log.entries.push({ offset: log.logEnd, op, intact: 1 });
      log.logEnd += 1;
      return true;
    },
  },
  {
    title: 'lose a record that the returned primary acknowledged after its opening',
    expects: 'lost.in-cluster',
    apply(world, random) {
      const found = pick(
        random,
        returned(world),
        (log) => log.entries.slice(0, -1),
        (log, entry) =>
          entry.op !== null && entry.op.resultAt > OPENED_AT && isOnce(log, entry) && !isLastCarried(world, entry.op),
      );
      if (found === null) return false;
      found.log.entries = found.log.entries.filter((entry) => entry !== found.item);
      return true;
    },
  },
  {
    title: 'move a committed position at the returned primary back at the end',
    expects: 'commit.regression',
    countsForFailback: false,
    apply(world, random) {
      const position = random.pick(world.finalPositions.filter((each) => each.site === 'paris'));
      position.offset = random.int(2) === 0 ? null : (position.offset ?? 1) - 1;
      return true;
    },
  },
  {
    title: 'let a consumer that stayed at the closed survivor process what the returned primary delivers too',
    expects: 'dual.processing',
    also: ['redelivered.uncommitted', 'redelivered.committed'],
    countsForFailback: false,
    apply(world, random) {
      const { group, partition } = placed(world, random);
      const both = world.deliveries.filter(
        (each) => each.site === 'paris' && each.t > OPENED_AT && each.group === group && each.partition === partition,
      );
      const mine = new Set<Op | null>(both.map((each) => each.op));
      const entry = logOf(world, 'london', 'orders', partition).entries.find((each) => each.op && mine.has(each.op));
      if (entry?.op == null) return false;
      const { op, offset } = entry;
      const { run } = world.facts;
      const rest = { role: 'consumer', kind: 'node', site: 'clients', pointedAt: 'london', clockErrorMs: 0 } as const;
      world.files.push({
        header: { format: 'tideover-history/1', run, process: 'stayed', group, member: 'z', ...rest },
        lines: [['deliver', 16_000, 'orders', partition, offset, op.session, op.partition, op.seq, 1]],
      });
      return true;
    },
  },
  {
    title: 'freeze a partition for a group after the way back',
    expects: 'stuck',
    countsForFailback: false,
    apply(world, random) {
      const { group, partition, position } = placed(world, random);
      const mine = (each: { group: string; partition: number; site: string; t: number }): boolean =>
        each.group === group && each.partition === partition && each.site === 'paris' && each.t > OPENED_AT;
      world.deliveries = world.deliveries.filter((each) => !mine(each));
      world.commits = world.commits.filter((each) => !mine(each));
      for (const final of world.finalPositions)
        if (final.site === 'paris' && final.group === group && final.partition === partition)
          final.offset = position.offset;
      return true;
    },
  },
];

function writtenAt(session: string, { partition }: WorldLog, at: number, offset: number): Op {
  const times = { intendedAt: at, invokedAt: at, resultAt: at + 3 };
  return { session, topic: 'orders', partition, seq: 90_000, bytes: 200, result: 'ok', offset, ...times };
}

/** Behind the last record that replication carried forward, nobody can tell a lost record's copy from a write at the survivor. */
function isLastCarried(world: World, op: Op): boolean {
  return logOf(world, 'london', op.topic, op.partition).entries.at(-1)?.op === op;
}

function isOnce({ entries }: WorldLog, { op }: Entry): boolean {
  return entries.filter((entry) => entry.op === op).length === 1;
}

function isAnswered(entry: Entry): boolean {
  return entry.op?.result === 'ok';
}

/** What the returning primary held and the survivor did not, at the cut. */
function tailOf(world: World): (log: WorldLog) => readonly Entry[] {
  return ({ topic, partition, entries }) => {
    const cut = world.facts.cut.find((row) => row.partition === partition)?.standbyLogEnd ?? 0;
    return topic === 'orders' ? entries.filter(({ offset, op }) => offset >= cut && (op?.resultAt ?? 0) < 6000) : [];
  };
}

function returned(world: World): readonly WorldLog[] {
  return world.logs.filter((log) => log.site === 'paris' && log.topic === 'orders');
}

/** What lies at the returned primary because the survivor holds it. */
function copied(world: World): (log: WorldLog) => readonly Entry[] {
  return (log) => {
    const here = (row: { partition: number }): boolean => row.partition === log.partition;
    const { shift = 0, from = 0 } = world.facts.failback?.starts.find(here) ?? {};
    const end = (world.facts.failback?.equalUpTo.find(here)?.survivorLogEnd ?? 0) + shift;
    return log.entries.filter(({ offset }) => offset >= from + shift && offset < end);
  };
}

function dropCopied(world: World, random: Random, wanted: (entry: Entry) => boolean): boolean {
  const found = pick(random, returned(world), copied(world), (_log, entry) => wanted(entry));
  if (found === null) return false;
  found.log.entries = found.log.entries.filter((entry) => entry !== found.item);
  return true;
}

function lowestPosition(world: World, log: WorldLog): number {
  const mine = world.facts.failback?.positions.filter((position) => position.partition === log.partition) ?? [];
  return Math.min(...mine.map((position) => position.offset));
}

interface Placed {
  readonly group: string;
  readonly partition: number;
  readonly position: { offset: number };
  readonly start: World['assigns'][number];
}

function placed(world: World, random: Random): Placed {
  const [group, partition] = [random.pick(['billing', 'audit']), random.int(2)];
  const mine = (each: { group: string; partition: number }): boolean =>
    each.group === group && each.partition === partition;
  const position = world.facts.failback!.positions.find(mine)!;
  return { group, partition, position, start: world.assigns.findLast(mine)! };
}

/** The group starts at the returned primary one record behind the first one of the wanted kind that it should have been given. */
function placeBehind(
  world: World,
  random: Random,
  wanted: (entry: Entry, deliveredBefore: ReadonlySet<Op | null>) => boolean,
): boolean {
  const { group, partition, position, start } = placed(world, random);
  const mine = (each: { group: string; partition: number; site: string; t: number }): boolean =>
    each.group === group && each.partition === partition && each.site === 'paris' && each.t > OPENED_AT;
  const known = new Set<Op | null>(
    world.deliveries
      .filter((each) => each.group === group && each.partition === partition && !mine(each))
      .map((each) => each.op),
  );
  const log = logOf(world, 'paris', 'orders', partition);
  const next = log.entries.find((entry) => entry.offset >= position.offset && wanted(entry, known));
  if (next === undefined || !isOnce(log, next)) return false;
  position.offset = next.offset + 1;
  start.position = position.offset;
  world.deliveries = world.deliveries.filter((each) => !(mine(each) && each.offset < position.offset));
  world.commits = world.commits.filter((each) => !(mine(each) && each.offset <= position.offset));
  return true;
}
