// RecordTable: one row per record id, whoever mentioned it first; columns instead of objects.
import type { HistoryHeader } from '../history.ts';
import { Column } from './columns.ts';

/** What the writer knows of a record. `unseen`: only a log or a consumer mentioned the id. */
export const STATE = { unseen: 0, invoked: 1, ok: 2, fail: 3, info: 4 } as const;

export interface Session {
  readonly index: number;
  readonly name: string;
  /** False: no producer of the run declared it; its records are foreign. */
  readonly declared: boolean;
  readonly kind: 'node' | 'java' | 'librdkafka';
  readonly process: string;
  readonly site: string;
  readonly pointedAt: string;
  readonly topic: string;
  /** False for stock tools without invoke lines; their sequence runs over all partitions. */
  readonly invokesLogged: boolean;
  readonly recordsPerSecond: number | null;
  /** A counted session (HistoryHeader.recordsPerPartition). */
  readonly counted: boolean;
  readonly clockErrorMs: number;
}

export class RecordTable {
  readonly sessions: Session[] = [];
  readonly session = new Column();
  /** The partition in the id; -1 when the id has none. */
  readonly partition = new Column();
  readonly seq = new Column();
  readonly state = new Column();
  readonly invokedAt = new Column();
  readonly intendedAt = new Column();
  readonly bytes = new Column();
  readonly ackedAt = new Column();
  readonly ackOffset = new Column();
  /** Number of the topic-partition in the acknowledgement; -1 without one. */
  readonly ackPartition = new Column();
  readonly #sessionByName = new Map<string, number>();
  readonly #streams = new Map<number, Map<number, number>>();

  get length(): number {
    return this.session.length;
  }

  declare(header: HistoryHeader): void {
    const name = header.session;
    if (name === undefined || this.#sessionByName.has(name)) return;
    this.#add(name, true, header);
  }

  sessionNumber(name: string): number {
    return this.#sessionByName.get(name) ?? this.#add(name, false, undefined);
  }

  sessionAt(row: number): Session {
    const found = this.sessions[this.session.at(row)];
    if (found === undefined) throw new RangeError(`no record number ${row}`);
    return found;
  }

  /** The row of an id; made when nobody mentioned it before. */
  rowOf(session: number, partition: number, seq: number): number {
    const inId = this.sessions[session]?.invokesLogged === true ? partition : -1;
    const key = session * 1_048_576 + inId + 1;
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      stream = new Map();
      this.#streams.set(key, stream);
    }
    const known = stream.get(seq);
    if (known !== undefined) return known;
    const row = this.session.push(session);
    this.partition.push(inId);
    this.seq.push(seq);
    this.state.push(STATE.unseen);
    this.invokedAt.push(Number.NaN);
    this.intendedAt.push(Number.NaN);
    this.bytes.push(Number.NaN);
    this.ackedAt.push(Number.NaN);
    this.ackOffset.push(Number.NaN);
    this.ackPartition.push(-1);
    stream.set(seq, row);
    return row;
  }

  /** `session/partition/seq`, for people. */
  nameOf(row: number): string {
    if (row < 0) return 'a record without a stamp';
    const partition = this.partition.at(row);
    return `${this.sessionAt(row).name}/${partition < 0 ? '-' : partition}/${this.seq.at(row)}`;
  }

  #add(name: string, declared: boolean, header: HistoryHeader | undefined): number {
    const index = this.sessions.length;
    this.sessions.push({
      index,
      name,
      declared,
      kind: header?.kind ?? 'node',
      process: header?.process ?? '',
      site: header?.site ?? '',
      pointedAt: header?.pointedAt ?? 'bootstrap',
      topic: header?.topic ?? '',
      // A stock tool's session is known by its name even when its history file is missing.
      invokesLogged: header === undefined ? !/^java-\d+$/.test(name) : header.invokesLogged !== false,
      recordsPerSecond: header?.recordsPerSecond ?? null,
      counted: header?.recordsPerPartition !== undefined,
      clockErrorMs: header?.clockErrorMs ?? 0,
    });
    this.#sessionByName.set(name, index);
    return index;
  }
}
