// redelivered.committed: records that a group got twice.
import { type Anomaly, Collector } from './anomaly.ts';

export const redeliveredCommitted: Anomaly = {
  name: 'redelivered.committed',
  meaning: 'Committed before and delivered again: the price of old or coarse position translation.',
  definition:
    'As redelivered.uncommitted, but below the position that the group had committed at the site of the first delivery.',
  metric: null,
  find(evidence) {
    const found = new Collector(evidence);
    for (const { group, redeliveries } of evidence.audits) {
      for (const redelivery of redeliveries) {
        if (!redelivery.committed) continue;
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
