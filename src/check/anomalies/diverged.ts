// diverged: two histories under the same offsets.
import { isDiverged } from '../model/disorder.ts';
import { PRIMARY, STANDBY, siteAt } from '../model/model.ts';
import { type Anomaly, Collector, unreadLog } from './anomaly.ts';

export const diverged: Anomaly = {
  name: 'diverged',
  meaning: 'Both sites hold a record at the same offset, and it is not the same record.',
  definition:
    "Offset-preserving replication only: an offset below the standby's log end at the cut where both final reads hold a record and the ids differ. What each site wrote alone after the cut is the declared tail and does not count. After a way back the primary's log of its return is compared in this manner, and its final log with the survivor's (`way-back`): each place below the log end at which the survivor was closed (its offset, moved by the shift) where both hold a record and the ids differ.",
  metric: 'order',
  find(evidence) {
    const { model } = evidence;
    const found = new Collector(evidence);
    if (!model.preserving) return found.done();
    for (const log of siteAt(model, STANDBY).log.partitions) {
      if (log === undefined || model.mirrored[log.partition] !== true) continue;
      for (let i = 0; i < log.length; i++) {
        const offset = log.offsets.at(i);
        if (!isDiverged(model, STANDBY, log.partition, offset, log.rows.at(i))) continue;
        const primary = siteAt(model, PRIMARY).log.at(log.partition);
        const other = primary?.rows.at(primary.find(offset)) ?? -1;
        found.add(null, () => {
          const id = model.records.nameOf(log.rows.at(i));
          return found.at(
            STANDBY,
            log.partition,
            offset,
            id,
            null,
            `the primary holds ${model.records.nameOf(other)} at this offset`,
          );
        });
      }
    }
    for (const { partition, offset, place, row, other } of evidence.wayBack?.different ?? []) {
      // A damaged copy of the same record belongs to class corrupt.
      if (row === other) continue;
      const returned = model.wayBack?.site ?? PRIMARY;
      const say = `the survivor holds ${model.records.nameOf(row)} in this place, at offset ${offset}`;
      found.add('way-back', () => found.at(returned, partition, place, model.records.nameOf(other), null, say));
    }
    const promoted =
      model.switched && model.facts.cut.length === 0
        ? 'the cut was not recorded, so that the declared tail is not known'
        : null;
    const back = evidence.wayBack?.unknown ?? null;
    return found.done(unreadLog(evidence, PRIMARY) ?? unreadLog(evidence, STANDBY) ?? promoted ?? back);
  },
};
