// Runs one verb for a command: host, progress, errors, exit code.
import type { Command } from 'commander';
import { EXIT, isTideError } from '../base/core.ts';
import type { ExitName, TideError } from '../base/core.ts';
import type { Host } from '../verbs/index.ts';
import { cliError } from './errors.ts';
import { listenForInterrupt } from './interrupt.ts';
import type { Interrupt } from './interrupt.ts';
import { showProgress } from './progress.ts';
import { errorObject, renderError } from './render-error.ts';
import { openTerminal } from './terminal.ts';
import type { GlobalOptions, Terminal } from './terminal.ts';

/** What a command's body returns: nothing (0), a verdict's exit name, or another program's own exit code. */
export type Ending = ExitName | number | void;

/** For verbs that run another program in the foreground: Ctrl-C is that program's. */
const NO_INTERRUPT: Interrupt = { signal: new AbortController().signal, release: () => undefined };

/** Runs `body`, prints what it throws, and ends the process with the documented code. */
export async function runVerb(
  command: Command,
  body: (host: Host, terminal: Terminal) => Promise<Ending>,
  { signals }: { readonly signals: 'ours' | 'theirs' } = { signals: 'ours' },
): Promise<never> {
  const terminal = openTerminal(command.optsWithGlobals<GlobalOptions>());
  const interrupt = signals === 'ours' ? listenForInterrupt((sentence) => terminal.alarm(sentence)) : NO_INTERRUPT;
  const progress = showProgress(terminal);
  const host: Host = { emit: (event) => progress.listen(event), signal: interrupt.signal, cwd: process.cwd() };
  let ending: Ending;
  try {
    ending = await body(host, terminal);
    progress.end();
  } catch (thrown) {
    progress.end();
    const error = asTideError(thrown);
    reportError(error, terminal);
    ending = error.exit;
  }
  interrupt.release();
  const code = typeof ending === 'number' ? ending : EXIT[ending ?? 'OK'];
  if (typeof ending === 'string' && (code !== 0 || !terminal.options.quiet)) terminal.alarm(exitLine(ending));
  process.exit(code);
}

/** Last line on stderr. */
export function exitLine(name: ExitName): string {
  return `exit ${EXIT[name]} ${name}`;
}

export function reportError(error: TideError, terminal: Terminal): void {
  if (terminal.options.output === 'json') terminal.data(`${JSON.stringify(errorObject(error))}\n`);
  terminal.alarm(renderError(error, { colour: terminal.colour.err, verbose: terminal.options.verbose }));
}

export function asTideError(thrown: unknown): TideError {
  if (isTideError(thrown)) return thrown;
  const problem = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return cliError('TIDE_CLI_INTERNAL', { problem }, thrown);
}
