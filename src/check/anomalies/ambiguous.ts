// ambiguous: nobody can say whether it was written.
import { PRIMARY } from '../model/model.ts';
import { STATE } from '../model/records.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const ambiguous: Anomaly = {
  name: 'ambiguous',
  meaning:
    'The producer never learned whether the record was written. It is no loss, and widens the interval of the RPO.',
  definition:
    'A record that was sent and neither acknowledged nor definitely refused. Cause: `present` or `absent`, as the final reads tell.',
  metric: null,
  find(evidence) {
    const { model } = evidence;
    const found = new Collector(evidence);
    for (let row = 0; row < model.records.length; row++) {
      const state = model.records.state.at(row);
      if (state !== STATE.info && state !== STATE.invoked) continue;
      const at = model.sites.findIndex((site) => site.log.has(row));
      found.add(at >= 0 ? 'present' : 'absent', () =>
        found.record(
          at >= 0 ? at : PRIMARY,
          row,
          null,
          model.records.invokedAt.at(row),
          at >= 0 ? 'it was written' : 'it is in no log',
        ),
      );
    }
    return found.done();
  },
};
