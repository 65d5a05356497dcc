// The producing application: open-loop schedule in, one history line per step out, a client that is replaced when it falls silent.
import { stampValue } from '../../check/core.ts';
import { systemClock } from '../../base/index.ts';
import { outcomeOfSendError, producedInPart, tellError } from './client-errors.ts';
import type { HistoryWriter } from './history-writer.ts';
import { chooseLanes } from './lanes.ts';
import { Outbox } from './outbox.ts';
import { Schedule, type DueRecord } from './schedule.ts';
import { SendingClient, type SendingClientOptions } from './sending-client.ts';

const TICK_MS = 10;
const STALL_MS = 100;
/** Records waiting in the application; what is due beyond is refused and recorded as such. 100 s at 2,000 records/s. */
export const OUTBOX_MAX_RECORDS = 200_000;
const BATCH_MAX_BYTES = 900_000;
/** How long a client may take to close; and its lanes to finish when their cluster does not answer. */
const DRAIN_MS = 300;
/** A slow lane makes the application ask the cluster for metadata, once in this time and for so long. */
const PROBE_MS = 1000;
/** With acks=all a write waits until a dead follower has left the ISR. While the cluster answers, patience is this times the silence. */
const PATIENCE = 3;
const RETRY_PAUSE_MS = 200;

export interface ProducerLoopOptions {
  readonly run: string;
  readonly session: string;
  readonly partitions: readonly number[];
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  readonly recordsPerPartition?: number;
  readonly startAt: number;
  /** A send without an answer for so long condemns the client. */
  readonly silenceMs: number;
  /** Least time between two sends to the same broker. */
  readonly lingerMs: number;
  readonly client: SendingClientOptions;
}

interface Lane {
  readonly records: readonly DueRecord[];
  readonly startedAt: number;
}

const now = (): number => systemClock.monotonicMs();
const at = (t: number): string => t.toFixed(3);

export class ProducerLoop {
  readonly #options: ProducerLoopOptions;
  readonly #history: HistoryWriter;
  readonly #outbox: Outbox;
  readonly #lanes = new Map<number, Lane>();
  /** When the last send to a leader began. */
  readonly #sentAt = new Map<number, number>();
  readonly #busyPartitions = new Set<number>();
  #schedule: Schedule | undefined;
  #client: SendingClient | undefined;
  #condemned = false;
  #stopping = false;
  #timer: NodeJS.Timeout | undefined;
  #lastTick = 0;
  #rotation = 0;
  #probing = false;
  #answeredAt = Number.NEGATIVE_INFINITY;

