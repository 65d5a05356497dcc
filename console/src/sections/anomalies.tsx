// Anomalies: every class the checker knows; failed first, then found ones, the empty ones folded.
import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { AnomalyFinding } from '../../../src/check/core.ts';
import type { DrillResult } from '../../../src/report/core.ts';
import { Badge } from '../outcome.tsx';
import { Section } from '../section.tsx';
import { count, plural } from '../words/format.ts';

const ALLOWED: Readonly<Record<AnomalyFinding['allowed'], string>> = {
  forbidden: 'none allowed',
  budget: 'within an objective',
  expected: 'expected',
  'not-applicable': 'does not apply here',
};
/** What stands in place of a verdict where the class itself is not judged. */
const JUDGED: Readonly<Record<AnomalyFinding['allowed'], string>> = {
  forbidden: '',
  budget: 'by its objective',
  expected: 'not judged',
  'not-applicable': 'not judged',
};
const OUTCOME_ORDER = { fail: 0, unknown: 1, pass: 2 } as const;
const ALLOWED_ORDER = { forbidden: 0, budget: 1, expected: 2, 'not-applicable': 3 } as const;

function byWeight(a: AnomalyFinding, b: AnomalyFinding): number {
  return (
    OUTCOME_ORDER[a.outcome] - OUTCOME_ORDER[b.outcome] ||
    ALLOWED_ORDER[a.allowed] - ALLOWED_ORDER[b.allowed] ||
    b.count - a.count
  );
}

export function Anomalies({ result }: { result: DrillResult }) {
  const sorted = [...result.check.anomalies].sort(byWeight);
  const found = sorted.filter((finding) => finding.count > 0 || finding.outcome !== 'pass');
  const empty = sorted.filter((finding) => finding.count === 0 && finding.outcome === 'pass');
  const forbidden = sorted.filter((finding) => finding.allowed === 'forbidden');
  const clean = forbidden.filter((finding) => finding.count === 0 && finding.outcome === 'pass').length;
  return (
    <Section
      id="anomalies"
      title="Anomalies"
      lead={`${clean} of ${forbidden.length} forbidden classes did not occur. What is allowed follows from the architecture: ${result.scenario.architecture}.`}
    >
      {found.length === 0 ? null : <FindingsTable caption="Classes that occurred" findings={found} />}
      {empty.length === 0 ? null : (
        <details class="fold">
          <summary>{plural(empty.length, 'class').replace('classs', 'classes')} looked for and not found</summary>
          <FindingsTable caption="Classes that did not occur" findings={empty} />
        </details>
      )}
    </Section>
  );
}

function FindingsTable({ caption, findings }: { caption: string; findings: readonly AnomalyFinding[] }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (name: string): void =>
    setOpen((old) => new Set(old.has(name) ? [...old].filter((other) => other !== name) : [...old, name]));
  return (
    <div class="table-frame" role="region" aria-label={caption} tabIndex={0}>
      <table class="findings">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col" class="number">
              Count
            </th>
            <th scope="col">Allowed</th>
            <th scope="col">Verdict</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {findings.map((finding) => (
            <Fragment key={finding.name}>
              <tr class={`row-${finding.outcome}`}>
                <th scope="row">
                  {finding.examples.length === 0 ? (
                    <code>{finding.name}</code>
                  ) : (
                    <button
                      type="button"
                      class="expand"
                      aria-expanded={open.has(finding.name)}
                      onClick={() => toggle(finding.name)}
                    >
                      <span aria-hidden="true">{open.has(finding.name) ? '▾' : '▸'}</span> <code>{finding.name}</code>
                    </button>
                  )}
                </th>
                <td class="number">
                  {finding.outcome === 'unknown' && finding.count === 0 ? 'unknown' : count(finding.count)}
                </td>
                <td>{ALLOWED[finding.allowed]}</td>
                <td>
                  {finding.allowed === 'forbidden' || finding.outcome !== 'pass' ? (
                    <Badge outcome={finding.outcome} />
                  ) : (
                    <span class="muted">{JUDGED[finding.allowed]}</span>
                  )}
                </td>
                <td class="meaning">
                  {finding.meaning}
                  <Causes causes={finding.causes} />
                </td>
              </tr>
              <tr class="examples" hidden={!open.has(finding.name)}>
                <td colSpan={5}>
                  <Examples finding={finding} />
                </td>
              </tr>
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Causes({ causes }: { causes: AnomalyFinding['causes'] }) {
  const entries = Object.entries(causes);
  if (entries.length === 0) return null;
  return <span class="causes">{entries.map(([cause, number]) => `${cause}: ${count(number)}`).join(', ')}</span>;
}

function Examples({ finding }: { finding: AnomalyFinding }) {
  const shown = finding.examples.length;
  return (
    <>
      <p class="small muted">
        {shown < finding.count
          ? `The first ${shown === 1 ? '' : `${shown} `}of ${count(finding.count)}`
          : `All ${shown}`}
        ; ids and offsets only, never payload.
      </p>
      <ol class="example-list">
        {finding.examples.map((example) => (
          <li key={`${example.id} ${example.topic} ${example.partition} ${example.offset}`}>
            <code>
              {example.topic}-{example.partition}
              {example.offset === null ? '' : ` @ ${example.offset}`}
            </code>{' '}
            {example.site === null ? '' : `at ${example.site}, `}
            <code>{example.id}</code>: {example.say}
          </li>
        ))}
      </ol>
    </>
  );
}
