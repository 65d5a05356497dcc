// reorder.recovered: the divergent tail, brought into the surviving history.
import { displacedRecords } from '../model/disorder.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const reorderRecovered: Anomaly = {
  name: 'reorder.recovered',
  meaning: 'A record of the divergent tail was recovered into the surviving history, behind records that are newer.',
  definition:
    'As reorder, at the survivor at or after the cut (and in its copy at the returned primary), for a record that the old primary came back with and that its client did not send again. Only in runs with a way back. Keys whose last value matters are affected: the recovery policy decides about them.',
  metric: null,
  find(evidence) {
    const found = new Collector(evidence);
    for (const { row, site, offset, cause } of displacedRecords(evidence)) {
      if (cause === 'recovered')
        found.add(null, () => found.record(site, row, offset, null, 'recovered behind newer records'));
    }
    return found.done();
  },
};
