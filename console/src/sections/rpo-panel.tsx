// RPO: what was acknowledged and is missing, as records, bytes and time, with the interval that ambiguous writes leave.
import type { DrillResult } from '../../../src/report/core.ts';
import { Section } from '../section.tsx';
import { DataTable } from '../table.tsx';
import { bytes, count, fine, interval } from '../words/format.ts';

export function RpoPanel({ result }: { result: DrillResult }) {
  const { rpo } = result.check;
  if (rpo === null) {
    return (
      <Section
        id="rpo"
        title="What was missing"
        lead="No site was lost in this run, so nothing was compared between sites."
      >
        <span />
      </Section>
    );
  }
  const share = rpo.acknowledgedBeforeT0 === 0 ? 0 : (rpo.records.max / rpo.acknowledgedBeforeT0) * 100;
  const figures: readonly (readonly [string, string, string])[] = [
    [
      'Records',
      interval(rpo.records, count),
      `of ${count(rpo.acknowledgedBeforeT0)} acknowledged before T0 (${share < 0.01 && share > 0 ? '< 0.01' : share.toFixed(2)} %)`,
    ],
    ['Bytes', interval(rpo.bytes, bytes), 'of record values and keys'],
    ['Time', interval(rpo.ms, fine), 'age of the oldest missing record at T0'],
    [
      'Stranded',
      count(rpo.stranded),
      rpo.stranded === null
        ? 'the old primary could not be read'
        : 'of them still in the old primary, so they can be recovered',
    ],
  ];
  return (
    <Section
      id="rpo"
      title="What was missing"
      lead="Every record carries its own identity. These were acknowledged, and are not where they must be: in the survivor, or without a lost site in the log of their own cluster."
    >
      <div class="figures">
        {figures.map(([title, figure, note]) => (
          <div class="card" key={title}>
            <h3>{title}</h3>
            <p class="figure figure-small">{figure}</p>
            <p class="detail">{note}</p>
          </div>
        ))}
      </div>
      {rpo.byTopic.length === 0 ? null : (
        <DataTable
          caption="Missing records by topic"
          rows={rpo.byTopic}
          rowKey={(row) => row.topic}
          columns={[
            { title: 'Topic', cell: (row) => row.topic, sort: (row) => row.topic },
            { title: 'Records', number: true, cell: (row) => count(row.records), sort: (row) => row.records },
            { title: 'Bytes', number: true, cell: (row) => bytes(row.bytes), sort: (row) => row.bytes },
            { title: 'Oldest', number: true, cell: (row) => fine(row.ms), sort: (row) => row.ms },
          ]}
        />
      )}
    </Section>
  );
}
