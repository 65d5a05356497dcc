// Damages to consumer groups: positions, deliveries, commits.
import type { Random } from '../../base/core.ts';
import { HISTORY_FORMAT } from '../history.ts';
import type { Damage } from './damages.ts';
import { type Delivery, type Entry, type World, logOf } from './world.ts';

const LOSS = ['region-loss'] as const;

interface Place {
  readonly group: string;
  readonly partition: number;
}

function place(random: Random): Place {
  return { group: random.pick(['billing', 'audit']), partition: random.int(2) };
}

function at(place: Place, site?: string): (each: Delivery | World['commits'][number]) => boolean {
  return (each) =>
    each.group === place.group && each.partition === place.partition && (site === undefined || each.site === site);
}

function promotedOf(world: World, { group, partition }: Place): World['facts']['promotedPositions'][number] {
  return world.facts.promotedPositions.find((each) => each.group === group && each.partition === partition)!;
}

/** The group starts at the standby at `offset`: nothing below it is delivered or committed there. */
function resumeAt(world: World, where: Place, offset: number): void {
  const below = (each: { offset: number }): boolean => each.offset < offset;
  world.deliveries = world.deliveries.filter((each) => !(at(where, 'london')(each) && below(each)));
  world.commits = world.commits.filter((each) => !(at(where, 'london')(each) && each.offset <= offset));
  promotedOf(world, where).offset = offset;
  for (const assign of world.assigns)
    if (assign.group === where.group && assign.partition === where.partition && assign.t > 6000)
      assign.position = offset;
}

function cutOf(world: World, partition: number): number {
  return world.facts.cut.find((row) => row.partition === partition)?.standbyLogEnd ?? Infinity;
}

function deliveredAtPrimary(world: World, where: Place): ReadonlySet<unknown> {
  return new Set(world.deliveries.filter(at(where, 'paris')).map((each) => each.op));
}

function standbyEntries(world: World, { partition }: Place): readonly Entry[] {
  return logOf(world, 'london', 'orders', partition).entries;
}

