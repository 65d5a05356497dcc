// redelivered.uncommitted: records that a group got twice.
import type { Anomaly } from './anomaly.ts';
import { redeliveriesOf } from './redeliveries-of.ts';

export const redeliveredUncommitted: Anomaly = {
  name: 'redelivered.uncommitted',
  meaning: 'Processed before, not committed, delivered again: what every at-least-once group does.',
  definition:
    'A record delivered to the group again at another site (cause `switch`) or at the same offset of the same site (cause `same-site`), at or above what the group had committed at the site of the first delivery. Bounded by commit interval times rate.',
  metric: null,
  find: (evidence) => redeliveriesOf(evidence, false),
};
