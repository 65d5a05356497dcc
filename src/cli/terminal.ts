// The terminal: where data and talk go, in which format, in which colours.
import { writeSync } from 'node:fs';

export type OutputFormat = 'text' | 'wide' | 'json';

export interface GlobalOptions {
  readonly output: OutputFormat;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** False with --no-color. */
  readonly color: boolean;
  /** False with --no-input: never ask anything. */
  readonly input: boolean;
}

export interface Terminal {
  readonly options: GlobalOptions;
  /** Colours on stdout and on stderr: a terminal, no NO_COLOR, no --no-color. */
  readonly colour: { readonly out: boolean; readonly err: boolean };
  readonly live: boolean;
  /** Columns of stdout; null when it is not a terminal. */
  readonly width: number | null;
  /** Data; goes to stdout as it is. */
  data(text: string): void;
  /** Talk; goes to stderr with a line break, unless --quiet. */
  talk(text: string): void;
  /** Errors and the exit line; go to stderr even with --quiet. */
  alarm(text: string): void;
  /** The live line on a terminal; undefined removes it. */
  status(text: string | undefined): void;
}

/** Writes synchronously: what was said is out even when the program is ended the moment after. A closed pipe is no error of ours. */
function writeAll(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      // A pipe that is full for the moment (non-blocking descriptor): wait a little and go on.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

export function openTerminal(
  options: GlobalOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Terminal {
  const noColour = !options.color || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  const live = process.stderr.isTTY && !options.quiet && options.output !== 'json' && env['TERM'] !== 'dumb';
  let shown = false;
  const clear = (): void => {
    if (shown) writeAll(2, '\r\u001b[2K');
    shown = false;
  };
  return {
    options,
    colour: { out: !noColour && process.stdout.isTTY, err: !noColour && process.stderr.isTTY },
    live,
    width: process.stdout.isTTY ? process.stdout.columns : null,
    data: (text) => {
      clear();
      writeAll(1, text);
    },
    talk: (text) => {
      if (options.quiet) return;
      clear();
      writeAll(2, `${text}\n`);
    },
    alarm: (text) => {
      clear();
      writeAll(2, `${text}\n`);
    },
    status: (text) => {
      clear();
      if (!live || text === undefined) return;
      writeAll(2, text.slice(0, Math.max(10, (process.stderr.columns ?? 80) - 1)));
      shown = true;
    },
  };
}
