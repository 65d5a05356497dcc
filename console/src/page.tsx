// The page from top to bottom: first what a director asks, then what an engineer checks.
import type { DrillResult } from '../../src/report/core.ts';
import { Anomalies } from './sections/anomalies.tsx';
import { Banner } from './sections/banner.tsx';
import { Clients } from './sections/clients.tsx';
import { Evidence } from './sections/evidence.tsx';
import { Gaps } from './sections/gaps.tsx';
import { Groups } from './sections/groups.tsx';
import { Objectives } from './sections/objectives.tsx';
import { OverTime } from './sections/over-time.tsx';
import { Recheck } from './sections/recheck.tsx';
import { RpoPanel } from './sections/rpo-panel.tsx';
import { Setup } from './sections/set-up.tsx';
import { Sites } from './sections/sites.tsx';
import { Timeline } from './sections/timeline.tsx';
import { Waterfall } from './sections/waterfall.tsx';
import { hasWayBack, WayBack } from './sections/way-back.tsx';

const STOPS = [
  ['objectives', 'Objectives'],
  ['sites', 'Sites'],
  ['waterfall', 'RTO'],
  ['over-time', 'Over time'],
  ['rpo', 'RPO'],
  ['way-back', 'Way back'],
  ['clients', 'Clients'],
  ['anomalies', 'Anomalies'],
  ['groups', 'Groups'],
  ['evidence', 'Evidence'],
  ['timeline', 'Timeline'],
  ['gaps', 'Not shown'],
  ['set-up', 'Set-up'],
] as const;

export function Page({ result }: { result: DrillResult }) {
  const cameBack = hasWayBack(result);
  return (
    <>
      <Banner result={result} />
      <nav class="stops" aria-label="Parts of this report">
        <div class="stops-inner">
          {STOPS.filter(([id]) => id !== 'way-back' || cameBack).map(([id, title]) => (
            <a key={id} href={`#${id}`}>
              {title}
            </a>
          ))}
        </div>
      </nav>
      <main class="sheet">
        <Objectives result={result} />
        <div class="pair">
          <Sites result={result} />
          <Waterfall result={result} />
        </div>
        <OverTime result={result} />
        <RpoPanel result={result} />
        {cameBack ? <WayBack result={result} /> : null}
        <Clients result={result} />
        <Anomalies result={result} />
        <Groups result={result} />
        <Evidence result={result} />
        <Timeline result={result} />
        <Gaps result={result} />
        <Setup result={result} />
        <Recheck result={result} />
      </main>
    </>
  );
}
