// Clients: each stock client, when it was served again, and how long it was without service.
import type { DrillResult } from '../../../src/report/core.ts';
import { Section } from '../section.tsx';
import { DataTable } from '../table.tsx';
import { seconds } from '../words/format.ts';

const back = (ms: number | null, affected: boolean): string =>
  affected ? (ms === null ? 'never' : seconds(ms)) : 'not affected';

export function Clients({ result }: { result: DrillResult }) {
  const settings = result.scenario.workload.clientSettings;
  return (
    <Section
      id="clients"
      title="Clients"
      lead={`Stock clients with ${settings === 'recommended' ? 'the recommended settings' : 'the settings they ship with'}; they know a bootstrap name and nothing else. Seconds from T0.`}
    >
      <DataTable
        caption="Recovery of each client"
        rows={result.check.clients}
        rowKey={(row) => `${row.role} ${row.client}`}
        rowClass={(row) => (row.affected && row.recoveredMs === null ? 'row-fail' : row.affected ? '' : 'row-quiet')}
        columns={[
          { title: 'Client', cell: (row) => row.client, sort: (row) => row.client },
          { title: 'Kind', cell: (row) => row.kind, sort: (row) => row.kind },
          { title: 'Role', cell: (row) => row.role, sort: (row) => row.role },
          { title: 'Site', cell: (row) => row.site, sort: (row) => row.site },
          {
            title: 'Served again',
            number: true,
            cell: (row) => back(row.recoveredMs, row.affected),
            sort: (row) => row.recoveredMs,
          },
          {
            title: 'Backlog drained',
            number: true,
            cell: (row) => (row.role === 'producer' ? '' : back(row.drainedMs, row.affected)),
            sort: (row) => row.drainedMs,
          },
          {
            title: 'Longest outage',
            number: true,
            cell: (row) => seconds(row.longestOutageMs),
            sort: (row) => row.longestOutageMs,
          },
          {
            title: 'Error bound',
            number: true,
            cell: (row) => `± ${seconds(row.errorBoundMs)}`,
            sort: (row) => row.errorBoundMs,
          },
        ]}
      />
    </Section>
  );
}
