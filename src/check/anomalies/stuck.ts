// stuck: records wait, nobody comes.
import type { Evidence } from '../model/evidence.ts';
import type { GroupAudit } from '../model/group-audit.ts';
import { served, siteAt } from '../model/model.ts';
import type { PartitionLog } from '../model/logs.ts';
import { isBack } from '../model/way-back.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const stuck: Anomaly = {
  name: 'stuck',
  meaning: 'A partition has records for a group, and the group gets none of them any more.',
  definition:
    'At the end, a partition of a topic of the group holds a record at the survivor (after a completed way back: at the returned primary) that no member was handed, that could be read for longer than max(3 x deadline, stable window, 5 s) before the end (after the redirection, where there was one), and the group was handed nothing of that partition from that site in that time. Counted per group and partition. Not judged for groups bound to another site.',
  metric: 'groups',
  find(evidence) {
    const { model } = evidence;
    const found = new Collector(evidence);
    const site = served(model);
    for (const audit of evidence.audits) {
      const name = siteAt(model, site).name;
      if (!audit.group.members.some((member) => member.pointedAt === 'bootstrap' || member.pointedAt === name))
        continue;
      const topics = topicsOf(evidence, audit);
      for (const log of siteAt(model, site).log.partitions) {
        if (log === undefined || !topics.has(model.partitions.at(log.partition).topic)) continue;
        const waiting = oldestWaiting(evidence, audit, log);
        if (waiting === undefined) continue;
        found.add(null, () =>
          found.at(
            site,
            log.partition,
            waiting.offset,
            audit.group.name,
            waiting.since,
            `waits since ${Math.round((model.facts.endedAt - waiting.since) / 1000)} s before the end`,
          ),
        );
      }
    }
    return found.done();
  },
};

/** Topics that the group was ever assigned or handed, or had a position in. */
export function topicsOf(evidence: Evidence, audit: GroupAudit): ReadonlySet<string> {
  const { partitions } = evidence.model;
  const numbers = [...audit.partitions.keys(), ...audit.group.assignments.map((change) => change.partition)];
  return new Set(numbers.map((partition) => partitions.at(partition).topic));
}

function oldestWaiting(
  evidence: Evidence,
  audit: GroupAudit,
  log: PartitionLog,
): { offset: number; since: number } | undefined {
  const { model } = evidence;
  const { facts } = model;
  const limit = facts.endedAt - Math.max(3 * facts.deadlineMs, facts.stableWindowMs, 5000);
  const site = served(model);
  for (let i = audit.group.length - 1; i >= 0 && audit.group.t.at(i) >= limit; i--) {
    if (audit.group.partition.at(i) === log.partition && audit.group.site[i] === site) return undefined;
  }
  const moved = model.switched ? Math.max(facts.phases.redirectedAt ?? Infinity, model.promotedAt) : -Infinity;
  const from = isBack(model) ? Math.max(moved, model.wayBack?.redirectedAt ?? moved) : moved;
  const passed = audit.partitions.get(log.partition)?.passed.get(site) ?? 0;
  for (let i = log.lowerBound(passed); i < log.length; i++) {
    const row = log.rows.at(i);
    if (row < 0 || audit.delivered[row] !== 0 || model.aborted[row] === 1) continue;
    const known = [model.records.ackedAt.at(row), model.records.intendedAt.at(row)].find((t) => !Number.isNaN(t));
    const since = Math.max(known ?? facts.endedAt, from);
    return since < limit ? { offset: log.offsets.at(i), since } : undefined;
  }
  return undefined;
}
