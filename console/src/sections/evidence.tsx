// Evidence: did the fence hold, does another client count the same, did the measuring itself stand still.
import type { DrillResult } from '../../../src/report/core.ts';
import { Badge } from '../outcome.tsx';
import { Section } from '../section.tsx';
import { DataTable } from '../table.tsx';
import { count, plural, seconds } from '../words/format.ts';

export function Evidence({ result }: { result: DrillResult }) {
  return (
    <Section
      id="evidence"
      title="Evidence"
      lead="Why these figures can be believed, and what was tried to prove them wrong."
    >
      <div class="pair">
        <Fencing result={result} />
        <SelfCheck result={result} />
      </div>
      <SecondOpinions result={result} />
    </Section>
  );
}

function Fencing({ result }: { result: DrillResult }) {
  const { fencing } = result;
  if (fencing === null) {
    return (
      <div class="card">
        <h3>Fencing</h3>
        <p class="detail">Not tried in this run: the old site did not return with a stubborn client pointed at it.</p>
      </div>
    );
  }
  const share = fencing.stubbornAttempts === 0 ? 0 : (fencing.stubbornAcknowledged / fencing.stubbornAttempts) * 100;
  return (
    <div class="card">
      <h3>
        Fencing <Badge outcome={fencing.stubbornAcknowledged === 0 ? 'pass' : 'fail'} />
      </h3>
      <p class="measured">
        <span class="figure figure-small">{count(fencing.stubbornAcknowledged)}</span>
        <span class="limit">
          of {plural(fencing.stubbornAttempts, 'write')} of a stubborn client acknowledged by the returned site
        </span>
      </p>
      <div class="bar bar-thin" aria-hidden="true">
        <div class="bar-value bar-fail" style={{ width: `${share}%` }} />
      </div>
      <p class="detail">
        {fencing.armed ? 'Armed' : 'Not armed'}: {fencing.method}.
      </p>
      {fencing.notStopped.map((sentence) => (
        <p class="detail" key={sentence}>
          Does not stop: {sentence}.
        </p>
      ))}
    </div>
  );
}

function SelfCheck({ result }: { result: DrillResult }) {
  const { stalls, totals } = result.check;
  return (
    <div class="card">
      <h3>
        The measuring itself <Badge outcome={stalls.overlapsRecovery ? 'unknown' : 'pass'} />
      </h3>
      <p class="detail">
        {stalls.count === 0
          ? 'No measuring process stood still.'
          : `${plural(stalls.count, 'stall')} of measuring processes, the longest ${seconds(stalls.longestMs)}, ${stalls.overlapsRecovery ? 'during the recovery: those samples are void' : 'none during the recovery'}.`}
      </p>
      <dl class="totals">
        {(
          [
            ['Sent', totals.invoked],
            ['Acknowledged', totals.acknowledged],
            ['Refused', totals.failed],
            ['Ambiguous', totals.ambiguous],
            ['Delivered', totals.delivered],
            ...Object.entries(totals.inLog).map(([site, records]) => [`In the logs of ${site}`, records] as const),
          ] as const
        ).map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{count(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function SecondOpinions({ result }: { result: DrillResult }) {
  if (result.secondOpinions.length === 0) return <p class="muted">No second client counted the records of this run.</p>;
  return (
    <DataTable
      caption="Second opinion: another client reads everything and counts"
      rows={result.secondOpinions}
      rowKey={(row) => `${row.tool} ${row.site} ${row.topic}`}
      rowClass={(row) => (row.counted === row.checkerCounted ? '' : 'row-fail')}
      columns={[
        { title: 'Client', cell: (row) => row.tool, sort: (row) => row.tool },
        { title: 'Site', cell: (row) => row.site, sort: (row) => row.site },
        { title: 'Topic', cell: (row) => row.topic, sort: (row) => row.topic },
        { title: 'It counted', number: true, cell: (row) => count(row.counted), sort: (row) => row.counted },
        {
          title: 'Checker counted',
          number: true,
          cell: (row) => count(row.checkerCounted),
          sort: (row) => row.checkerCounted,
        },
        { title: 'Agree', cell: (row) => <Badge outcome={row.counted === row.checkerCounted ? 'pass' : 'fail'} /> },
      ]}
    />
  );
}
