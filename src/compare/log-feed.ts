// LogFeed: keeps one answer of a log ahead of the walk, so that both logs are read while they are compared.
import type { LogChunk } from './log-piece.ts';
import type { ReadableLog } from './log-reader.ts';

export class LogFeed {
  readonly #reader: ReadableLog;
  readonly #to: number;
  #next: number;
  #ahead: Promise<LogChunk> | null = null;

  /** `from`, `to`: offsets of the log itself. */
  constructor(reader: ReadableLog, from: number, to: number) {
    this.#reader = reader;
    this.#next = from;
    this.#to = to;
  }

  /** Begins to read ahead. */
  start(): void {
    if (this.#ahead !== null || this.#next >= this.#to) return;
    this.#ahead = this.#reader.read(this.#next, this.#to);
    // Its error is seen by whoever takes it; nobody may take it when the walk ends first.
    this.#ahead.catch(() => undefined);
  }

  /** The next answer; null when everything up to `to` has been given. */
  async take(): Promise<LogChunk | null> {
    this.start();
    if (this.#ahead === null) return null;
    const chunk = await this.#ahead;
    this.#ahead = null;
    this.#next = chunk.knownTo;
    this.start();
    return chunk;
  }

  /** Waits for what is under way, so that nothing is read any more after it resolves. */
  async end(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
  }
}
