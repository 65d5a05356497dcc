// goodWorld: a seeded, realistic, clean run: two sites, replication with a tail, moving clients, groups that commit as users do.
import { type Random, randomOf } from '../../base/core.ts';
import type { RunFacts } from '../history.ts';
import {
  type FailbackMode,
  LAST_SEND_AT,
  RECOVERED_AT,
  copyBack,
  moveProducersBack,
  readOnReturn,
  recoverTail,
  replicateForward,
} from './good-failback.ts';
import { followGroup } from './good-groups.ts';
import { type MutableFacts, type Op, type World, type WorldSession, logOf } from './world.ts';

export interface GoodOptions {
  readonly seed: number;
  readonly layout: 'preserving' | 'translating';
  readonly fault: 'region-loss' | 'broker-crash' | 'none';
  /** Whether the old primary could be read at the end. */
  readonly primaryRead: boolean;
  /** Region loss with preserved offsets only: the primary returns, and everybody moves back. */
  readonly failback?: FailbackMode;
}

export const PARTITIONS = 2;
const LOSS_AT = 6000;
const PROMOTED_AT = 8000;
const END_AT = 14_000;
const END_AFTER_FAILBACK_AT = 24_000;
const SESSIONS: readonly WorldSession[] = [
  { session: 'orders-1', topic: 'orders', kind: 'node', pointedAt: 'bootstrap', recordsPerSecond: 20 },
  { session: 'orders-2', topic: 'orders', kind: 'node', pointedAt: 'bootstrap', recordsPerSecond: 10 },
  { session: 'java-7', topic: 'orders', kind: 'java', pointedAt: 'bootstrap', recordsPerSecond: 10 },
  { session: 'local-paris', topic: 'local', kind: 'node', pointedAt: 'paris', recordsPerSecond: 5 },
  { session: 'local-london', topic: 'local', kind: 'node', pointedAt: 'london', recordsPerSecond: 5 },
];

/** paris is the primary, london the standby. Times in milliseconds from 0; the loss at 6 s, the promotion at 8 s, the end at 14 s. */
export function goodWorld(options: GoodOptions): World {
  const random = randomOf(options.seed);
  const world: World = {
    facts: factsOf(options),
    sessions: SESSIONS.map((session) => ({ ...session })),
    ops: [],
    logs: [],
    deliveries: [],
    commits: [],
    assigns: [],
    finalPositions: [],
    recovered: [],
    read: new Set(options.primaryRead || options.fault !== 'region-loss' ? ['paris', 'london'] : ['london']),
    extra: [],
    files: [],
  };
  for (const site of ['paris', 'london']) {
    for (let partition = 0; partition < PARTITIONS; partition++) logOf(world, site, 'orders', partition);
    logOf(world, site, 'local', 0);
  }
  schedule(world, random);
  produce(world, options, random);
  replicate(world, options, random);
  moveProducers(world, options, random);
  if (options.failback !== undefined) moveBack(world, options.failback, random);
  for (const log of world.logs) log.logEnd = Math.max(log.logEnd, (log.entries.at(-1)?.offset ?? -1) + 1);
  followGroup(world, options, random, 'billing', ['a', 'b'], 1);
  // Some groups are never quite up to date.
  followGroup(world, options, random, 'audit', ['a'], 400);
  return world;
}

function factsOf({ layout, fault, failback }: GoodOptions): MutableFacts {
  const switched = fault === 'region-loss';
  const window = {
    kind: switched ? 'site-loss' : 'broker-crash',
    title: 'the fault',
    site: 'paris',
    commandedAt: LOSS_AT - 20,
    effectiveAt: LOSS_AT,
    proof: 'probe',
    endedAt: null,
  };
  const facts: RunFacts = {
    run: 'good',
    clock: { monotonicMs: 0, wallMs: 0 },
    primary: 'paris',
    standby: 'london',
    architecture: layout === 'preserving' ? 'active-passive-preserving' : 'active-passive-translating',
    topics: [
      { name: 'orders', partitions: PARTITIONS, mirrored: true },
      { name: 'local', partitions: 1, mirrored: false },
    ],
    faults: fault === 'none' ? [] : [window],
    t0: fault === 'none' ? null : LOSS_AT,
    phases: switched
      ? { detectedAt: 7000, decidedAt: 7100, fencedAt: 7500, promotedAt: PROMOTED_AT, redirectedAt: 8300 }
      : { detectedAt: null, decidedAt: null, fencedAt: null, promotedAt: null, redirectedAt: null },
    cut: [],
    promotedPositions: [],
    deadlineMs: 500,
    stableWindowMs: 2000,
    endedAt: failback === undefined ? END_AT : END_AFTER_FAILBACK_AT,
    exposure: [{ t: 5000, records: 3, ms: 40 }],
  };
  return structuredClone(facts) as MutableFacts;
}

