// dup.failback: one cause of a second copy.
import { type Anomaly, Collector } from './anomaly.ts';
import { findCopies } from './copies-of.ts';

export const dupFailback: Anomaly = {
  name: 'dup.failback',
  meaning: 'The way back wrote a record to the old primary that it already held.',
  definition:
    'A second copy at the old primary at or after its high watermark of the cut, the record being at the standby too.',
  metric: 'order',
  find: (evidence) => findCopies(evidence, 'dup.failback', new Collector(evidence)),
};
