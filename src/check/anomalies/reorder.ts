// reorder: a log whose order is not the order of sending.
import { displacedRecords } from '../model/disorder.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const reorder: Anomaly = {
  name: 'reorder',
  meaning:
    'A record lies behind newer records of the same producer, or the standby has the records of the primary in another order.',
  definition:
    'First copies only. `send`: within one log a record of a session lies behind one with a higher seq. `link` (layouts that do not preserve offsets): below the cut, the standby restricted to records of the primary is not in the order of their primary offsets. `late-copy`: acknowledged by the primary, written to the standby after the cut behind newer records of its session (a link that woke up late). Each record counts once; positions that class diverged reports, and classes reorder.switch and reorder.recovered, are left out.',
  metric: 'order',
  find(evidence) {
    const found = new Collector(evidence);
    for (const { row, site, offset, cause } of displacedRecords(evidence)) {
      if (cause === 'switch' || cause === 'recovered') continue;
      found.add(cause, () => found.record(site, row, offset, null, 'lies behind newer records'));
    }
    return found.done();
  },
};