export const groupDamages: readonly Damage[] = [
  {
    title: 'never hand a record to a group',
    expects: 'skipped',
    apply(world, random) {
      const where = place(random);
      const site = world.facts.phases.promotedAt === null ? 'paris' : 'london';
      const mine = world.deliveries.filter(at(where, site));
      if (mine.length === 0) return false;
      const { op } = random.pick(mine);
      world.deliveries = world.deliveries.filter((each) => !(each.group === where.group && each.op === op));
      return true;
    },
  },
  {
    title: 'raise the position of a group beyond the cut, so that it starts too late',
    expects: 'skipped',
    faults: LOSS,
    apply(world, random) {
      const where = place(random);
      const beyond = standbyEntries(world, where).filter((entry) => entry.offset >= cutOf(world, where.partition));
      if (beyond.length < 3) return false;
      resumeAt(world, where, beyond[1 + random.int(beyond.length - 2)]!.offset);
      return true;
    },
  },
  {
    title: 'raise the position of a group over records that nobody had read',
    expects: 'skipped',
    faults: LOSS,
    apply(world, random) {
      const where = place(random);
      const known = deliveredAtPrimary(world, where);
      const cut = cutOf(world, where.partition);
      const unreadEntries = standbyEntries(world, where).filter((entry) => entry.offset < cut && !known.has(entry.op));
      if (unreadEntries.length === 0) return false;
      resumeAt(world, where, random.pick(unreadEntries).offset + 1);
      return true;
    },
  },
  {
    title: 'raise the position of a group over records that it had read and not committed',
    expects: 'translation.bad',
    faults: LOSS,
    apply(world, random) {
      const where = place(random);
      const known = deliveredAtPrimary(world, where);
      const committed = Math.max(0, ...world.commits.filter(at(where, 'paris')).map((each) => each.offset));
      const sourceOffset = new Map(
        logOf(world, 'paris', 'orders', where.partition).entries.map((entry) => [entry.op, entry.offset]),
      );
      const answeredByPrimary = (entry: Entry): boolean => entry.op?.result === 'ok' && entry.op.resultAt < 6000;
      const cut = cutOf(world, where.partition);
      const late = standbyEntries(world, where).filter(
        (entry) =>
          entry.offset < cut &&
          known.has(entry.op) &&
          answeredByPrimary(entry) &&
          (sourceOffset.get(entry.op) ?? -1) >= committed,
      );
      if (committed === 0 || late.length === 0) return false;
      resumeAt(world, where, random.pick(late).offset + 1);
      return true;
    },
  },
  {
    title: 'start a group at the first record again',
    expects: 'rewound',
    also: ['redelivered.uncommitted', 'redelivered.committed'],
    faults: LOSS,
    apply(world, random) {
      const where = place(random);
      const promoted = promotedOf(world, where);
      const start = world.assigns.find(
        (each) => each.group === where.group && each.partition === where.partition && each.t > 6000,
      );
      if (start === undefined || (promoted.offset ?? 0) === 0) return false;
      let t = start.t + 0.0001;
      const again = standbyEntries(world, where).filter((entry) => entry.offset < (promoted.offset ?? 0));
      for (const { offset, op } of again) {
        t += 0.000_01;
        world.deliveries.push({
          group: where.group,
          member: start.member,
          topic: 'orders',
          partition: where.partition,
          t,
          offset,
          op: op!,
          intact: 1,
          site: 'london',
        });
      }
      start.position = 0;
      // Without a position only where the group had one long before the loss; a younger one is lag.
      const old = world.commits.some(
        (each) =>
          each.group === where.group && each.partition === where.partition && each.site === 'paris' && each.t < 1000,
      );
      if (old && random.int(2) === 0) promoted.offset = null;
      return again.length > 0;
    },
  },
  {
    title: 'hand a record to a member twice',
    expects: 'redelivered.uncommitted',
    apply(world, random) {
      const original = random.pick(world.deliveries.filter((each) => each.site === 'paris'));
      world.deliveries.push({ ...original, t: original.t + 0.0001 });
      return true;
    },
  },
  {
    title: 'resume a group one committed record earlier',
    expects: 'redelivered.committed',
    faults: LOSS,
    apply(world, random) {
      const where = place(random);
      const promoted = promotedOf(world, where);
      const start = world.assigns.find(
        (each) => each.group === where.group && each.partition === where.partition && each.t > 6000,
      );
      const before = standbyEntries(world, where).findLast((entry) => entry.offset < (promoted.offset ?? 0));
      if (before?.op == null || start === undefined || !deliveredAtPrimary(world, where).has(before.op)) return false;
      const { group, partition } = where;
      world.deliveries.push({
        group,
        member: start.member,
        topic: 'orders',
        partition,
        t: start.t + 0.0001,
        offset: before.offset,
        op: before.op,
        intact: 1,
        site: 'london',
      });
      promoted.offset = before.offset;
      start.position = before.offset;
      return true;
    },
  },
  {
    title: 'move a committed position back at the end',
    expects: 'commit.regression',
    apply(world, random) {
      const committed = world.finalPositions.filter((each) => (each.offset ?? 0) > 0 && world.read.has(each.site));
      const position = random.pick(committed);
      position.offset = random.int(2) === 0 ? null : (position.offset ?? 1) - 1;
      return true;
    },
  },
  {
    title: "copy the primary's leader epoch into a position",
    expects: 'commit.epoch-ahead',
    faults: LOSS,
    apply(world, random) {
      promotedOf(world, place(random)).leaderEpoch = 1 + random.int(5);
      return true;
    },
  },
  {
    title: 'let a consumer that stayed at the old primary process what the standby delivers too',
    expects: 'dual.processing',
    also: ['redelivered.uncommitted', 'redelivered.committed'],
    faults: LOSS,
    apply(world, random) {
      const { group, partition } = place(random);
      const both = world.deliveries.filter((each) => at({ group, partition }, 'london')(each));
      const source = logOf(world, 'paris', 'orders', partition).entries;
      const committed = Math.max(
        0,
        ...world.commits.filter(at({ group, partition }, 'paris')).map((each) => each.offset),
      );
      const entry = source.find((each) => each.offset >= committed && both.some((delivery) => delivery.op === each.op));
      if (entry?.op == null) return false;
      const { op, offset } = entry;
      world.files.push({
        header: {
          format: HISTORY_FORMAT,
          run: 'good',
          process: 'stayed',
          role: 'consumer',
          kind: 'node',
          site: 'clients',
          pointedAt: 'paris',
          group,
          member: 'z',
          clockErrorMs: 0,
        },
        lines: [['deliver', 9500, 'orders', partition, offset, op.session, op.partition, op.seq, 1]],
      });
      return true;
    },
  },
  {
    title: 'freeze a partition for a group',
    expects: 'stuck',
    apply(world, random) {
      const where = place(random);
      const late = (each: { t: number }): boolean => each.t > 8000;
      const before = world.deliveries.length;
      world.deliveries = world.deliveries.filter((each) => !(at(where)(each) && late(each)));
      world.commits = world.commits.filter((each) => !(at(where)(each) && late(each)));
      const site = world.facts.phases.promotedAt === null ? 'paris' : 'london';
      const last = world.commits.filter(at(where, site)).at(-1)?.offset ?? promotedOf(world, where)?.offset ?? 0;
      for (const final of world.finalPositions)
        if (final.site === site && final.group === where.group && final.partition === where.partition)
          final.offset = last;
      // Records that producers held back over a loss are written just before the last 5 s: they too must have waited long enough.
      world.facts.endedAt += 1000;
      return world.deliveries.length < before;
    },
  },
];