function schedule(world: World, random: Random): void {
  for (const { session, topic, recordsPerSecond } of world.sessions) {
    const seqs = new Map<number, number>();
    const interval = 1000 / recordsPerSecond;
    const java = session.startsWith('java-');
    for (let k = 0; 100 + k * interval < world.facts.endedAt - 600; k++) {
      const partition = topic === 'orders' ? k % PARTITIONS : 0;
      const seq = java ? k : (seqs.get(partition) ?? 0);
      seqs.set(partition, seq + 1);
      const intendedAt = 100 + k * interval;
      const invokedAt = intendedAt + random.next();
      world.ops.push({
        session,
        topic,
        partition,
        seq,
        bytes: 200,
        intendedAt,
        invokedAt,
        result: 'none',
        resultAt: 0,
        offset: -1,
      });
    }
  }
  world.ops.sort((a, b) => a.invokedAt - b.invokedAt);
}

/** Appends with an occasional gap, as a control marker leaves one. */
function append(world: World, site: string, op: Op, random: Random): number {
  const log = logOf(world, site, op.topic, op.partition);
  if (log.entries.length > 0 && random.int(40) === 0) log.logEnd += 1;
  log.entries.push({ offset: log.logEnd, op, intact: 1 });
  log.logEnd += 1;
  return log.logEnd - 1;
}

function acknowledge(op: Op, offset: number, t: number): void {
  Object.assign(op, { result: 'ok', resultAt: t, offset });
}

/** What the primary (and the standby's own client) took. A crash of one broker only makes the answers late. */
function produce(world: World, { fault }: GoodOptions, random: Random): void {
  for (const op of world.ops) {
    const site = op.session === 'local-london' ? 'london' : 'paris';
    const late =
      fault === 'broker-crash' && site === 'paris' && op.invokedAt >= LOSS_AT && op.invokedAt < LOSS_AT + 1500;
    const appendedAt = late ? LOSS_AT + 1500 + random.next() : op.invokedAt + 1 + random.next();
    const ackedAt = appendedAt + 1 + random.next() * 15;
    const dark = fault === 'region-loss' && site === 'paris';
    if (dark && appendedAt >= LOSS_AT) continue;
    const offset = append(world, site, op, random);
    if (!dark || ackedAt < LOSS_AT) acknowledge(op, offset, ackedAt);
  }
}

/** In order, with a lag; at the loss each partition ends where its link happened to be. */
function replicate(world: World, { layout, fault }: GoodOptions, random: Random): void {
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const source = logOf(world, 'paris', 'orders', partition);
    const target = logOf(world, 'london', 'orders', partition);
    const horizon = fault === 'region-loss' ? LOSS_AT - 5 - random.int(400) : Infinity;
    for (const { offset, op } of source.entries) {
      if (op === null || op.invokedAt > horizon) break;
      if (layout === 'preserving') target.logEnd = offset;
      target.entries.push({ offset: target.logEnd, op, intact: 1 });
      target.logEnd += 1;
    }
    const standbyLogEnd = target.logEnd;
    if (fault === 'region-loss')
      world.facts.cut.push({ topic: 'orders', partition, standbyLogEnd, primaryHighWatermark: source.logEnd });
  }
}

/** Clients find the standby one by one and send, in order, what was never answered. */
function moveProducers(world: World, { fault, failback }: GoodOptions, random: Random): void {
  if (fault !== 'region-loss') return;
  const movedAt = new Map(world.sessions.map(({ session }) => [session, 8400 + random.int(900)]));
  const open = world.ops.filter((op) => op.topic === 'orders' && op.result === 'none');
  const sendAt = (op: Op): number => Math.max(movedAt.get(op.session) ?? 0, op.invokedAt) + 1;
  open.sort((a, b) => sendAt(a) - sendAt(b) || a.intendedAt - b.intendedAt);
  let recovered = failback === undefined;
  for (const op of open) {
    if (failback !== undefined && sendAt(op) >= LAST_SEND_AT) break;
    if (!recovered && sendAt(op) >= RECOVERED_AT) {
      recovered = true;
      readOnReturn(world);
      recoverTail(world, PARTITIONS);
    }
    // Some were written at the primary without an answer; a few of those are given up by their client.
    const inPrimary = logOf(world, 'paris', 'orders', op.partition).entries.some((entry) => entry.op === op);
    if (inPrimary && random.int(3) === 0) Object.assign(op, { result: 'info', resultAt: sendAt(op) });
    else acknowledge(op, append(world, 'london', op, random), sendAt(op) + 1 + random.next() * 10);
  }
}

function moveBack(world: World, mode: FailbackMode, random: Random): void {
  copyBack(world, mode, PARTITIONS);
  moveProducersBack(world, random, (site, op) => append(world, site, op, random), acknowledge);
  replicateForward(world, random);
}
