// lost.in-cluster: a cluster lost what it had acknowledged itself.
import { PRIMARY, STANDBY } from '../model/model.ts';
import { VERDICT } from '../model/verdicts.ts';
import { type Anomaly, Collector, unreadLog } from './anomaly.ts';

export const lostInCluster: Anomaly = {
  name: 'lost.in-cluster',
  meaning:
    'A cluster acknowledged the record and does not hold it: the loss happened inside the cluster, not between sites.',
  definition:
    'The log of the acknowledging site was read to its end, and the acknowledged offset holds nothing (`missing`) or a record that was sent after the acknowledgement (`truncated`: the log was cut and went on), and the record is nowhere else in that log. Offsets below the log start are not judged. Every topic counts, mirrored or not.',
  metric: 'in-cluster',
  find(evidence) {
    const { model, verdicts } = evidence;
    const found = new Collector(evidence);
    const acknowledgedBy = new Set<number>();
    for (let row = 0; row < verdicts.length; row++) {
      const site = model.ackSite[row] ?? -1;
      if (site >= 0) acknowledgedBy.add(site);
      if (verdicts[row] !== VERDICT.lost) continue;
      const partition = model.records.ackPartition.at(row);
      const offset = model.records.ackOffset.at(row);
      const cause = model.sites[site]?.log.at(partition)?.find(offset) === -1 ? 'missing' : 'truncated';
      found.add(cause, () =>
        found.record(
          site,
          row,
          offset,
          model.records.ackedAt.at(row),
          'acknowledged, and no longer in the log of that site',
        ),
      );
    }
    const unread = [PRIMARY, STANDBY, ...(model.wayBack === null ? [] : [model.wayBack.site])]
      .filter((site) => acknowledgedBy.has(site))
      .map((site) => unreadLog(evidence, site));
    return found.done(unread.find((sentence) => sentence !== null) ?? null);
  },
};
