// The consuming application: processes, records, then commits on a timer; any trouble ends the client and starts another (crash-only).
import { systemClock } from '../../base/index.ts';
import { bounded } from './abandon.ts';
import { isRefusal, tellError } from './client-errors.ts';
import type { HistoryWriter } from './history-writer.ts';
import { identify } from './identity.ts';
import { type Position, type PublicMessage, ReadingClient, type ReadingClientOptions } from './reading-client.ts';

const WATCH_MS = 250;
const STALL_MS = 100;
const CLOSE_MS = 500;

export interface ConsumerLoopOptions {
  readonly run: string;
  readonly commitIntervalMs: number;
  /** Records at or above this offset are left alone. */
  readonly untilOffset: number;
  /** No answered fetch or heartbeat for so long condemns the client. */
  readonly silenceMs: number;
  readonly client: ReadingClientOptions;
}

const now = (): number => systemClock.monotonicMs();

export class ConsumerLoop {
  readonly #options: ConsumerLoopOptions;
  readonly #history: HistoryWriter;
  /** Next offset to read and the epoch of the last record processed, per partition; only of this life of the client. */
  #processed = new Map<number, { offset: number; leaderEpoch: number }>();
  #committed = new Map<number, number>();
  #assigned: readonly Position[] = [];
  #client: ReadingClient | undefined;
  #committing = false;
  #stopping = false;
  #aliveAt = 0;
  #timers: NodeJS.Timeout[] = [];
  #rotation = 0;

  constructor(options: ConsumerLoopOptions, history: HistoryWriter) {
    this.#options = options;
    this.#history = history;
  }

  start(): void {
    this.#timers = [
      setInterval(() => void this.#commit(), this.#options.commitIntervalMs),
      setInterval(this.#watcher(), WATCH_MS),
    ];
    void this.#bringUp('started');
  }

  /** A last commit, then a close that leaves the group. */
  async stop(withinMs: number): Promise<void> {
    this.#stopping = true;
    this.#history.line(['note', now(), 'stopping', null]);
    for (const timer of this.#timers) clearInterval(timer);
    const deadline = now() + withinMs;
    while (this.#committing && now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    const client = this.#client;
    if (client === undefined) return;
    await bounded(this.#commit(), Math.max(1, deadline - now()));
    this.#client = undefined;
    if (this.#assigned.length > 0) this.#history.line(['revoke', now(), this.#assigned]);
    await client.abandon(CLOSE_MS);
  }

  clientMisbehaved(error: unknown): void {
    this.#crash(`unexpected: ${tellError(error)}`);
  }

  #watcher(): () => void {
    let last = now();
    return () => {
      const t = now();
      const late = t - last - WATCH_MS;
      last = t;
      if (late > STALL_MS) {
        this.#history.line(['stall', t, Math.round(late)]);
        // A stalled process hears nothing; that is not the cluster's silence.
        this.#aliveAt = Math.max(this.#aliveAt, t - this.#options.silenceMs / 2);
      }
      if (this.#client !== undefined && t - this.#aliveAt > this.#options.silenceMs) {
        this.#crash(`no fetch or heartbeat was answered for ${Math.round(t - this.#aliveAt)} ms`);
      }
    };
  }

  #deliver(message: PublicMessage): void {
    const { topic, partition } = message;
    const offset = Number(message.offset);
    if (offset >= this.#options.untilOffset) return;
    const { session, recordPartition, seq, intact } = identify(message.value, this.#options.run, partition);
    this.#history.raw(
      `["deliver",${now().toFixed(3)},"${topic}",${partition},${offset},"${session}",${recordPartition},${seq},${intact}]`,
    );
    this.#processed.set(partition, { offset: offset + 1, leaderEpoch: message.leaderEpoch });
  }

  async #commit(): Promise<void> {
    const client = this.#client;
    if (client === undefined || this.#committing) return;
    const mine = new Set(client.assignedPartitions);
    const offsets = [...this.#processed]
      // Never backwards within one life: records buffered before a rebalance may be processed again after it.
      .filter(
        ([partition, position]) => mine.has(partition) && position.offset > (this.#committed.get(partition) ?? -1),
      )
      .map(([partition, position]) => ({ partition, ...position }));
    if (offsets.length === 0) return;
    const { topic } = this.#options.client;
    const told = offsets.map(({ partition, offset }) => [topic, partition, offset] as const);
    const committed = this.#committed;
    this.#committing = true;
    try {
      await client.commit(offsets);
      this.#history.line(['commit', now(), 'ok', told]);
      for (const { partition, offset } of offsets) committed.set(partition, offset);
    } catch (error) {
      const refused = isRefusal(error);
      this.#history.line(['commit', now(), refused ? 'fail' : 'info', told]);
      // During a rebalance the group protocol goes on by itself; everything else ends this life of the client.
      const rebalancing = refused && tellError(error).includes('REBALANCE_IN_PROGRESS');
      if (!rebalancing && client === this.#client) this.#crash(`commit: ${tellError(error)}`);
    } finally {
      this.#committing = false;
    }
  }

  #assignedTo(positions: readonly Position[]): void {
    this.#assigned = positions;
    this.#processed = new Map();
    this.#aliveAt = now();
    this.#history.line(['assign', now(), positions]);
  }

  #rebalancing(): void {
    this.#history.line(['note', now(), 'rebalance', null]);
    // As Java clients do: commit what was processed before the partitions are given back.
    void this.#commit();
    if (this.#assigned.length > 0) this.#history.line(['revoke', now(), this.#assigned]);
  }

  #crash(reason: string): void {
    const client = this.#client;
    if (client === undefined || this.#stopping) return;
    this.#client = undefined;
    this.#history.line(['note', now(), 'error', reason]);
    if (this.#assigned.length > 0) this.#history.line(['lost', now(), this.#assigned]);
    // Nothing of this life is carried into the next, which may be on another cluster.
    this.#assigned = [];
    this.#processed = new Map();
    this.#committed = new Map();
    void client.abandon(CLOSE_MS).then(() => this.#bringUp('client-recreated'));
  }

  async #bringUp(what: 'started' | 'client-recreated'): Promise<void> {
    for (let attempt = 1; !this.#stopping; attempt++) {
      let brokenEarly: unknown;
      let up: ReadingClient | undefined;
      try {
        up = await ReadingClient.bringUp(
          { ...this.#options.client, bootstrap: this.#rotated() },
          {
            message: (message) => this.#deliver(message),
            assigned: (positions) => this.#assignedTo(positions),
            rebalancing: () => this.#rebalancing(),
            alive: () => {
              this.#aliveAt = now();
            },
            broken: (error) => {
              if (up === undefined) brokenEarly = error;
              else if (up === this.#client) this.#crash(tellError(error));
            },
          },
        );
        if (brokenEarly !== undefined) {
          await up.abandon(CLOSE_MS);
          throw brokenEarly;
        }
        this.#aliveAt = now();
        this.#client = up;
        this.#history.line(['note', now(), what, { attempt }]);
        return;
      } catch (error) {
        this.#history.line(['note', now(), 'error', `attempt ${attempt}: ${tellError(error)}`]);
        // Members that restart together must not keep each other from joining.
        await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 350));
      }
    }
  }

  #rotated(): readonly string[] {
    const { bootstrap } = this.#options.client;
    const first = this.#rotation++ % Math.max(1, bootstrap.length);
    return [...bootstrap.slice(first), ...bootstrap.slice(0, first)];
  }
}
