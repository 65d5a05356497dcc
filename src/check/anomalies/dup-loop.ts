// dup.loop: one cause of a second copy.
import { type Anomaly, Collector } from './anomaly.ts';
import { findCopies } from './copies-of.ts';

export const dupLoop: Anomaly = {
  name: 'dup.loop',
  meaning: 'A record came back to the site it started from.',
  definition:
    'Architecture active-active only: a second copy of a mirrored record in the log of its own site, the other site holding it too.',
  metric: 'order',
  find: (evidence) => findCopies(evidence, 'dup.loop', new Collector(evidence)),
};
