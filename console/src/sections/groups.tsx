// Groups: for each partition where the group was, where it was put, where it went on.
import type { DrillResult } from '../../../src/report/core.ts';
import { Section } from '../section.tsx';
import { DataTable } from '../table.tsx';
import { count, plural } from '../words/format.ts';

export function Groups({ result }: { result: DrillResult }) {
  const rows = result.check.groups;
  if (rows.length === 0) return null;
  const sum = (pick: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((total, row) => total + pick(row), 0);
  const groups = new Set(rows.map((row) => row.group)).size;
  const again = sum((row) => row.redeliveredCommitted + row.redeliveredUncommitted);
  return (
    <Section
      id="groups"
      title="Consumer groups"
      lead={`${plural(groups, 'group')} on ${plural(rows.length, 'partition')}: ${count(sum((row) => row.skipped))} records skipped, ${count(again)} delivered again.`}
    >
      <div class="tall">
        <DataTable
          caption="Position of each group and partition"
          rows={rows}
          rowKey={(row) => `${row.group} ${row.topic} ${row.partition}`}
          rowClass={(row) => (row.skipped > 0 ? 'row-fail' : '')}
          columns={[
            { title: 'Group', cell: (row) => row.group, sort: (row) => row.group },
            {
              title: 'Partition',
              cell: (row) => `${row.topic}-${row.partition}`,
              sort: (row) => `${row.topic}-${row.partition}`,
            },
            {
              title: 'Committed at primary',
              number: true,
              cell: (row) => count(row.committedAtPrimary),
              sort: (row) => row.committedAtPrimary,
            },
            {
              title: 'Promoted position',
              number: true,
              cell: (row) => count(row.promotedPosition),
              sort: (row) => row.promotedPosition,
            },
            { title: 'Resumed at', number: true, cell: (row) => count(row.resumedAt), sort: (row) => row.resumedAt },
            { title: 'Skipped', number: true, cell: (row) => count(row.skipped), sort: (row) => row.skipped },
            {
              title: 'Again though committed',
              number: true,
              cell: (row) => count(row.redeliveredCommitted),
              sort: (row) => row.redeliveredCommitted,
            },
            {
              title: 'Again, not yet committed',
              number: true,
              cell: (row) => count(row.redeliveredUncommitted),
              sort: (row) => row.redeliveredUncommitted,
            },
          ]}
        />
      </div>
    </Section>
  );
}
