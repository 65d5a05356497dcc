// redelivered.committed: records that a group got twice.
import type { Anomaly } from './anomaly.ts';
import { redeliveriesOf } from './redeliveries-of.ts';

export const redeliveredCommitted: Anomaly = {
  name: 'redelivered.committed',
  meaning: 'Committed before and delivered again: the price of old or coarse position translation.',
  definition:
    'As redelivered.uncommitted, but below the position that the group had committed at the site of the first delivery.',
  metric: null,
  find: (evidence) => redeliveriesOf(evidence, true),
};
