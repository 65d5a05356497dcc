// wayBack: the second half of a good run: the primary returns fenced, its tail is read and recovered, the survivor's history follows, clients and groups move back.
import type { Random } from '../../base/core.ts';
import { type Entry, type Op, type World, type WorldLog, logOf } from './world.ts';

export type FailbackMode = 'recreate' | 'shift';

const RETURNED_AT = 11_000;
/** When the tail is appended at the survivor; every client has moved by then. */
export const RECOVERED_AT = 12_000;
export const CLOSED_AT = 14_000;
export const OPENED_AT = 14_600;
export const MOVED_BACK_AT = 14_700;
/** A client's last write to the survivor is answered before the closing. */
export const LAST_SEND_AT = CLOSED_AT - 30;

interface Start {
  readonly partition: number;
  readonly shift: number;
  readonly from: number;
  readonly end: number;
}

/** What the final read of the returning primary finds, before anything there is changed. */
export function readOnReturn(world: World): void {
  const title = 'paris comes back';
  world.facts.faults.push({
    kind: 'site-return',
    title,
    site: 'paris',
    commandedAt: RETURNED_AT - 500,
    effectiveAt: RETURNED_AT,
    proof: 'probe',
    endedAt: null,
  });
  const logs = world.logs.filter((log) => log.site === 'paris');
  world.recovered.push(...logs.map((log) => ({ ...log, entries: log.entries.map((entry) => ({ ...entry })) })));
}

/** The records that only the returned primary holds go to the end of the survivor's log, in their order. */
export function recoverTail(world: World, partitions: number): void {
  for (let partition = 0; partition < partitions; partition++) {
    const target = logOf(world, 'london', 'orders', partition);
    const known = new Set(target.entries.map((entry) => entry.op));
    for (const entry of logOf(world, 'paris', 'orders', partition).entries) {
      if (known.has(entry.op)) continue;
      target.entries.push({ ...entry, offset: target.logEnd });
      target.logEnd += 1;
    }
  }
}

/** Copies the survivor's history back and tells the facts; the positions come with the groups. */
export function copyBack(world: World, mode: FailbackMode, partitions: number): void {
  const rows = Array.from({ length: partitions }, (_, partition) => startOf(world, mode, partition, partitions));
  for (const { partition, shift, from, end } of rows) {
    const source = logOf(world, 'london', 'orders', partition);
    const target = logOf(world, 'paris', 'orders', partition);
    const kept = mode === 'recreate' ? target.entries.filter((entry) => entry.offset < from) : target.entries;
    const copied = source.entries.filter((entry) => entry.offset >= from);
    target.entries = [...kept, ...copied.map((entry) => ({ ...entry, offset: entry.offset + shift }))];
    target.logEnd = end + shift;
  }
  const topic = 'orders';
  world.facts.failback = {
    mode,
    closedAt: CLOSED_AT,
    openedAt: OPENED_AT,
    redirectedAt: MOVED_BACK_AT,
    starts: rows.map(({ partition, shift, from }) => ({ topic, partition, shift, from })),
    equalUpTo: rows.map(({ partition, end }) => ({ topic, partition, survivorLogEnd: end })),
    positions: [],
    tail: { archived: 0, recovered: 0, alreadyThere: 0 },
  };
}

function startOf(world: World, mode: FailbackMode, partition: number, partitions: number): Start {
  const end = logOf(world, 'london', 'orders', partition).logEnd;
  const cut = cutOf(world, partition);
  const tails = Array.from(
    { length: partitions },
    (_, each) => logOf(world, 'paris', 'orders', each).logEnd > cutOf(world, each),
  );
  if (mode === 'recreate') return { partition, shift: 0, from: tails.includes(true) ? 0 : cut, end };
  return { partition, shift: logOf(world, 'paris', 'orders', partition).logEnd - cut, from: cut, end };
}

function cutOf(world: World, partition: number): number {
  return world.facts.cut.find((row) => row.partition === partition)?.standbyLogEnd ?? 0;
}

/**
 * Clients find the primary again, one by one, and send what was not answered; one of them perhaps a record that had crossed. A producer
 * that was always bound to paris writes there again, and so does the one of the topic that is not mirrored.
 */
export function moveProducersBack(
  world: World,
  random: Random,
  write: (site: string, op: Op) => number,
  answer: (op: Op, offset: number, t: number) => void,
): void {
  const movedAt = new Map(world.sessions.map(({ session }) => [session, 15_000 + random.int(600)]));
  const sendAt = (op: Op): number => Math.max(movedAt.get(op.session) ?? 0, op.invokedAt) + 1;
  forgetAnAnswer(world, random);
  world.sessions.push({ session: 'faithful', topic: 'orders', kind: 'node', pointedAt: 'paris', recordsPerSecond: 2 });
  for (let seq = 0; seq < 8; seq++) {
    const at = 16_000 + seq * 500;
    const rest = { bytes: 200, intendedAt: at, invokedAt: at, result: 'none', resultAt: 0, offset: -1 } as const;
    world.ops.push({ session: 'faithful', topic: 'orders', partition: seq % 2, seq: seq >> 1, ...rest });
  }
  const open = world.ops.filter(
    (op) => op.result === 'none' && (op.topic === 'orders' || (op.session === 'local-paris' && op.invokedAt > 15_000)),
  );
  open.sort((a, b) => sendAt(a) - sendAt(b) || a.intendedAt - b.intendedAt);
  for (const op of open) answer(op, write('paris', op), sendAt(op) + 1 + random.next() * 10);
}

/** The survivor's last answer to a client got lost when it was closed. */
function forgetAnAnswer(world: World, random: Random): void {
  if (random.int(2) === 0) return;
  const last = world.ops.filter((op) => op.session === 'orders-1' && op.resultAt > RECOVERED_AT).at(-1);
  if (last !== undefined) Object.assign(last, { result: 'none', resultAt: 0, offset: -1 });
}

/** Replication runs forward again; how far it came is luck. */
export function replicateForward(world: World, random: Random): void {
  for (const { partition, shift } of world.facts.failback?.starts ?? []) {
    const end = world.facts.failback?.equalUpTo.find((row) => row.partition === partition)?.survivorLogEnd ?? 0;
    const target = logOf(world, 'london', 'orders', partition);
    const own = logOf(world, 'paris', 'orders', partition).entries.filter((entry) => entry.offset >= end + shift);
    const carried = own.slice(0, random.int(2) === 0 ? 0 : random.int(own.length + 1));
    for (const entry of carried) target.entries.push({ ...entry, offset: entry.offset - shift });
    target.logEnd = (target.entries.at(-1)?.offset ?? -1) + 1;
  }
}

/** Where a position of the survivor lies at the returned primary. */
export function placeOf(world: World, partition: number, offset: number): number {
  const start = world.facts.failback?.starts.find((row) => row.partition === partition);
  return start === undefined || offset < start.from ? offset : offset + start.shift;
}

/** What the survivor held when it was closed. */
export function beforeClosing(world: World, log: WorldLog): readonly Entry[] {
  const end = world.facts.failback?.equalUpTo.find((row) => row.partition === log.partition)?.survivorLogEnd;
  return log.entries.filter((entry) => entry.offset < (end ?? Infinity));
}