  constructor(options: ProducerLoopOptions, history: HistoryWriter) {
    this.#options = options;
    this.#history = history;
    this.#outbox = new Outbox({
      maxRecords: OUTBOX_MAX_RECORDS,
      maxBatchBytes: BATCH_MAX_BYTES,
      recordBytes: options.recordBytes,
    });
    if (options.partitions.length > 0) this.#plan(options.partitions);
  }

  start(): void {
    this.#lastTick = now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    void this.#bringUp('started');
  }

  /** Ends the schedule, lets what is under way finish for at most `withinMs`, and gives every record an outcome. */
  async stop(withinMs: number): Promise<void> {
    this.#history.line(['note', now(), 'stopping', { waiting: this.#outbox.size }]);
    this.#stopping = true;
    const deadline = now() + withinMs;
    while (now() < deadline && this.#client !== undefined && (this.#outbox.size > 0 || this.#lanes.size > 0)) {
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
    clearInterval(this.#timer);
    this.#endLanes('the workload ended before an answer came');
    for (const record of this.#outbox.drain()) this.#refuse(record, 'never handed to the client: the workload ended');
    await this.#client?.abandon(DRAIN_MS);
  }

  /** What no lane can be charged with: an exception out of the client's own callbacks. */
  clientMisbehaved(error: unknown): void {
    this.#condemn(`unexpected: ${tellError(error)}`);
  }

  #plan(partitions: readonly number[]): void {
    const { startAt, recordsPerSecond, recordsPerPartition } = this.#options;
    this.#schedule = new Schedule(startAt, recordsPerSecond, partitions, recordsPerPartition);
  }

  #tick(): void {
    const t = now();
    const gap = t - this.#lastTick;
    this.#lastTick = t;
    if (gap > STALL_MS) this.#history.line(['stall', t, Math.round(gap)]);
    if (!this.#stopping) {
      for (const record of this.#schedule?.due(t) ?? []) {
        if (!this.#outbox.offer(record)) {
          this.#refuse(record, `never handed to the client: ${OUTBOX_MAX_RECORDS} records were waiting`);
        }
      }
    }
    this.#dispatch();
    // A stalled process hears nothing; that is not the cluster's silence.
    if (gap > STALL_MS) return;
    for (const [leader, lane] of this.#lanes) {
      const age = t - lane.startedAt;
      if (age > this.#options.silenceMs - PROBE_MS) void this.#probe();
      if (age > this.#options.silenceMs && !this.#mayWait(leader, lane, t)) {
        this.#condemn(`no answer from broker ${leader} for ${Math.round(age)} ms`);
        return;
      }
    }
  }

  /** A lane may wait longer while its connection stands and its cluster answers other requests. */
  #mayWait(leader: number, lane: Lane, t: number): boolean {
    const connected = this.#client?.openLeaders.has(leader) === true;
    const answers = t - this.#answeredAt < 2 * PROBE_MS + STALL_MS;
    return connected && answers && t - lane.startedAt < PATIENCE * this.#options.silenceMs;
  }

  async #probe(): Promise<void> {
    const client = this.#client;
    if (this.#probing || client === undefined) return;
    this.#probing = true;
    const startedAt = now();
    if ((await client.answers(PROBE_MS)) && client === this.#client) this.#answeredAt = now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, PROBE_MS - (now() - startedAt))));
    this.#probing = false;
  }

  #dispatch(): void {
    const client = this.#client;
    if (client === undefined || this.#condemned || this.#outbox.size === 0) return;
    const choice = chooseLanes({
      waiting: this.#outbox.waiting(),
      leaderOf: (partition) => client.leaderOf(partition),
      busyPartitions: this.#busyPartitions,
      busyLeaders: new Set([...this.#lanes.keys(), ...this.#lingering()]),
      openLeaders: client.openLeaders,
    });
    const again = (): void => this.#dispatch();
    for (const leader of choice.toOpen) client.open(leader, again);
    if (choice.leaderless.length > 0) client.refresh(() => {});
    for (const send of choice.sends) void this.#send(client, send.leader, this.#outbox.take(send.partitions));
  }

  /** Leaders that are to be left alone for a moment, so that more records go with the next request. */
  #lingering(): readonly number[] {
    const since = now() - this.#options.lingerMs;
    return [...this.#sentAt].filter(([, sentAt]) => sentAt > since).map(([leader]) => leader);
  }

  async #send(client: SendingClient, leader: number, records: readonly DueRecord[]): Promise<void> {
    const lane: Lane = { records, startedAt: now() };
    this.#lanes.set(leader, lane);
    this.#sentAt.set(leader, lane.startedAt);
    const { run, session, recordBytes } = this.#options;
    const outgoing = records.map((record) => {
      this.#busyPartitions.add(record.partition);
      const { partition, seq, intendedT } = record;
      const { value, hash } = stampValue({ session, partition, seq }, run, intendedT, recordBytes);
      this.#history.raw(`["invoke",${at(now())},${partition},${seq},${at(intendedT)},${value.length},"${hash}"]`);
      return { partition, value };
    });
    try {
      const bases = await client.send(outgoing);
      if (this.#lanes.get(leader) !== lane) return;
      this.#settle(records, bases, 'info', 'the answer names no offset for the partition');
    } catch (error) {
      if (this.#lanes.get(leader) !== lane) return;
      const bases = new Map(producedInPart(error).map((entry) => [entry.partition, Number(entry.offset)]));
      this.#settle(records, bases, outcomeOfSendError(error), tellError(error));
      this.#release(leader);
      this.#condemn(tellError(error));
      return;
    }
    this.#release(leader);
    this.#dispatch();
  }

  /** One outcome per record: acknowledged where the answer names a base offset, else the given one. */
  #settle(
    records: readonly DueRecord[],
    bases: ReadonlyMap<number, number>,
    otherwise: 'fail' | 'info',
    reason: string,
  ): void {
    const t = at(now());
    const next = new Map(bases);
    for (const { partition, seq } of records) {
      const offset = next.get(partition);
      if (offset === undefined || offset < 0) {
        this.#history.raw(`["${otherwise}",${t},${partition},${seq},${JSON.stringify(reason)}]`);
        continue;
      }
      this.#history.raw(`["ok",${t},${partition},${seq},${offset}]`);
      next.set(partition, offset + 1);
    }
  }

  #release(leader: number): void {
    for (const record of this.#lanes.get(leader)?.records ?? []) this.#busyPartitions.delete(record.partition);
    this.#lanes.delete(leader);
  }

  #endLanes(reason: string): void {
    for (const [leader, lane] of this.#lanes) {
      this.#settle(lane.records, new Map(), 'info', reason);
      this.#release(leader);
    }
  }

  #refuse(record: DueRecord, reason: string): void {
    const t = at(now());
    this.#history.raw(`["invoke",${t},${record.partition},${record.seq},${at(record.intendedT)},0,""]`);
    this.#history.raw(`["fail",${t},${record.partition},${record.seq},${JSON.stringify(reason)}]`);
  }

  #condemn(reason: string): void {
    if (this.#condemned || this.#client === undefined) return;
    this.#condemned = true;
    this.#history.line(['note', now(), 'error', reason]);
    void this.#replace(reason);
  }

  async #replace(reason: string): Promise<void> {
    const deadline = now() + DRAIN_MS;
    const waiting = (): boolean =>
      [...this.#lanes].some(([leader, lane]) => now() < deadline || this.#mayWait(leader, lane, now()));
    while (waiting()) await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    this.#endLanes(`the client was closed without an answer: ${reason}`);
    const old = this.#client;
    this.#client = undefined;
    await old?.abandon(DRAIN_MS);
    await this.#bringUp('client-recreated');
  }

  /** Tries until a client answers. Records stay in the outbox meanwhile, so that none of them is ambiguous. */
  async #bringUp(what: 'started' | 'client-recreated'): Promise<void> {
    for (let attempt = 1; !this.#stopping; attempt++) {
      try {
        const bootstrap = this.#rotated();
        this.#client = await SendingClient.bringUp({ ...this.#options.client, bootstrap });
        this.#condemned = false;
        if (this.#schedule === undefined) this.#plan(this.#client.partitions);
        this.#history.line(['note', now(), what, { attempt }]);
        this.#dispatch();
        return;
      } catch (error) {
        this.#history.line(['note', now(), 'error', `attempt ${attempt}: ${tellError(error)}`]);
        await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS));
      }
    }
  }

  /** Each attempt starts with another bootstrap name, as Java clients do: one hanging broker must not hold every attempt. */
  #rotated(): readonly string[] {
    const { bootstrap } = this.#options.client;
    const first = this.#rotation++ % Math.max(1, bootstrap.length);
    return [...bootstrap.slice(first), ...bootstrap.slice(0, first)];
  }
}
