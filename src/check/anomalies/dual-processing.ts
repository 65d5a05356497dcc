// dual.processing: one record, two living consumers.
import { PRIMARY, STANDBY } from '../model/model.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const dualProcessing: Anomaly = {
  name: 'dual.processing',
  meaning:
    'The same group processed a record at both sites after the promotion: consumers on both sides of a split brain.',
  definition:
    'A record delivered from the primary after the redirection (promotion, where no redirection was recorded) and delivered from the standby to another member of the same group. Deliveries from the primary are those of members bound to it, or of records that only the primary holds at that offset.',
  metric: 'fencing',
  find(evidence) {
    const { model } = evidence;
    const found = new Collector(evidence);
    const from = Math.max(model.facts.phases.redirectedAt ?? model.promotedAt, model.promotedAt);
    for (const { group, delivered } of evidence.audits) {
      const both = 1 | (1 << STANDBY);
      const atPrimary = new Map<number, number>();
      for (let i = 0; i < group.length; i++) {
        const row = group.row.at(i);
        const late = group.site[i] === PRIMARY && group.t.at(i) > from;
        if (late && row >= 0 && ((delivered[row] ?? 0) & both) === both && !atPrimary.has(row)) atPrimary.set(row, i);
      }
      if (atPrimary.size === 0) continue;
      for (let i = 0; i < group.length; i++) {
        const first = group.site[i] === STANDBY ? atPrimary.get(group.row.at(i)) : undefined;
        if (first === undefined || group.member.at(first) === group.member.at(i)) continue;
        atPrimary.delete(group.row.at(i));
        found.add(null, () =>
          found.record(
            PRIMARY,
            group.row.at(i),
            group.offset.at(first),
            group.t.at(first),
            `group ${group.name} processed it at both sites`,
          ),
        );
      }
    }
    return found.done();
  },
};
