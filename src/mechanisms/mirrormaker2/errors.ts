// Error rows of the MirrorMaker 2 driver.
import { type ErrorTable, errorsOf } from '../../base/core.ts';

export const MIRRORMAKER2_ERRORS = {
  TIDE_MIRRORMAKER2_ALIAS: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The site name "${f.alias}" cannot be a cluster alias of MirrorMaker.`,
    why: () =>
      'The alias stands in key names, topic names and client ids; letters, digits, dash and underscore are safe there.',
    next: () => 'Rename the site in tideover.yaml.',
  },
  TIDE_MIRRORMAKER2_NO_TOPICS: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The flow ${f.flow} selects no topic of the cluster ${f.cluster}.`,
    why: (f) => `None of its topics matches ${f.patterns}; expressions must match the whole name.`,
    next: () => 'Compare with: kafka-topics.sh --list, and correct the flow in tideover.yaml.',
  },
  TIDE_MIRRORMAKER2_DIED: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `MirrorMaker for the flow ${f.flow} ended before it copied a record.`,
    why: (f) => `Its log says: ${f.telling}`,
    next: (f) => `Read the whole log: less ${f.log}`,
  },
  TIDE_MIRRORMAKER2_NOT_COPYING: {
    exit: 'FAIL',
    retriable: true,
    what: (f) =>
      `MirrorMaker for the flow ${f.flow} copied no record from ${f.source} to ${f.target} within ${f.withinMs} ms.`,
    why: (f) => `Waiting for: ${f.missing}. Its log says: ${f.telling}`,
    next: (f) => `Read the whole log: less ${f.log}`,
  },
} as const satisfies ErrorTable;

export const mirrorMakerError = errorsOf(MIRRORMAKER2_ERRORS);
