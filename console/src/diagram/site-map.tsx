// The drawing of sites and WAN links: what was lost, which way records were copied, where clients went.
import type { DrillResult } from '../../../src/report/core.ts';
import { lostSite, promotedSite } from '../words/story.ts';
import { placesOf, VIEW } from './layout.ts';
import { SiteBox } from './site-box.tsx';
import { Wire } from './wire.tsx';
import { wiresOf } from './wires.ts';

export function SiteMap({ result }: { result: DrillResult }) {
  const places = placesOf(result.scenario.topology);
  const lost = lostSite(result);
  const promoted = promotedSite(result);
  const find = (name: string) => places.find((place) => place.site.name === name);
  const crashed = result.scenario.timeline.flatMap(({ fault }) => (fault.kind === 'broker-crash' ? [fault.site] : []));
  const description = result.scenario.topology.sites
    .map(
      (site) =>
        `${site.name} (${site.role}, ${site.brokers} brokers${site.name === lost ? ', lost' : site.name === promoted ? ', promoted' : ''})`,
    )
    .join('; ');
  return (
    <svg class="site-map" viewBox={`0 0 ${VIEW.width} ${VIEW.height}`} role="img" aria-label={`Sites: ${description}`}>
      <defs>
        <pattern id="hatch" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="9" class="hatch-line" />
        </pattern>
        {(['replication', 'lost', 'served'] as const).map((flow) => (
          <marker
            key={flow}
            id={`tip-${flow}`}
            viewBox="0 0 10 10"
            refX="8"
            refY="5"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
            markerUnits="strokeWidth"
          >
            <path d="M0 0.6L9 5 0 9.4z" class={`tip tip-${flow}`} />
          </marker>
        ))}
      </defs>
      {wiresOf(result).map((plan) => {
        const [from, to] = [find(plan.from), find(plan.to)];
        return from === undefined || to === undefined ? null : (
          <Wire key={plan.link.between.join(' ')} plan={plan} from={from} to={to} />
        );
      })}
      {places.map((place) => (
        <SiteBox
          key={place.site.name}
          place={place}
          lost={place.site.name === lost}
          promoted={place.site.name === promoted}
          crashed={crashed.filter((site) => site === place.site.name).length}
        />
      ))}
    </svg>
  );
}
