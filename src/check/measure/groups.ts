// The audit table of groups: one row per group and partition.
import type { Evidence } from '../model/evidence.ts';
import { isBack } from '../model/way-back.ts';
import type { GroupAuditRow } from '../result.ts';

export function groupRows(evidence: Evidence): readonly GroupAuditRow[] {
  const { model } = evidence;
  const rows: GroupAuditRow[] = [];
  for (const audit of evidence.audits) {
    const again = new Map<number, { committed: number; uncommitted: number }>();
    for (const { index, committed } of audit.redeliveries) {
      const partition = audit.group.partition.at(index);
      const sum = again.get(partition) ?? { committed: 0, uncommitted: 0 };
      if (committed) sum.committed += 1;
      else sum.uncommitted += 1;
      again.set(partition, sum);
    }
    const skipped = new Map<number, number>();
    for (const skip of audit.skips) skipped.set(skip.partition, (skipped.get(skip.partition) ?? 0) + 1);
    for (const partition of [...audit.partitions.values()].sort((a, b) => a.partition - b.partition)) {
      const { topic, partition: number } = model.partitions.at(partition.partition);
      rows.push({
        group: audit.group.name,
        topic,
        partition: number,
        committedAtPrimary: partition.committedAtPrimary,
        promotedPosition: partition.promotedPosition,
        resumedAt: partition.resumedAt,
        ...(isBack(model) ? { failbackPosition: partition.placed } : {}),
        skipped: skipped.get(partition.partition) ?? 0,
        redeliveredCommitted: again.get(partition.partition)?.committed ?? 0,
        redeliveredUncommitted: again.get(partition.partition)?.uncommitted ?? 0,
      });
    }
  }
  return rows;
}
