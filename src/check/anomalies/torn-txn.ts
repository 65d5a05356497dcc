// torn.txn: half a transaction.
import { type Anomaly, Collector } from './anomaly.ts';

export const tornTxn: Anomaly = {
  name: 'torn.txn',
  meaning: 'Of a committed transaction, readers of committed data see a part and not the rest.',
  definition:
    'A transaction whose commit succeeded or has an unknown outcome: in the read_committed final read of a site at least one of its records occurs and at least one does not. Counted per transaction and site.',
  metric: 'order',
  find(evidence) {
    const { model } = evidence;
    const found = new Collector(evidence);
    for (const transaction of model.transactions) {
      if (transaction.outcome !== 'commit' && transaction.outcome !== 'commit-unknown') continue;
      model.sites.forEach((site, index) => {
        const visible = transaction.rows.filter((row) => site.committed.has(row)).length;
        if (visible === 0 || visible === transaction.rows.length) return;
        const gone = transaction.rows.find((row) => !site.committed.has(row)) ?? -1;
        found.add(transaction.outcome, () =>
          found.record(
            index,
            gone,
            null,
            null,
            `${visible} of ${transaction.rows.length} records of transaction ${transaction.id} are visible`,
          ),
        );
      });
    }
    return found.done();
  },
};
