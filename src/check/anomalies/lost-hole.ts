// lost.hole: replication skipped a record.
import { LOSS } from '../model/losses.ts';
import { PRIMARY, STANDBY, siteAt } from '../model/model.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const lostHole: Anomaly = {
  name: 'lost.hole',
  meaning:
    'Acknowledged by the primary and missing at the standby, although later records of the partition did arrive: replication skipped it.',
  definition:
    'As lost.tail, but a record with a higher primary offset of the same partition is at the standby below the cut. Judged in runs without a switch too.',
  metric: 'order',
  find(evidence) {
    const { model, losses } = evidence;
    const found = new Collector(evidence);
    for (let row = 0; row < losses.kind.length; row++) {
      if (losses.kind[row] !== LOSS.hole) continue;
      const cause = siteAt(model, STANDBY).log.has(row) ? 'salvaged' : 'missing';
      found.add(cause, () =>
        found.record(
          PRIMARY,
          row,
          model.records.ackOffset.at(row),
          model.records.ackedAt.at(row),
          'later records of the partition are at the standby',
        ),
      );
    }
    return found.done(losses.unknown);
  },
};
