// How to check this report: the command that judges the same history again.
import type { DrillResult } from '../../../src/report/core.ts';
import { Section } from '../section.tsx';

export function Recheck({ result }: { result: DrillResult }) {
  return (
    <Section
      id="recheck"
      title="Check it yourself"
      lead="The history of every client was written before anybody analysed it. This command judges it again and writes this report anew:"
    >
      <pre class="card command-line">
        <code>{result.recheck}</code>
      </pre>
      <p class="muted small">No content of records is in this file; it loads nothing from any network.</p>
    </Section>
  );
}
