// What both classes of redelivery share: each repeated delivery to a group, with its cause.
import type { Evidence } from '../model/evidence.ts';
import { Collector } from './anomaly.ts';

/** Redeliveries of records that were committed at the first delivery, or of those that were not. */
export function redeliveriesOf(evidence: Evidence, committed: boolean): ReturnType<Collector['done']> {
  const found = new Collector(evidence);
  for (const { group, redeliveries } of evidence.audits) {
    for (const redelivery of redeliveries) {
      if (redelivery.committed !== committed) continue;
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
}
