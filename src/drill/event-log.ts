// EventLog: keeps every event of the run (file and memory) and passes it on to whoever watches.
import { appendFileSync } from 'node:fs';
import type { Clock, Emit, TideEvent } from '../base/core.ts';
import type { DrillEventType } from './events.ts';

export class EventLog {
  readonly events: TideEvent[] = [];
  readonly #file: string;
  readonly #clock: Clock;
  readonly #pass: Emit;

  constructor(file: string, clock: Clock, pass: Emit) {
    this.#file = file;
    this.#clock = clock;
    this.#pass = pass;
  }

  /** The listener handed to every room. */
  readonly emit: Emit = (event) => {
    this.events.push(event);
    // Written at once: after a crash the file is all that is left.
    appendFileSync(this.#file, `${JSON.stringify(event)}\n`);
    this.#pass(event);
  };

  say(type: DrillEventType, say: string, data: Readonly<Record<string, unknown>> = {}): void {
    this.emit({ type, monotonicMs: this.#clock.monotonicMs(), wallMs: this.#clock.wallMs(), say, data });
  }
}
