// dual.write: the old primary still took writes.
import { type Model, PRIMARY, STANDBY, siteAt } from '../model/model.ts';
import { isBack } from '../model/way-back.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const dualWrite: Anomaly = {
  name: 'dual.write',
  meaning:
    'A site took a write while the other one was the primary: the old primary after the promotion, or the survivor after it was closed for the way back. The fence did not hold.',
  definition:
    "An acknowledgement of a mirrored topic's record that came from the primary (its client is bound to that site, or only the primary's log holds the record at that offset), later than the promotion by more than the clock error, and before the old primary was opened again by a way back (`stubborn`, `unmoved`). After a completed way back also an acknowledgement by the survivor at or above the log end at which it was closed (`survivor-open`).",
  metric: 'fencing',
  find(evidence) {
    const { model } = evidence;
    const found = new Collector(evidence);
    for (let row = 0; row < model.records.length; row++) {
      if (isAfterClosing(model, row)) {
        const { ackOffset, ackedAt } = model.records;
        const say = 'acknowledged by the survivor after it had been closed';
        found.add('survivor-open', () => found.record(STANDBY, row, ackOffset.at(row), ackedAt.at(row), say));
      }
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

/** Nobody but clients can have written there: the way back had ended, and what replication carries forward was acknowledged elsewhere. */
function isAfterClosing(model: Model, row: number): boolean {
  if (model.ackSite[row] !== STANDBY || !isBack(model)) return false;
  const partition = model.records.ackPartition.at(row);
  const start = model.wayBack?.starts[partition];
  const offset = model.records.ackOffset.at(row);
  if (start === undefined || start.end < 0 || offset < start.end) return false;
  return model.mirrored[partition] === true && siteAt(model, STANDBY).log.holds(partition, offset, row);
}
