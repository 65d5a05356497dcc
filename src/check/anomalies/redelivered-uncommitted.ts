// redelivered.uncommitted: records that a group got twice.
import { type Anomaly, Collector } from './anomaly.ts';

export const redeliveredUncommitted: Anomaly = {
  name: 'redelivered.uncommitted',
  meaning: 'Processed before, not committed, delivered again: what every at-least-once group does.',
  definition:
    'A record delivered to the group again at another site (cause `switch`) or at the same offset of the same site (cause `same-site`), at or above what the group had committed at the site of the first delivery. Bounded by commit interval times rate.',
  metric: null,
  find(evidence) {
    const found = new Collector(evidence);
    for (const { group, redeliveries } of evidence.audits) {
      for (const redelivery of redeliveries) {
        if (redelivery.committed) continue;
        const { index, row, cause } = redelivery;
        found.add(cause, () =>
          found.record(
            group.site[index] ?? null,
            row,
            group.offset.at(index),
            group.t.at(index),
            `delivered again to ${group.name}`,
          ),
        );
      }
    }
    return found.done();
  },
};
