// dual.processing: one record, two living consumers.
import type { Evidence } from '../model/evidence.ts';
import { PRIMARY, STANDBY } from '../model/model.ts';
import { isBack } from '../model/way-back.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const dualProcessing: Anomaly = {
  name: 'dual.processing',
  meaning:
    'The same group processed a record at both sites after the promotion, or after the way back: consumers on both sides of a split brain.',
  definition:
    'A record delivered from the primary after the redirection (promotion, where no redirection was recorded) and delivered from the standby to another member of the same group. Deliveries from the primary are those of members bound to it, or of records that only the primary holds at that offset. After a completed way back the same, the survivor being the site that was left (from the moving back of names on), and the returned primary the other.',
  metric: 'fencing',
  find(evidence) {
    const { model } = evidence;
    const { phases } = model.facts;
    const found = new Collector(evidence);
    collect(evidence, found, {
      left: PRIMARY,
      now: STANDBY,
      from: Math.max(phases.redirectedAt ?? model.promotedAt, model.promotedAt),
    });
    if (model.wayBack !== null && isBack(model))
      collect(evidence, found, { left: STANDBY, now: model.wayBack.site, from: model.wayBack.redirectedAt });
    return found.done();
  },
};

interface Move {
  /** The site that was left, and the one that serves from then on. */
  readonly left: number;
  readonly now: number;
  readonly from: number;
}

function collect({ audits }: Evidence, found: Collector, { left, now, from }: Move): void {
  const both = (1 << left) | (1 << now);
  for (const { group, delivered } of audits) {
    const atLeft = new Map<number, number>();
    for (let i = 0; i < group.length; i++) {
      const row = group.row.at(i);
      const late = group.site[i] === left && group.t.at(i) > from;
      if (late && row >= 0 && ((delivered[row] ?? 0) & both) === both && !atLeft.has(row)) atLeft.set(row, i);
    }
    if (atLeft.size === 0) continue;
    for (let i = 0; i < group.length; i++) {
      const first = group.site[i] === now ? atLeft.get(group.row.at(i)) : undefined;
      if (first === undefined || group.member.at(first) === group.member.at(i)) continue;
      const row = group.row.at(i);
      atLeft.delete(row);
      const say = `group ${group.name} processed it at both sites`;
      found.add(null, () => found.record(left, row, group.offset.at(first), group.t.at(first), say));
    }
  }
}
