// Errors of verbs: what no single room can say.
import { errorsOf } from '../base/core.ts';
import type { ErrorTable } from '../base/core.ts';

export const VERBS_ERRORS = {
  TIDE_VERBS_INTERRUPTED: {
    exit: 'INTERRUPTED',
    retriable: true,
    what: (f) => `${f.verb} was interrupted.`,
    why: (f) => String(f.left),
    next: (f) => String(f.next),
  },
  TIDE_VERBS_NO_RUN: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `There is no run at ${f.run}.`,
    why: (f) => `Looked for ${f.tried}; a run directory holds facts.json and the folder history.`,
    next: (f) => (f.known === '' ? 'Make one with: tideover drill run region-loss' : `Runs found: ${f.known}`),
  },
} as const satisfies ErrorTable;

export const verbsError = errorsOf(VERBS_ERRORS);
