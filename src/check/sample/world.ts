// World: a run as an all-knowing observer would write it down; tests damage it and turn it into history files.
import { HISTORY_FORMAT, type HistoryFile, type HistoryHeader, type HistoryLine, type RunFacts } from '../history.ts';

export interface Op {
  readonly session: string;
  readonly topic: string;
  readonly partition: number;
  readonly seq: number;
  readonly bytes: number;
  readonly intendedAt: number;
  invokedAt: number;
  result: 'ok' | 'fail' | 'info' | 'none';
  resultAt: number;
  offset: number;
}

export interface Entry {
  offset: number;
  /** Null: a record without a stamp. */
  op: Op | null;
  intact: 0 | 1;
}

export interface WorldLog {
  readonly site: string;
  readonly topic: string;
  readonly partition: number;
  entries: Entry[];
  logEnd: number;
}

export interface Delivery {
  readonly group: string;
  readonly member: string;
  readonly topic: string;
  readonly partition: number;
  t: number;
  offset: number;
  op: Op;
  intact: 0 | 1;
  site: string;
}

export interface WorldCommit {
  readonly group: string;
  readonly member: string;
  readonly topic: string;
  readonly partition: number;
  readonly t: number;
  offset: number;
  readonly site: string;
}

export interface WorldAssign {
  readonly group: string;
  readonly member: string;
  readonly topic: string;
  readonly partition: number;
  readonly t: number;
  position: number | null;
}

export interface WorldSession {
  readonly session: string;
  readonly topic: string;
  readonly kind: 'node' | 'java';
  readonly pointedAt: string;
  readonly recordsPerSecond: number;
}

type Mutable<T> = {
  -readonly [K in keyof T]: T[K] extends readonly (infer E)[]
    ? Mutable<E>[]
    : T[K] extends object | undefined
      ? Mutable<T[K]>
      : T[K];
};
export type MutableFacts = Mutable<RunFacts>;

export interface World {
  readonly facts: MutableFacts;
  readonly sessions: WorldSession[];
  readonly ops: Op[];
  readonly logs: WorldLog[];
  deliveries: Delivery[];
  commits: WorldCommit[];
  readonly assigns: WorldAssign[];
  /** Committed positions at the end, by site. */
  readonly finalPositions: {
    readonly site: string;
    readonly group: string;
    readonly topic: string;
    readonly partition: number;
    offset: number | null;
  }[];
  /** What the primary came back with, as it was read before the way back; empty without one. */
  readonly recovered: WorldLog[];
  /** Sites whose final read exists. */
  readonly read: Set<string>;
  /** Lines put into files as they are, by process. */
  readonly extra: { readonly process: string; readonly line: HistoryLine }[];
  /** Files put in as they are. */
  readonly files: HistoryFile[];
}

export function logOf(world: World, site: string, topic: string, partition: number): WorldLog {
  const known = world.logs.find((log) => log.site === site && log.topic === topic && log.partition === partition);
  if (known !== undefined) return known;
  const made: WorldLog = { site, topic, partition, entries: [], logEnd: 0 };
  world.logs.push(made);
  return made;
}

/** The files that the processes of this world would have written. */
export function filesOf(world: World): HistoryFile[] {
  const files: HistoryFile[] = [];
  for (const session of world.sessions) files.push(producerFile(world, session));
  const members = new Map<string, { group: string; member: string }>();
  for (const { group, member } of world.assigns) members.set(`${group}-${member}`, { group, member });
  for (const [process, { group, member }] of members) files.push(consumerFile(world, process, group, member));
  for (const site of world.read) files.push(finalFile(world, site));
  if (world.recovered.length > 0) files.push(recoveredFile(world));
  return [...files, ...world.files];
}

function header(
  world: World,
  process: string,
  rest: Partial<HistoryHeader> & Pick<HistoryHeader, 'role' | 'site'>,
): HistoryHeader {
  return {
    format: HISTORY_FORMAT,
    run: world.facts.run,
    process,
    kind: 'node',
    pointedAt: 'bootstrap',
    clockErrorMs: 0,
    ...rest,
  };
}

function sorted(world: World, process: string, lines: HistoryLine[]): HistoryLine[] {
  for (const each of world.extra) if (each.process === process) lines.push(each.line);
  return lines.sort((a, b) => a[1] - b[1]);
}

function producerFile(world: World, session: WorldSession): HistoryFile {
  const java = session.kind === 'java';
  const lines: HistoryLine[] = [];
  for (const op of world.ops) {
    if (op.session !== session.session) continue;
    if (!java) lines.push(['invoke', op.invokedAt, op.partition, op.seq, op.intendedAt, op.bytes, 'hash']);
    if (op.result === 'ok') lines.push(['ok', op.resultAt, op.partition, op.seq, op.offset]);
    else if (op.result !== 'none') lines.push([op.result, op.resultAt, op.partition, op.seq, 'reason']);
  }
  const declared = {
    role: 'producer',
    site: 'clients',
    kind: session.kind,
    pointedAt: session.pointedAt,
    session: session.session,
    topic: session.topic,
    recordsPerSecond: session.recordsPerSecond,
    clockErrorMs: java ? 1 : 0,
    ...(java ? { invokesLogged: false } : {}),
  } as const;
  return { header: header(world, session.session, declared), lines: sorted(world, session.session, lines) };
}

function consumerFile(world: World, process: string, group: string, member: string): HistoryFile {
  const lines: HistoryLine[] = [];
  const mine = (each: { group: string; member: string }): boolean => each.group === group && each.member === member;
  for (const { t, topic, partition, position } of world.assigns.filter(mine))
    lines.push(['assign', t, [[topic, partition, position]]]);
  for (const { t, topic, partition, offset, op, intact } of world.deliveries.filter(mine)) {
    lines.push(['deliver', t, topic, partition, offset, op.session, op.partition, op.seq, intact]);
  }
  for (const { t, topic, partition, offset } of world.commits.filter(mine))
    lines.push(['commit', t, 'ok', [[topic, partition, offset]]]);
  return {
    header: header(world, process, { role: 'consumer', site: 'clients', group, member }),
    lines: sorted(world, process, lines),
  };
}

function recoveredFile(world: World): HistoryFile {
  return {
    header: header(world, 'final-paris.recovered', {
      role: 'final-read',
      site: 'paris',
      pointedAt: 'paris',
      when: 'recovered',
    }),
    lines: logLines(world.recovered, 11_500),
  };
}

function logLines(logs: readonly WorldLog[], t: number): HistoryLine[] {
  const lines: HistoryLine[] = [];
  for (const { topic, partition, entries, logEnd } of logs) {
    lines.push(['range', t, topic, partition, 0, logEnd, 'uncommitted']);
    for (const { offset, op, intact } of entries) {
      const id = op === null ? (['', 0, -1] as const) : ([op.session, op.partition, op.seq] as const);
      lines.push(['rec', t, topic, partition, offset, ...id, intact, 0, op?.bytes ?? 0, 'uncommitted']);
    }
  }
  return lines;
}

function finalFile(world: World, site: string): HistoryFile {
  const t = world.facts.endedAt + 1000;
  const lines = logLines(
    world.logs.filter((log) => log.site === site),
    t,
  );
  for (const position of world.finalPositions.filter((each) => each.site === site)) {
    lines.push(['group', t, position.group, position.topic, position.partition, position.offset, -1]);
  }
  return {
    header: header(world, `final-${site}`, { role: 'final-read', site, pointedAt: site }),
    lines: sorted(world, `final-${site}`, lines),
  };
}
