// dup.link: one cause of a second copy.
import { type Anomaly, Collector } from './anomaly.ts';
import { findCopies } from './copies-of.ts';

export const dupLink: Anomaly = {
  name: 'dup.link',
  meaning: 'Replication wrote a record more often than the primary holds it.',
  definition:
    'A further copy at the standby below the cut, beyond the number of copies at the primary; or, after the cut, a second late copy of a record that the primary had acknowledged and that had not reached the standby.',
  metric: 'order',
  find: (evidence) => findCopies(evidence, 'dup.link', new Collector(evidence)),
};
