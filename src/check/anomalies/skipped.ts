// skipped: the worst a group can suffer.
import { served, survivor } from '../model/model.ts';
import { type Anomaly, Collector, unreadLog } from './anomaly.ts';

export const skipped: Anomaly = {
  name: 'skipped',
  meaning: 'A group went past a record that is in the log, and no member was ever handed it.',
  definition:
    'Record r in the final log of a site, intact and not aborted, below a position of the group there (delivered, committed with success, or left by the failover or the way back), never delivered to any member at any site. Records before the first position that a member was given at the start do not count. Cause at the standby: `reset-latest` (before the first record delivered), `offset-ahead` (position beyond the log end at the cut), `aba` (the same, made valid by new records), `translated-high` (below the position), `committed-ahead`, `poll-skip`; at the returned primary: `translated-high` (below the position that the way back placed), `poll-skip`.',
  metric: 'groups',
  find(evidence) {
    const found = new Collector(evidence);
    for (const audit of evidence.audits) {
      for (const skip of audit.skips) {
        found.add(skip.cause, () =>
          found.record(
            skip.site,
            skip.row,
            skip.offset,
            null,
            `never handed to group ${audit.group.name} (${skip.cause})`,
          ),
        );
      }
    }
    const { model } = evidence;
    const unread = unreadLog(evidence, survivor(model)) ?? unreadLog(evidence, served(model));
    return found.done(evidence.audits.length === 0 ? null : unread);
  },
};
