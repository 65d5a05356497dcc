// Error rows of the link driver.
import { type ErrorTable, errorsOf } from '../../base/core.ts';

export const LINK_DRIVER_ERRORS = {
  TIDE_LINK_DRIVER_NO_TOPICS: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The flow ${f.flow} selects no topic of the cluster ${f.cluster}.`,
    why: (f) => `None of its topics matches ${f.patterns}; expressions must match the whole name.`,
    next: () => 'Compare with: kafka-topics.sh --list, and correct the flow in tideover.yaml.',
  },
  TIDE_LINK_DRIVER_DIED: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The link ${f.flow} ended before it copied.`,
    why: (f) => `Its log says: ${f.telling}`,
    next: (f) => `Read the whole log: less ${f.log}`,
  },
  TIDE_LINK_DRIVER_NOT_COPYING: {
    exit: 'FAIL',
    retriable: true,
    what: (f) =>
      `The link ${f.flow} does not copy every partition from ${f.source} to ${f.target} after ${f.withinMs} ms.`,
    why: (f) => `Waiting for: ${f.missing}.`,
    next: (f) => `Read its log: less ${f.log}`,
  },
} as const satisfies ErrorTable;

export const linkDriverError = errorsOf(LINK_DRIVER_ERRORS);
