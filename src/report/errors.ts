// Errors of report: a result that cannot be rendered or written.
import { errorsOf } from '../base/core.ts';
import type { ErrorTable } from '../base/core.ts';

export const REPORT_ERRORS = {
  TIDE_REPORT_NO_SHELL: {
    exit: 'INTERNAL',
    retriable: false,
    what: ({ path }) => `The prebuilt page of the report could not be read from ${path}.`,
    why: () => 'It belongs to the package; the installation is incomplete, or the file was removed.',
    next: () => 'Install the package again; in a clone of the repository run: node scripts/build-console.ts',
  },
  TIDE_REPORT_NOT_WRITTEN: {
    exit: 'INTERNAL',
    retriable: true,
    what: ({ path }) => `The report could not be written to ${path}.`,
    why: ({ cause }) => `The operating system said: ${cause}. The history of the run is complete and was not touched.`,
    next: ({ directory }) => `Make room or permit writing there, then run: tideover drill check ${directory}`,
  },
  TIDE_REPORT_NO_RESULT: {
    exit: 'USAGE',
    retriable: false,
    what: ({ path }) => `${path} is not the result of a drill.`,
    why: ({ cause }) => `${cause}.`,
    next: () =>
      'Name a run directory (runs/<scenario>/<run>) or its report.json; tideover drill check <run> writes a new one.',
  },
} satisfies ErrorTable;

export const reportError = errorsOf(REPORT_ERRORS);
