// Sites: the drawing, and the faults in words with both clocks.
import type { DrillResult } from '../../../src/report/core.ts';
import { SiteMap } from '../diagram/site-map.tsx';
import { Section } from '../section.tsx';
import { fromT0 } from '../words/format.ts';

export function Sites({ result }: { result: DrillResult }) {
  return (
    <Section id="sites" title="Sites and the fault" lead={result.scenario.why}>
      <div class="card">
        <SiteMap result={result} />
        <ul class="faults">
          {result.bands.map((band) => (
            <li key={band.title}>
              <strong>{band.title}</strong>
              <span class="muted">
                {band.commandedMs === undefined || band.commandedMs === null
                  ? ''
                  : ` ordered at ${fromT0(band.commandedMs)},`}{' '}
                effective at {fromT0(band.fromMs)}
                {band.toMs === null ? ', until the end' : `, until ${fromT0(band.toMs)}`}
              </span>
              {band.proof === undefined ? null : <span class="proof">Proof: {band.proof}.</span>}
            </li>
          ))}
        </ul>
      </div>
    </Section>
  );
}
