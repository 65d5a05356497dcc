// dup.switch: one cause of a second copy.
import { type Anomaly, Collector } from './anomaly.ts';
import { findCopies } from './copies-of.ts';

export const dupSwitch: Anomaly = {
  name: 'dup.switch',
  meaning:
    'The answer was lost with the primary after the record had crossed; its producer rightly sent it again to the standby.',
  definition:
    'A copy at or after the cut of a record that is at the standby below the cut, and that the primary never acknowledged. No idempotence spans two clusters: this is inherent in moving a producer, and reported so that consumers can be idempotent.',
  metric: null,
  find: (evidence) => findCopies(evidence, 'dup.switch', new Collector(evidence)),
};
