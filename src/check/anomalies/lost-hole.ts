// lost.hole: replication skipped a record.
import { LOSS } from '../model/losses.ts';
import { PRIMARY, STANDBY, siteAt } from '../model/model.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const lostHole: Anomaly = {
  name: 'lost.hole',
  meaning:
    'Acknowledged by the primary and missing at the standby, although later records of the partition did arrive: replication skipped it.',
  definition:
    'As lost.tail, but a record with a higher primary offset of the same partition is at the standby below the cut. Judged in runs without a switch too. Cause `way-back`: after a completed way back, a record of the survivor below the log end at which it was closed, whose place at the returned primary (its offset, moved by the shift) is empty; places below a log start, and records of transactions that did not commit, are left out.',
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
    for (const { partition, offset, place, row } of evidence.wayBack?.holes ?? []) {
      const returned = model.wayBack?.site ?? PRIMARY;
      const say = `the survivor holds it at offset ${offset}, and its place here is empty`;
      found.add('way-back', () => found.at(returned, partition, place, model.records.nameOf(row), null, say));
    }
    return found.done(losses.unknown ?? evidence.wayBack?.unknown ?? null);
  },
};
