// acked.not-written: the broker took a record for a repetition and answered with the offset of somebody else's.
import { VERDICT } from '../model/verdicts.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const ackedNotWritten: Anomaly = {
  name: 'acked.not-written',
  meaning:
    'The acknowledged offset holds another record: the broker answered "written" for a record that it did not write there (colliding producer ids).',
  definition:
    'The acknowledging site is known (before the promotion the primary, afterwards by content), its log holds a record at the acknowledged offset, that record is another one and was not sent after the acknowledgement. Cause: `nowhere` (the record is not in that log) or `elsewhere` (at another offset, also when the acknowledged one is empty).',
  metric: 'in-cluster',
  find(evidence) {
    const { model, verdicts } = evidence;
    const found = new Collector(evidence);
    for (let row = 0; row < verdicts.length; row++) {
      const verdict = verdicts[row];
      if (verdict !== VERDICT.notWritten && verdict !== VERDICT.elsewhere) continue;
      const site = model.ackSite[row] ?? -1;
      const offset = model.records.ackOffset.at(row);
      const log = model.sites[site]?.log.at(model.records.ackPartition.at(row));
      const holder = log === undefined ? -1 : log.rows.at(log.find(offset));
      const holds = Number.isNaN(holder) ? 'nothing' : model.records.nameOf(holder);
      found.add(verdict === VERDICT.notWritten ? 'nowhere' : 'elsewhere', () =>
        found.record(site, row, offset, model.records.ackedAt.at(row), `the acknowledged offset holds ${holds}`),
      );
    }
    return found.done();
  },
};
