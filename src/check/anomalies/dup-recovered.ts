// dup.recovered: one cause of a second copy.
import { type Anomaly, Collector } from './anomaly.ts';
import { findCopies } from './copies-of.ts';

export const dupRecovered: Anomaly = {
  name: 'dup.recovered',
  meaning:
    'The tail stayed at the returned primary, and its records followed once more with the history of the survivor: the declared price of a way back by shift.',
  definition:
    'Mode shift: the first copy lies in the tail that stayed at the returned primary, the second at the place (offset moved by the shift) where the survivor holds the record first. One per record; every other copy is dup.failback, or is counted at the survivor.',
  metric: null,
  find: (evidence) => findCopies(evidence, 'dup.recovered', new Collector(evidence)),
};
