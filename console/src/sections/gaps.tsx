// Gaps: what this run did not show. Always there, because a report that hides them is worth nothing.
import type { DrillResult } from '../../../src/report/core.ts';
import { Section } from '../section.tsx';

export function Gaps({ result }: { result: DrillResult }) {
  const gaps = [...new Set([...result.gaps, ...result.check.gaps])];
  return (
    <Section id="gaps" title="What this run does not show">
      {gaps.length === 0 ? (
        <p class="muted">Nothing that it set out to show is missing.</p>
      ) : (
        <ul class="card gaps">
          {gaps.map((gap) => (
            <li key={gap}>{withCommand(gap)}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** `... Next: <command>` with the command set as code. */
function withCommand(gap: string) {
  const [sentence, command] = gap.split(/ Next: /);
  if (command === undefined) return gap;
  return (
    <>
      {sentence} <span class="muted">Next:</span> <code class="command">{command}</code>
    </>
  );
}
