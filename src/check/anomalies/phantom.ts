// phantom: a record in a log that nobody of this run wrote.
import type { Model } from '../model/model.ts';
import { STATE } from '../model/records.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const phantom: Anomaly = {
  name: 'phantom',
  meaning: 'A log holds a record that no producer of the run wrote, or that its producer was told is not written.',
  definition:
    'An intact record in a final read without a stamp (`no-stamp`), of a session that no producer declared (`unknown-session`), with a seq that was never sent (`never-sent`; not judged for tools without invoke lines and for histories whose last line is torn), or whose producer got a definite failure (`failed-write`). Damaged records belong to class corrupt. Counted once per site and offset.',
  metric: 'order',
  find(evidence) {
    const { model } = evidence;
    const found = new Collector(evidence);
    model.sites.forEach((site, index) => {
      for (const log of site.log.partitions) {
        if (log === undefined) continue;
        for (let i = 0; i < log.length; i++) {
          const cause = log.intact.at(i) === 0 ? null : foreign(model, log.rows.at(i));
          if (cause === null) continue;
          found.add(cause, () => {
            const id = model.records.nameOf(log.rows.at(i));
            return found.at(
              index,
              log.partition,
              log.offsets.at(i),
              id,
              null,
              `nobody of this run wrote it (${cause})`,
            );
          });
        }
      }
    });
    return found.done();
  },
};

function foreign(model: Model, row: number): string | null {
  if (row < 0) return 'no-stamp';
  const session = model.records.sessionAt(row);
  if (!session.declared) return 'unknown-session';
  const state = model.records.state.at(row);
  if (state === STATE.fail) return 'failed-write';
  return state === STATE.unseen && session.invokesLogged && !model.tornSessions.has(session.index)
    ? 'never-sent'
    : null;
}
