// Damages: ways to spoil a good world, each of which must be answered with exactly one anomaly class.
import { type Random } from '../../base/core.ts';
import type { AnomalyName } from '../result.ts';
import { groupDamages } from './group-damages.ts';
import type { GoodOptions } from './good-history.ts';
import { type Pair, isAckedBy, logs, pick, shiftStandby, swapOps } from './picking.ts';
import { type World, logOf } from './world.ts';

export interface Damage {
  readonly title: string;
  readonly expects: AnomalyName;
  /** Classes that rightly grow as well; none of them forbidden. */
  readonly also?: readonly AnomalyName[];
  readonly layouts?: readonly GoodOptions['layout'][];
  readonly faults?: readonly GoodOptions['fault'][];
  /** Default both. */
  readonly primaryRead?: readonly boolean[];
  readonly architecture?: string;
  /** False: this world offers nothing to damage in this way. */
  apply(world: World, random: Random): boolean;
}

const LOSS: readonly GoodOptions['fault'][] = ['region-loss'];
const READ = [true];

export const DAMAGES: readonly Damage[] = [
  {
    title: 'drop an acknowledged record from the log of the site that acknowledged it',
    expects: 'lost.in-cluster',
    primaryRead: READ,
    apply(world, random) {
      const found = pick(
        random,
        logs(world),
        (log) => log.entries.slice(0, -1),
        (log, entry) => isAckedBy(world, entry.op, log.site, entry.offset),
      );
      if (found === null) return false;
      found.log.entries = found.log.entries.filter((entry) => entry !== found.item);
      return true;
    },
  },
  {
    title: 'remove a record from the middle of what the standby got',
    expects: 'lost.hole',
    apply(world, random) {
      const below = belowCut(world).map((log) => ({
        ...log,
        entries: log.entries.slice(
          0,
          log.entries.findLastIndex((entry) => isAckedBy(world, entry.op, 'paris')),
        ),
      }));
      const found = pick(
        random,
        below,
        (log) => log.entries,
        (_log, entry) => isAckedBy(world, entry.op, 'paris'),
      );
      if (found === null) return false;
      const log = logOf(world, 'london', 'orders', found.log.partition);
      log.entries = log.entries.filter((entry) => entry !== found.item);
      forgetDeliveries(world, log.partition, new Set([found.item.offset]));
      return true;
    },
  },
  {
    title: 'remove the newest records that the standby got',
    expects: 'lost.tail',
    faults: LOSS,
    apply(world, random) {
      const partition = random.int(2);
      const log = logOf(world, 'london', 'orders', partition);
      const below = belowCut(world).find((each) => each.partition === partition)?.entries ?? [];
      const from = below.findLastIndex((entry) => isAckedBy(world, entry.op, 'paris'));
      if (from < 0) return false;
      const gone = new Set(below.slice(from));
      log.entries = log.entries.filter((entry) => !gone.has(entry));
      forgetDeliveries(world, partition, new Set([...gone].map((entry) => entry.offset)));
      return true;
    },
  },
  {
    title: 'copy a record inside the cluster that acknowledged it',
    expects: 'dup.retry',
    primaryRead: READ,
    apply(world, random) {
      const found = pick(
        random,
        logs(world).filter((log) => log.topic === 'local' || log.site === 'london'),
        (log) => log.entries,
        (log, entry) => isAckedBy(world, entry.op, log.site, entry.offset),
      );
      if (found === null) return false;
      found.log.entries.push({ ...found.item, offset: found.log.logEnd });
      found.log.logEnd += 1;
      return true;
    },
  },
  {
    title: 'let replication write a record twice',
    expects: 'dup.link',
    layouts: ['translating'],
    apply(world, random) {
      const log = pick(
        random,
        belowCut(world),
        (each) => each.entries,
        (_log, entry) => isAckedBy(world, entry.op, 'paris'),
      );
      if (log === null) return false;
      const { partition } = log.log;
      const at = world.facts.cut.find((row) => row.partition === partition)?.standbyLogEnd ?? log.log.logEnd;
      shiftStandby(world, partition, at, 1);
      const target = logOf(world, 'london', 'orders', partition);
      const row = world.facts.cut.find((each) => each.partition === partition);
      if (row !== undefined) row.standbyLogEnd = at + 1;
      target.entries.push({ ...log.item, offset: at });
      target.entries.sort((a, b) => a.offset - b.offset);
      target.logEnd = Math.max(target.logEnd, at + 1);
      return true;
    },
  },
  {
    title: 'copy a record to the standby once more after the cut',
    expects: 'dup.replay',
    faults: LOSS,
    apply(world, random) {
      const found = pick(
        random,
        belowCut(world),
        (log) => log.entries,
        (_log, entry) => isAckedBy(world, entry.op, 'paris'),
      );
      if (found === null) return false;
      const log = logOf(world, 'london', 'orders', found.log.partition);
      log.entries.push({ ...found.item, offset: log.logEnd });
      log.logEnd += 1;
      return true;
    },
  },
  {
    title: 'copy a record back to the old primary',
    expects: 'dup.failback',
    faults: LOSS,
    primaryRead: READ,
    apply(world, random) {
      const found = pick(
        random,
        belowCut(world),
        (log) => log.entries,
        (_log, entry) => isAckedBy(world, entry.op, 'paris'),
      );
      if (found === null) return false;
      const log = logOf(world, 'paris', 'orders', found.log.partition);
      log.entries.push({ ...found.item, offset: log.logEnd });
      log.logEnd += 1;
      return true;
    },
  },
  {
    title: 'send a record round the circle of two active sites',
    expects: 'dup.loop',
    layouts: ['translating'],
    faults: ['none'],
    architecture: 'active-active',
    apply(world, random) {
      const found = pick(
        random,
        logs(world).filter((log) => log.site === 'paris' && log.topic === 'orders'),
        (log) => log.entries,
        () => true,
      );
      if (found === null) return false;
      found.log.entries.push({ ...found.item, offset: found.log.logEnd });
      found.log.logEnd += 1;
      return true;
    },
  },
  {
    title: 'lose an answer, so that the producer sends the record again after the switch',
    expects: 'dup.switch',
    faults: LOSS,
    apply(world, random) {
      const found = pick(
        random,
        belowCut(world),
        (log) => log.entries,
        (_log, entry) => isAckedBy(world, entry.op, 'paris'),
      );
      const op = found?.item.op;
      if (found === null || op === null || op === undefined) return false;
      const log = logOf(world, 'london', 'orders', found.log.partition);
      log.entries.push({ op, intact: 1, offset: log.logEnd });
      Object.assign(op, { resultAt: 13_500, offset: log.logEnd });
      log.logEnd += 1;
      return true;
    },
  },
  {
    title: 'swap two records on the way to the standby',
    expects: 'reorder',
    layouts: ['translating'],
    apply: (world, random) =>
      swapOps(
        world,
        random,
        belowCut(world),
        (a, b) => isAckedBy(world, a.op, 'paris') && isAckedBy(world, b.op, 'paris'),
      ),
  },
  {
    title: 'swap two records of one producer where they were written',
    expects: 'reorder',
    apply: (world, random) =>
      swapOps(
        world,
        random,
        logs(world).filter((log) => log.topic === 'local' && world.read.has(log.site)),
        answered,
      ),
  },
  {
    title: 'let a late link append the old tail behind newer records',
    expects: 'reorder',
    faults: LOSS,
    primaryRead: READ,
    apply(world, random) {
      const partition = random.int(2);
      const target = logOf(world, 'london', 'orders', partition);
      const known = new Set(target.entries.map((entry) => entry.op));
      const tail = logOf(world, 'paris', 'orders', partition).entries.filter(
        (entry) => !known.has(entry.op) && isAckedBy(world, entry.op, 'paris'),
      );
      for (const entry of tail) {
        target.entries.push({ ...entry, offset: target.logEnd });
        target.logEnd += 1;
      }
      return tail.length > 0;
    },
  },
  {
    title: 'let a client send two waiting records in the wrong order after the switch',
    expects: 'reorder.switch',
    faults: LOSS,
    apply: (world, random) =>
      swapOps(
        world,
        random,
        aboveCut(world),
        (a, b) => a.op?.session === b.op?.session && answered(a, b) && a.op!.invokedAt < 8300 && b.op!.invokedAt < 8300,
      ),
  },
  {
    title: 'swap two records under the same offsets',
    expects: 'diverged',
    layouts: ['preserving'],
    primaryRead: READ,
    apply: (world, random) => swapOps(world, random, belowCut(world), () => true),
  },
  {
    title: 'shift the offsets of the standby',
    expects: 'diverged',
    layouts: ['preserving'],
    primaryRead: READ,
    apply(world, random) {
      const partition = random.int(2);
      const below = belowCut(world).find((log) => log.partition === partition)?.entries ?? [];
      if (below.length < 3) return false;
      shiftStandby(world, partition, below[random.int(below.length - 2)]!.offset, 1);
      return true;
    },
  },
  {
    title: 'alter a byte of a record in a log',
    expects: 'corrupt',
    apply(world, random) {
      const found = pick(
        random,
        logs(world).filter((log) => world.read.has(log.site)),
        (log) => log.entries,
        () => true,
      );
      if (found === null) return false;
      found.item.intact = 0;
      return true;
    },
  },
  {
    title: 'alter a byte of a record on the way to a consumer',
    expects: 'corrupt',
    apply(world, random) {
      random.pick(world.deliveries).intact = 0;
      return true;
    },
  },
  {
    title: 'tell a producer that a record failed which is in the log',
    expects: 'phantom',
    apply(world, random) {
      const found = pick(
        random,
        logs(world).filter((log) => world.read.has(log.site)),
        (log) => log.entries,
        (_log, entry) => entry.op?.result === 'ok',
      );
      if (found?.item.op == null) return false;
      found.item.op.result = 'fail';
      return true;
    },
  },
  {
    title: 'write a record without a stamp',
    expects: 'phantom',
    apply(world, random) {
      const log = random.pick(logs(world).filter((each) => world.read.has(each.site)));
      log.entries.push({ offset: log.logEnd, op: null, intact: 1 });
      log.logEnd += 1;
      return true;
    },
  },
  {
    title: 'forget that a record was ever sent',
    expects: 'phantom',
    apply(world, random) {
      const found = pick(
        random,
        logs(world).filter((log) => world.read.has(log.site)),
        (log) => log.entries,
        (_log, entry) => entry.op !== null && !entry.op.session.startsWith('java'),
      );
      const at = world.ops.findIndex((op) => op === found?.item.op);
      if (at < 0) return false;
      world.ops.splice(at, 1);
      return true;
    },
  },
  {
    title: "move an acknowledgement to another record's offset",
    expects: 'acked.not-written',
    primaryRead: READ,
    apply(world, random) {
      const found = pick(
        random,
        logs(world),
        (log) => log.entries,
        (log, entry) => isAckedBy(world, entry.op, log.site, entry.offset),
      );
      const other = found?.log.entries.find((entry) => entry !== found.item);
      if (found?.item.op == null || other === undefined) return false;
      found.item.op.offset = other.offset;
      return true;
    },
  },
  {
    title: 'answer a record with the offset of an older one and never write it',
    expects: 'acked.not-written',
    faults: LOSS,
    apply(world, random) {
      const site = world.read.has('paris') && random.int(2) === 0 ? 'paris' : 'london';
      const log = logOf(world, site, 'orders', random.int(2));
      const older = log.entries.slice(0, -1);
      if (older.length === 0) return false;
      const sentAt = site === 'paris' ? 5990 : 13_900;
      const { partition, topic } = log;
      const { offset } = random.pick(older.filter((entry) => (entry.op?.invokedAt ?? 0) < sentAt));
      world.ops.push({
        session: 'orders-1',
        topic,
        partition,
        seq: 90_000,
        bytes: 200,
        intendedAt: sentAt,
        invokedAt: sentAt,
        result: 'ok',
        resultAt: sentAt + 2,
        offset,
      });
      return true;
    },
  },
  {
    title: 'let the old primary answer a stubborn producer after the promotion',
    expects: 'dual.write',
    faults: LOSS,
    primaryRead: READ,
    apply(world, random) {
      const stubborn = random.int(2) === 0;
      const session = stubborn ? 'stubborn' : 'orders-2';
      if (stubborn)
        world.sessions.push({ session, topic: 'orders', kind: 'node', pointedAt: 'paris', recordsPerSecond: 1 });
      const log = logOf(world, 'paris', 'orders', random.int(2));
      const op = {
        session,
        topic: 'orders',
        partition: log.partition,
        seq: 90_000,
        bytes: 200,
        intendedAt: 12_000,
        invokedAt: 12_000,
        result: 'ok',
        resultAt: 12_003,
        offset: log.logEnd,
      } as const;
      world.ops.push({ ...op });
      log.entries.push({ offset: log.logEnd, op: world.ops.at(-1)!, intact: 1 });
      log.logEnd += 1;
      return true;
    },
  },
  {
    title: 'take away an answer',
    expects: 'ambiguous',
    apply(world, random) {
      const answeredOps = world.ops.filter((op) => op.result === 'ok' && op.resultAt < 6000);
      const op = random.pick(answeredOps);
      // A tool without invoke lines tells of a record by its answer only.
      op.result = op.session.startsWith('java') || random.int(2) === 0 ? 'info' : 'none';
      return true;
    },
  },
  ...groupDamages,
];

/** What the standby does not hold, it cannot have delivered. */
function forgetDeliveries(world: World, partition: number, offsets: ReadonlySet<number>): void {
  world.deliveries = world.deliveries.filter(
    (each) => !(each.site === 'london' && each.partition === partition && offsets.has(each.offset)),
  );
}

function answered(a: Pair, b: Pair): boolean {
  return a.op?.result === 'ok' && b.op?.result === 'ok' && a.op.session === b.op.session;
}

/** What replication had written to the standby by the cut. */
function belowCut(world: World): ReturnType<typeof logs> {
  return standby(world, (offset, cut) => offset < cut);
}

function aboveCut(world: World): ReturnType<typeof logs> {
  return standby(world, (offset, cut) => offset >= cut);
}

function standby(world: World, wanted: (offset: number, cut: number) => boolean): ReturnType<typeof logs> {
  return logs(world)
    .filter((log) => log.site === 'london' && log.topic === 'orders')
    .map((log) => {
      const cut = world.facts.cut.find((row) => row.partition === log.partition)?.standbyLogEnd ?? Infinity;
      return { ...log, entries: log.entries.filter((entry) => wanted(entry.offset, cut)) };
    });
}
