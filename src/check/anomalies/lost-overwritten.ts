// lost.overwritten: the divergent tail was there when the site came back, and failback destroyed it.
import { PRIMARY } from '../model/model.ts';
import { VERDICT } from '../model/verdicts.ts';
import { type Anomaly, Collector, unreadLog } from './anomaly.ts';

export const lostOverwritten: Anomaly = {
  name: 'lost.overwritten',
  meaning: 'The record was still in the log of the site that came back, and at the end it is in no log at all.',
  definition:
    'Record r, acknowledged by the site, in the `recovered` read of that site, and in no final log of any site. Needs a `recovered` read; without one there is nothing to compare: the class counts 0, and is unknown after a way back.',
  metric: 'order',
  find(evidence) {
    const { model, verdicts } = evidence;
    const found = new Collector(evidence);
    for (let row = 0; row < verdicts.length; row++) {
      if (verdicts[row] !== VERDICT.overwritten) continue;
      const site = model.ackSite[row] ?? -1;
      found.add(null, () =>
        found.record(
          site,
          row,
          model.records.ackOffset.at(row),
          model.records.ackedAt.at(row),
          'was there after the return, is gone now',
        ),
      );
    }
    return found.done(model.wayBack === null ? null : unreadLog(evidence, PRIMARY));
  },
};
