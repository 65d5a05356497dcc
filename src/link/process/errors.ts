// Errors of the link's own process, as those see them who ask it.
import { type ErrorTable, errorsOf } from '../../base/core.ts';

export const LINK_PROCESS_ERRORS = {
  TIDE_LINK_SILENT: {
    exit: 'UNREACHABLE',
    retriable: true,
    what: (f) => `The link ${f.flow} (process ${f.pid}) did not answer at ${f.url} within ${f.withinMs} ms.`,
    why: (f) => `${f.detail}. It may have been killed; its position lies in the target's log, nothing is lost by that.`,
    next: () => 'See whether the process lives; if not, start it again: tideover replicate start',
  },
  TIDE_LINK_REFUSED: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The link ${f.flow} did not carry out: ${f.what}.`,
    why: (f) => `${f.detail}`,
    next: () => 'Look at: tideover replicate status',
  },
} as const satisfies ErrorTable;

export const linkProcessError = errorsOf(LINK_PROCESS_ERRORS);
