// dup.retry: one cause of a second copy.
import { type Anomaly, Collector } from './anomaly.ts';
import { findCopies } from './copies-of.ts';

export const dupRetry: Anomaly = {
  name: 'dup.retry',
  meaning: "A producer's own retry was written twice inside one cluster.",
  definition:
    'A second copy of a record in the log of the site that took the write, not explained by replication, loop or switch. Forbidden because the producers of a drill are idempotent.',
  metric: 'in-cluster',
  find: (evidence) => findCopies(evidence, 'dup.retry', new Collector(evidence)),
};
