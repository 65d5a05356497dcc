// The tree of commands, with the habits that all of them share.
import { Command, Option } from 'commander';
import { version } from '../version.ts';
import { addConfig } from './commands/config.ts';
import { addDrill } from './commands/drill.ts';
import { addLab } from './commands/lab.ts';
import { addReplicate } from './commands/replicate.ts';
import { addVersion } from './commands/version.ts';

/** Columns that help is wrapped to, whatever the terminal: what a person reads is the same everywhere and can be tested. */
const HELP_COLUMNS = 100;

export function buildProgram(): Command {
  const program = new Command('tideover')
    .description(
      'Disaster recovery for Apache Kafka: declare how much you may lose and how long you may be down;\nTideover runs it and proves it on real Kafka.',
    )
    .addOption(
      new Option('-o, --output <format>', 'format of what goes to stdout')
        .choices(['text', 'wide', 'json'])
        .default('text'),
    )
    .option('-q, --quiet', 'no progress on stderr', false)
    .option('-v, --verbose', 'every event on stderr, and causes of errors', false)
    .option('--no-color', 'no colours (also: NO_COLOR in the environment)')
    .option('--no-input', 'never ask anything')
    .version(version, '-V, --version', 'print the version')
    .showSuggestionAfterError(true)
    .addHelpText(
      'after',
      '\nStart here:\n  tideover drill run region-loss\n\nExit codes: 0 pass, 1 fail, 2 unknown, 64 usage, 69 unreachable, 70 internal, 75 busy, 78 configuration, 130 interrupted',
    );
  addDrill(program);
  addReplicate(program);
  addLab(program);
  addConfig(program);
  addVersion(program);
  return forAll(program, (command) =>
    command.configureHelp({ helpWidth: HELP_COLUMNS, showGlobalOptions: command !== program }),
  );
}

/** Applies a setting to a command and everything below it. */
export function forAll(command: Command, apply: (command: Command) => unknown): Command {
  apply(command);
  for (const child of command.commands) forAll(child, apply);
  return command;
}
