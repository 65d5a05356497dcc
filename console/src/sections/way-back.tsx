// The way back: the divergent tail and what became of it, how equal both sites were found, the planned outage; figures known beforehand.
import type { DrillResult, Figure } from '../../../src/report/core.ts';
import { Badge } from '../outcome.tsx';
import { Section } from '../section.tsx';
import { DataTable } from '../table.tsx';
import { bytes, count, plural, seconds } from '../words/format.ts';

export function hasWayBack({ check, wayBack }: DrillResult): boolean {
  return check.failback !== undefined || (wayBack ?? null) !== null;
}

export function WayBack({ result }: { result: DrillResult }) {
  const { wayBack = null, figures = [] } = result;
  const failback = result.check.failback ?? null;
  const mode = wayBack?.mode ?? failback?.mode;
  const lead =
    mode === 'shift'
      ? 'Mode shift: the tail stays where it is, and the records of the survivor follow it at one distance per partition.'
      : 'Mode recreate: after its tail was archived, the returned site was copied anew, so that offsets are equal again.';
  const archived = (wayBack?.tails ?? []).reduce((sum, tail) => sum + tail.records, 0);
  const facts: readonly (readonly [string, string])[] = [
    ...(wayBack === null
      ? []
      : ([
          ['Only at the returned site', plural(archived, 'record')],
          ['Recovered', count(wayBack.recovered)],
          ['There already', count(wayBack.alreadyThere)],
        ] as const)),
    ...(failback === null
      ? []
      : ([
          ['Lost', count(failback.lost)],
          ['Overwritten', count(failback.overwritten)],
          ['Equal partitions', `${failback.equalPartitions} of ${failback.partitions}`],
          ['Records compared', count(failback.comparedRecords)],
          ['Twice, as declared', count(failback.recoveredCopies)],
          ['Planned outage', failback.completed ? seconds(failback.outageMs) : 'unknown'],
        ] as const)),
  ];
  return (
    <Section id="way-back" title="The way back" lead={lead}>
      <dl class="totals">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Tails result={result} />
      {figures.length === 0 ? null : <Figures figures={figures} />}
    </Section>
  );
}

function Tails({ result }: { result: DrillResult }) {
  const tails = result.wayBack?.tails ?? [];
  if (tails.length === 0) return null;
  return (
    <div class="tall">
      <DataTable
        caption="Tails in the archive, read back before anything was changed"
        rows={tails}
        rowKey={(row) => `${row.topic}-${row.partition}`}
        columns={[
          {
            title: 'Partition',
            cell: (row) => `${row.topic}-${row.partition}`,
            sort: (row) => `${row.topic}-${row.partition}`,
          },
          { title: 'Histories part at', number: true, cell: (row) => count(row.point), sort: (row) => row.point },
          { title: 'Log end', number: true, cell: (row) => count(row.end), sort: (row) => row.end },
          { title: 'Archived', number: true, cell: (row) => count(row.records), sort: (row) => row.records },
          { title: 'Bytes', number: true, cell: (row) => bytes(row.bytes), sort: (row) => row.bytes },
          { title: 'Recovered', number: true, cell: (row) => count(row.recovered), sort: (row) => row.recovered },
          {
            title: 'Already there',
            number: true,
            cell: (row) => count(row.alreadyThere),
            sort: (row) => row.alreadyThere,
          },
          { title: 'SHA-256', cell: (row) => <code title={row.sha256}>{row.sha256.slice(0, 16)}</code> },
        ]}
      />
    </div>
  );
}

function Figures({ figures }: { figures: readonly Figure[] }) {
  const differing = figures.filter(({ expected, found }) => expected !== found).length;
  return (
    <details class="fold" open={differing > 0}>
      <summary>
        {plural(figures.length, 'figure')} counted before the drill, {count(differing)} found otherwise
      </summary>
      <div class="tall">
        <DataTable
          caption="Figures: known beforehand and found"
          rows={figures}
          rowKey={(row) => `${row.topic}-${row.partition} ${row.what}`}
          rowClass={(row) => (row.expected === row.found ? '' : 'row-fail')}
          columns={[
            {
              title: 'Partition',
              cell: (row) => `${row.topic}-${row.partition}`,
              sort: (row) => `${row.topic}-${row.partition}`,
            },
            { title: 'Figure', cell: (row) => row.what, sort: (row) => row.what },
            { title: 'Known', number: true, cell: (row) => count(row.expected), sort: (row) => row.expected },
            { title: 'Found', number: true, cell: (row) => count(row.found), sort: (row) => row.found },
            { title: 'Agree', cell: (row) => <Badge outcome={row.expected === row.found ? 'pass' : 'fail'} /> },
          ]}
        />
      </div>
    </details>
  );
}
