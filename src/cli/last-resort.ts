// The last resort: a reader of our output that went away, and errors that nobody caught. Neither may look like a verdict.
import { EXIT } from '../base/core.ts';
import { asTideError, exitLine, reportError } from './run-verb.ts';
import { openTerminal } from './terminal.ts';

/** Installs both for the whole process. An uncaught error ends it with 70; whatever a lab had started goes with its warden. */
export function installLastResort(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // `tideover ... | head` is no failure: there is merely nobody left to tell.
      if (error.code !== 'EPIPE') throw error;
    });
  }
  process.on('uncaughtException', (thrown) => {
    const terminal = openTerminal({ output: 'text', quiet: false, verbose: true, color: false, input: false });
    reportError(asTideError(thrown), terminal);
    terminal.alarm(exitLine('INTERNAL'));
    process.exit(EXIT.INTERNAL);
  });
}
