// The acting door of cli: the program itself.
import { CommanderError } from 'commander';
import { EXIT } from '../base/core.ts';
import { cliError } from './errors.ts';
import { installLastResort } from './last-resort.ts';
import { buildProgram, forAll } from './program.ts';
import { exitLine, reportError } from './run-verb.ts';
import { openTerminal } from './terminal.ts';
import type { GlobalOptions } from './terminal.ts';

/** Parses `argv` (as process.argv), runs one verb and ends the process with its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  installLastResort();
  const program = buildProgram();
  // Commander's own words go through our rendering: one shape for every error.
  forAll(program, (command) => {
    command.exitOverride();
    command.configureOutput({ outputError: () => undefined, writeErr: (text) => void process.stderr.write(text) });
  });
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    process.exitCode = EXIT.USAGE;
    if (error.code === 'commander.help') return;
    const words = argv.slice(2).filter((word) => /^[a-z]/.test(word));
    const json = /(?:^| )(?:-o|--output)[ =]?json(?: |$)/.test(argv.slice(2).join(' '));
    const terminal = openTerminal({ ...program.opts<GlobalOptions>(), ...(json ? { output: 'json' as const } : {}) });
    reportError(
      cliError('TIDE_CLI_USAGE', { problem: sentenceOf(error), help: `tideover ${helpFor(words, program)}--help` }),
      terminal,
    );
    terminal.alarm(exitLine('USAGE'));
  }
}

/** `error: unknown option '--rat'\n(Did you mean --rate?)` -> `Unknown option '--rat'. (Did you mean --rate?)` */
function sentenceOf(error: CommanderError): string {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  return [sentence.endsWith('.') ? sentence : `${sentence}.`, ...rest].join(' ');
}

/** The longest run of words that names a command, e.g. `drill run `. */
function helpFor(words: readonly string[], program: ReturnType<typeof buildProgram>): string {
  let at = program;
  let path = '';
  for (const word of words) {
    const child = at.commands.find((command) => command.name() === word);
    if (child === undefined) break;
    at = child;
    path += `${word} `;
  }
  return path;
}
