// txn.hanging: an open transaction pins the last stable offset.
import { type Anomaly, Collector } from './anomaly.ts';

export const txnHanging: Anomaly = {
  name: 'txn.hanging',
  meaning: 'An open transaction holds back everything behind it from readers of committed data.',
  definition:
    'At the end the last stable offset of a partition (end of the committed range) is below its high watermark (end of the uncommitted range), and a record lies in between. Counted per partition and site.',
  metric: 'order',
  find(evidence) {
    const { model } = evidence;
    const found = new Collector(evidence);
    model.sites.forEach((site, index) => {
      for (const log of site.log.partitions) {
        const stable = log === undefined ? null : site.committed.at(log.partition)?.range?.logEnd;
        if (log === undefined || typeof stable !== 'number' || stable >= (log.range?.logEnd ?? 0)) continue;
        const at = log.lowerBound(stable);
        if (at >= log.length) continue;
        found.add(null, () =>
          found.at(
            index,
            log.partition,
            stable,
            model.records.nameOf(log.rows.at(at)),
            null,
            `last stable offset ${stable}, high watermark ${log.range?.logEnd}`,
          ),
        );
      }
    });
    return found.done();
  },
};
