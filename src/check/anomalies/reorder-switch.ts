// reorder.switch: a client's own late retry across the switch.
import { displacedRecords } from '../model/disorder.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const reorderSwitch: Anomaly = {
  name: 'reorder.switch',
  meaning:
    'A record that was under way when the primary fell silent was sent again by its client behind newer records.',
  definition:
    'As reorder, cause `send`, at the survivor at or after the cut, for a record sent before the redirection and never acknowledged by the primary. The client library decides the order of its retries on a new cluster; keys whose last value matters are affected.',
  metric: null,
  find(evidence) {
    const found = new Collector(evidence);
    for (const { row, site, offset, cause } of displacedRecords(evidence)) {
      if (cause === 'switch')
        found.add(null, () =>
          found.record(site, row, offset, null, 'sent again after the switch, behind newer records'),
        );
    }
    return found.done();
  },
};
