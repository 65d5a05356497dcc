// dup.replay: one cause of a second copy.
import { type Anomaly, Collector } from './anomaly.ts';
import { findCopies } from './copies-of.ts';

export const dupReplay: Anomaly = {
  name: 'dup.replay',
  meaning:
    'A record that had already crossed was written to the standby again after the cut by a replay or a late link, not by its producer.',
  definition:
    'A copy at or after the cut of a record that the primary had acknowledged and that is at the standby below the cut.',
  metric: 'order',
  find: (evidence) => findCopies(evidence, 'dup.replay', new Collector(evidence)),
};
