// Errors of cli: what was typed wrongly, and what nobody expected.
import { errorsOf } from '../base/core.ts';
import type { ErrorTable } from '../base/core.ts';

export const CLI_ERRORS = {
  TIDE_CLI_USAGE: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => String(f.problem),
    why: () => 'The command line was not understood. Nothing was started.',
    next: (f) => `See: ${f.help}`,
  },
  TIDE_CLI_INTERNAL: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `Tideover met a condition that it does not know: ${f.problem}.`,
    why: () => 'This is a mistake in Tideover, not in your Kafka or your configuration.',
    next: () => 'Run the same command with -v and report what it prints, with the version from: tideover version',
  },
} as const satisfies ErrorTable;

export const cliError = errorsOf(CLI_ERRORS);
