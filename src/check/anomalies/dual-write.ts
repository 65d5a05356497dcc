// dual.write: the old primary still took writes.
import { PRIMARY } from '../model/model.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const dualWrite: Anomaly = {
  name: 'dual.write',
  meaning: 'The old primary acknowledged a write after the standby had been promoted: the fence did not hold.',
  definition:
    "An acknowledgement of a mirrored topic's record that came from the primary (its client is bound to that site, or only the primary's log holds the record at that offset), later than the promotion by more than the clock error.",
  metric: 'fencing',
  find(evidence) {
    const { model } = evidence;
    const found = new Collector(evidence);
    for (let row = 0; row < model.records.length; row++) {
      if (model.ackSite[row] !== PRIMARY || model.mirrored[model.records.ackPartition.at(row)] !== true) continue;
      const t = model.records.ackedAt.at(row);
      const session = model.records.sessionAt(row);
      if (!model.switched || t - session.clockErrorMs <= model.promotedAt) continue;
      found.add(session.pointedAt === 'bootstrap' ? 'unmoved' : 'stubborn', () =>
        found.record(
          PRIMARY,
          row,
          model.records.ackOffset.at(row),
          t,
          'acknowledged by the old primary after the promotion',
        ),
      );
    }
    return found.done();
  },
};
