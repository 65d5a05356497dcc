// Objectives: each with its limit and what was measured; times as bars, counts as numbers. Failed ones first.
import type { DrillResult } from '../../../src/report/core.ts';
import type { Outcome, Verdict } from '../../../src/objectives/core.ts';
import { Badge } from '../outcome.tsx';
import { Section } from '../section.tsx';
import { capital } from '../words/format.ts';
import { limitOf, measuredOf, purposeOf, titleOf } from '../words/objective.ts';

const ORDER: Readonly<Record<Outcome, number>> = { fail: 0, unknown: 1, pass: 2 };

export function Objectives({ result }: { result: DrillResult }) {
  const sorted = [...result.verdicts].sort((a, b) => ORDER[a.outcome] - ORDER[b.outcome]);
  const timed = sorted.filter((verdict) => verdict.objective.unit === 'ms');
  const counted = sorted.filter((verdict) => verdict.objective.unit !== 'ms');
  return (
    <Section
      id="objectives"
      title="Objectives"
      lead="What was promised, and what was measured by the identity of every record."
    >
      <div class="objectives-timed">{timed.map(TimedCard)}</div>
      {counted.length === 0 ? null : <ul class="card objectives-counted">{counted.map(CountedRow)}</ul>}
    </Section>
  );
}

function TimedCard(verdict: Verdict) {
  const { objective, measurement, outcome } = verdict;
  return (
    <article class={`card objective objective-${outcome}`} key={titleOf(objective)}>
      <header>
        <h3>{titleOf(objective)}</h3>
        <Badge outcome={outcome} />
      </header>
      <p class="measured">
        <span class="figure">{measuredOf(measurement)}</span>
        <span class="limit">{limitOf(objective)}</span>
      </p>
      <Bar verdict={verdict} />
      <p class="detail">{sentenceOf(verdict)}</p>
    </article>
  );
}

/** `0, none allowed` says more than a bar could. */
function CountedRow(verdict: Verdict) {
  const { objective, measurement, outcome } = verdict;
  return (
    <li class={`counted counted-${outcome}`} key={titleOf(objective)}>
      <Badge outcome={outcome} />
      <div>
        <h3 title={purposeOf(objective)}>{titleOf(objective)}</h3>
        <p class="counted-detail">{sentenceOf(verdict)}</p>
      </div>
      <p class="counted-number">
        <b>{measuredOf(measurement)}</b> <span>{limitOf(objective)}</span>
      </p>
    </li>
  );
}

function sentenceOf({ measurement, outcome, reason }: Verdict): string {
  if (measurement.value === null) return `${capital(reason)}.`;
  return `${outcome === 'unknown' ? `${capital(reason)}. ` : ''}${capital(measurement.detail)}.`;
}

/** Measured as a bar from zero, error bound as a whisker, limit as a line; all in one scale. */
function Bar({ verdict }: { verdict: Verdict }) {
  const { objective, measurement, outcome } = verdict;
  const { value, errorBound } = measurement;
  const scale = Math.max(objective.limit, (value ?? 0) + errorBound) * 1.12;
  const percent = (ms: number): string => `${Math.min(100, Math.max(0, (ms / scale) * 100))}%`;
  const label = `${measuredOf(measurement)} measured, ${limitOf(objective)}`;
  return (
    <div class="bar" role="img" aria-label={label}>
      <div class="bar-allowed" style={{ width: percent(objective.limit) }} />
      {value === null ? (
        <div class="bar-unknown" />
      ) : (
        <>
          <div class={`bar-value bar-${outcome}`} style={{ width: percent(value) }} />
          {errorBound === 0 ? null : (
            <div class="bar-error" style={{ left: percent(value - errorBound), width: percent(2 * errorBound) }} />
          )}
        </>
      )}
      <div class="bar-limit" style={{ left: percent(objective.limit) }}>
        <span>limit</span>
      </div>
    </div>
  );
}
