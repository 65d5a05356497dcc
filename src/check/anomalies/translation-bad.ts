// translation.bad: a position on the standby that is too high.
import { primaryOffset, siteAt, STANDBY } from '../model/model.ts';
import type { Evidence } from '../model/evidence.ts';
import type { GroupAudit } from '../model/group-audit.ts';
import type { PartitionAudit } from '../model/positions.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const translationBad: Anomaly = {
  name: 'translation.bad',
  meaning:
    'The position a group got on the standby lies behind records that the group had not committed at the primary: a skip in waiting.',
  definition:
    "For a (group, partition) with a position left by the failover: a record at the standby below that position has a primary offset at or above the group's highest commit at the primary (successful or of unknown outcome). Counted once per group and partition, and only when no record was skipped there: what did happen counts as skipped. Cause `way-back`: a position placed at the returned primary, and a record between what the group had committed at the survivor (moved by the shift; a commit without an answer may count) and that position.",
  metric: 'groups',
  find(evidence) {
    const found = new Collector(evidence);
    for (const audit of evidence.audits) {
      for (const { partition, placed, row, how } of audit.misplaced) {
        if (how !== 'too-far' || audit.skips.some((skip) => skip.partition === partition)) continue;
        const returned = evidence.model.wayBack?.site ?? STANDBY;
        const say = `below it lies ${evidence.model.records.nameOf(row)}, not yet committed`;
        found.add('way-back', () => found.at(returned, partition, placed, audit.group.name, null, say));
      }
      for (const partition of audit.partitions.values()) {
        if (partition.promotedPosition === null || audit.skips.some((skip) => skip.partition === partition.partition))
          continue;
        const late = firstBeyond(evidence, audit, partition);
        if (late === undefined) continue;
        found.add(null, () =>
          found.at(
            STANDBY,
            partition.partition,
            partition.promotedPosition,
            audit.group.name,
            null,
            `below it lies ${evidence.model.records.nameOf(late)}, not yet committed`,
          ),
        );
      }
    }
    return found.done();
  },
};

function firstBeyond(evidence: Evidence, audit: GroupAudit, partition: PartitionAudit): number | undefined {
  const { model } = evidence;
  const committed = audit.group.commits.reduce(
    (highest, commit) =>
      commit.partition === partition.partition && commit.site === 0 && commit.outcome !== 'fail'
        ? Math.max(highest, commit.offset)
        : highest,
    -1,
  );
  const log = siteAt(model, STANDBY).log.at(partition.partition);
  if (committed < 0 || log === undefined) return undefined;
  for (let i = log.lowerBound(partition.promotedPosition ?? 0) - 1; i >= 0; i--) {
    const row = log.rows.at(i);
    const source = row < 0 ? Number.NaN : primaryOffset(model, row);
    if (source >= committed) return row;
  }
  return undefined;
}
