// The errors of the offsets room.
import { type ErrorTable, errorsOf } from '../base/core.ts';

export const OFFSETS_ERRORS = {
  TIDE_OFFSETS_NOT_WRITTEN: {
    exit: 'FAIL',
    retriable: true,
    what: (f) =>
      `${f['count']} positions of group ${f['group']} on cluster ${f['cluster']} are not what was just written.`,
    why: (f) => `Somebody else writes them too: ${f['detail']}.`,
    next: (f) =>
      `Find the other writer (a consumer that came back, or a replicator that still syncs group ${f['group']}), stop it, and repeat.`,
  },
} as const satisfies ErrorTable;

export const offsetsError = errorsOf(OFFSETS_ERRORS);
