// Timeline: what happened, with both clocks: seconds from T0 and wall time.
import type { DrillResult, TimelineItem } from '../../../src/report/core.ts';
import { Section } from '../section.tsx';
import { clock, fromT0 } from '../words/format.ts';

/** The colour of an item: faults, steps of the failover, the rest. */
function kindOf(item: TimelineItem): string {
  if (item.type.startsWith('fault')) return 'fault';
  if (item.type.startsWith('failover') || item.type === 'detect.lost') return 'step';
  if (item.type.startsWith('client')) return 'client';
  return 'plain';
}

export function Timeline({ result }: { result: DrillResult }) {
  return (
    <Section id="timeline" title="Timeline">
      <ol class="card timeline">
        {result.timeline.map((item, index) => (
          <li key={index} class={`moment moment-${kindOf(item)}`}>
            <time dateTime={new Date(item.wallMs).toISOString()}>
              <b>{fromT0(item.atMs)}</b>
              <span class="muted">{clock(item.wallMs)}</span>
            </time>
            <span class="moment-say">
              {item.say} <code class="muted">{item.type}</code>
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
