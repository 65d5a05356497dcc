// Writes one history file: lines are buffered and flushed every 50 ms, so that recording never delays the client that it records.
import { open, type FileHandle } from 'node:fs/promises';
import type { HistoryHeader, HistoryLine } from '../../check/core.ts';

const FLUSH_EVERY_MS = 50;

export class HistoryWriter {
  readonly #file: FileHandle;
  readonly #timer: NodeJS.Timeout;
  #buffer: string[] = [];
  #writing: Promise<void> = Promise.resolve();
  #busy = false;
  #failed: Error | undefined;

  private constructor(file: FileHandle) {
    this.#file = file;
    this.#timer = setInterval(() => this.#flush(), FLUSH_EVERY_MS);
  }

  static async create(path: string, header: HistoryHeader): Promise<HistoryWriter> {
    const writer = new HistoryWriter(await open(path, 'w'));
    writer.raw(JSON.stringify(header));
    return writer;
  }

  line(line: HistoryLine): void {
    this.raw(JSON.stringify(line));
  }

  /** A line that is already JSON: for the hot paths, where JSON.stringify of an array costs more than a template. */
  raw(text: string): void {
    this.#buffer.push(text);
  }

  /** Waits until everything written so far is with the operating system; for writers that produce faster than a disk takes. */
  async settle(): Promise<void> {
    await this.#writing;
    this.#flush();
    await this.#writing;
    if (this.#failed !== undefined) throw this.#failed;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.settle();
    await this.#file.close();
  }

  #flush(): void {
    if (this.#busy || this.#buffer.length === 0) return;
    const text = `${this.#buffer.join('\n')}\n`;
    this.#buffer = [];
    this.#busy = true;
    this.#writing = this.#file.appendFile(text).then(
      () => {
        this.#busy = false;
      },
      (error: unknown) => {
        // A history with a hole would be judged as if it were whole: stay busy, write nothing more, and say so at the end.
        this.#failed = error instanceof Error ? error : new Error(String(error));
      },
    );
  }
}
