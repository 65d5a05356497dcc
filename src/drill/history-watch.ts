// HistoryWatch: follows the workload's history files while they grow, for progress and for knowing when clients have recovered.
// It reads what clients wrote for themselves; nothing flows back to them.
import { open, readdir } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryHeader } from '../check/core.ts';

/** What is known of one client so far; times are CLOCK_MONOTONIC milliseconds. */
export interface ClientPulse {
  readonly header: HistoryHeader;
  /** Producers: acknowledged records. Consumers: delivered records. */
  served: number;
  firstServedAt: number | null;
  lastServedAt: number | null;
  /** Start of the current run of service without a gap longer than the watch's `gapMs`. */
  servedSince: number | null;
  /** Served records per second of the monotonic clock (key: whole seconds). */
  readonly perSecond: Map<number, number>;
}

interface Followed {
  handle: FileHandle;
  position: number;
  rest: string;
  pulse: ClientPulse | null;
}

export class HistoryWatch {
  readonly #directory: string;
  readonly #gapMs: number;
  readonly #files = new Map<string, Followed>();
  readonly #buffer = Buffer.allocUnsafe(1 << 20);
  #polling: Promise<void> | null = null;

  /** `gapMs`: a pause between two served records longer than this starts a new run of service. */
  constructor(directory: string, gapMs: number) {
    this.#directory = directory;
    this.#gapMs = gapMs;
  }

  pulses(): readonly ClientPulse[] {
    return [...this.#files.values()].flatMap((file) => (file.pulse === null ? [] : [file.pulse]));
  }

  /** Reads what was written since the last call. Calls do not overlap. */
  async poll(): Promise<void> {
    this.#polling ??= this.#pollOnce().finally(() => {
      this.#polling = null;
    });
    await this.#polling;
  }

  async close(): Promise<void> {
    await this.#polling;
    for (const file of this.#files.values()) await file.handle.close();
    this.#files.clear();
  }

  async #pollOnce(): Promise<void> {
    for (const name of await readdir(this.#directory)) {
      if (!name.endsWith('.jsonl')) continue;
      const file = this.#files.get(name) ?? (await this.#follow(name));
      await this.#readNew(file);
    }
  }

  async #follow(name: string): Promise<Followed> {
    const handle = await open(join(this.#directory, name), 'r');
    const file: Followed = { handle, position: 0, rest: '', pulse: null };
    this.#files.set(name, file);
    return file;
  }

  async #readNew(file: Followed): Promise<void> {
    const buffer = this.#buffer;
    for (;;) {
      const { bytesRead } = await file.handle.read(buffer, 0, buffer.length, file.position);
      if (bytesRead === 0) return;
      file.position += bytesRead;
      const lines = (file.rest + buffer.toString('latin1', 0, bytesRead)).split('\n');
      file.rest = lines.pop() ?? '';
      for (const line of lines) this.#take(file, line);
    }
  }

  #take(file: Followed, line: string): void {
    if (file.pulse === null) {
      const header = JSON.parse(line) as HistoryHeader;
      file.pulse = {
        header,
        served: 0,
        firstServedAt: null,
        lastServedAt: null,
        servedSince: null,
        perSecond: new Map(),
      };
      return;
    }
    // Only these two kinds of line mean service; a prefix test keeps the watch cheap at thousands of lines a second.
    if (!line.startsWith('["ok"') && !line.startsWith('["deliver"')) return;
    const start = line.indexOf(',') + 1;
    const t = Number(line.slice(start, line.indexOf(',', start)));
    const { pulse } = file;
    pulse.served += 1;
    pulse.firstServedAt ??= t;
    if (pulse.lastServedAt === null || t - pulse.lastServedAt > this.#gapMs) pulse.servedSince = t;
    pulse.lastServedAt = t;
    const second = Math.floor(t / 1000);
    pulse.perSecond.set(second, (pulse.perSecond.get(second) ?? 0) + 1);
  }
}
