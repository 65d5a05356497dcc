// aborted.visible: readers of committed data saw what was taken back.
import { type Anomaly, Collector } from './anomaly.ts';

export const abortedVisible: Anomaly = {
  name: 'aborted.visible',
  meaning: 'A record of an aborted transaction is visible to readers of committed data.',
  definition:
    'A record of a transaction that its producer aborted with success occurs in the read_committed final read of a site.',
  metric: 'order',
  find(evidence) {
    const { model } = evidence;
    const found = new Collector(evidence);
    model.aborted.forEach((aborted, row) => {
      if (aborted === 0) return;
      model.sites.forEach((site, index) => {
        if (site.committed.has(row))
          found.add(null, () =>
            found.record(index, row, site.committed.offsetOf(row), null, 'visible, though aborted'),
          );
      });
    });
    return found.done();
  },
};
