// dup.failback: one cause of a second copy.
import { type Anomaly, Collector } from './anomaly.ts';
import { findCopies } from './copies-of.ts';

export const dupFailback: Anomaly = {
  name: 'dup.failback',
  meaning: 'The way back wrote a record to the old primary that it already held, and nobody declared it.',
  definition:
    'Without a recorded way back: a second copy at the old primary at or after its high watermark of the cut, the record being at the standby too. With one: a second copy at the returned primary that is not the faithful copy of a duplicate at the survivor, not class dup.recovered, and not sent again by its own client after the opening.',
  metric: 'order',
  find: (evidence) => findCopies(evidence, 'dup.failback', new Collector(evidence)),
};
