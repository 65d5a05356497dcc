// lost.tail: what asynchronous replication may cost.
import { LOSS } from '../model/losses.ts';
import { PRIMARY, STANDBY, siteAt } from '../model/model.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const lostTail: Anomaly = {
  name: 'lost.tail',
  meaning: 'Acknowledged by the primary, and newer than everything that had reached the standby when it took over.',
  definition:
    'Record r of a mirrored topic, acknowledged by the primary before the promotion, held by the primary as far as its log was read, absent from the standby below the cut, and no record with a higher primary offset of the same partition is there. Cause: `stranded` (still in the old primary), `salvaged` (written to the standby after the cut), `only-acknowledged` (the old primary could not be read).',
  metric: 'rpo',
  find(evidence) {
    const { model, losses } = evidence;
    const found = new Collector(evidence);
    for (const row of losses.missing) {
      if (losses.kind[row] !== LOSS.tail) continue;
      const primary = siteAt(model, PRIMARY).log;
      const cause = siteAt(model, STANDBY).log.has(row)
        ? 'salvaged'
        : primary.has(row)
          ? 'stranded'
          : 'only-acknowledged';
      found.add(cause, () =>
        found.record(
          PRIMARY,
          row,
          model.records.ackOffset.at(row),
          model.records.ackedAt.at(row),
          'acknowledged, then lost with the primary',
        ),
      );
    }
    return found.done(losses.unknown);
  },
};
