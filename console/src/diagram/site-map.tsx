// The drawing of sites and WAN links: what was lost, which way records were copied, where clients went.
import type { DrillResult } from '../../../src/report/core.ts';
import type { WanLinkSpec } from '../../../src/scenario/core.ts';
import { lostSite, survivor } from '../words/story.ts';
import { seconds } from '../words/format.ts';
import { between, edgeOf, placesOf, VIEW } from './layout.ts';
import type { Place } from './layout.ts';
import { SiteBox } from './site-box.tsx';

type Flow = 'replication' | 'before' | 'after' | 'plain' | 'broken';

export function SiteMap({ result }: { result: DrillResult }) {
  const places = placesOf(result.scenario.topology);
  const lost = lostSite(result);
  const target = survivor(result);
  const find = (name: string): Place | undefined => places.find((place) => place.site.name === name);
  const description = result.scenario.topology.sites
    .map(
      (site) =>
        `${site.name} (${site.role}, ${site.brokers} brokers${site.name === lost ? ', lost' : site.name === target ? ', promoted' : ''})`,
    )
    .join('; ');
  return (
    <svg class="site-map" viewBox={`0 0 ${VIEW.width} ${VIEW.height}`} role="img" aria-label={`Sites: ${description}`}>
      <defs>
        <pattern id="hatch" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="9" class="hatch-line" />
        </pattern>
        {(['replication', 'before', 'after'] as const).map((flow) => (
          <marker
            key={flow}
            id={`tip-${flow}`}
            viewBox="0 0 10 10"
            refX="8"
            refY="5"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0.6L9 5 0 9.4z" class={`tip tip-${flow}`} />
          </marker>
        ))}
      </defs>
      {result.scenario.topology.links.map((link) => (
        <Wire
          key={link.between.join()}
          link={link}
          find={find}
          flow={flowOf(link, find, lost, target)}
          note={noteOf(result, link, find, target)}
        />
      ))}
      {places.map((place) => (
        <SiteBox
          key={place.site.name}
          place={place}
          lost={place.site.name === lost}
          promoted={place.site.name === target}
        />
      ))}
    </svg>
  );
}

function flowOf(
  link: WanLinkSpec,
  find: (name: string) => Place | undefined,
  lost: string | null,
  target: string | null,
): Flow {
  const ends = link.between.map((name) => find(name)?.site);
  const roles = ends.map((site) => site?.role);
  if (roles.includes('primary') && roles.includes('standby')) return 'replication';
  if (!roles.includes('clients')) return lost !== null && link.between.includes(lost) ? 'broken' : 'plain';
  if (target !== null && link.between.includes(target)) return 'after';
  if (roles.includes('primary')) return 'before';
  return 'plain';
}

function noteOf(
  result: DrillResult,
  link: WanLinkSpec,
  find: (name: string) => Place | undefined,
  target: string | null,
): string | null {
  const roles = link.between.map((name) => find(name)?.site.role);
  if (roles.includes('primary') && roles.includes('standby')) return result.scenario.mechanism;
  if (!roles.includes('clients')) return null;
  const { detect, decide, fence, promote, redirect } = result.check.rto;
  const parts = [detect, decide, fence, promote, redirect];
  if (target !== null && link.between.includes(target)) {
    const moved = parts.includes(null) ? null : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
    return moved === null ? 'clients after' : `clients after ${seconds(moved)}`;
  }
  return roles.includes('primary') && target !== null ? 'clients before' : null;
}

interface WireProps {
  readonly link: WanLinkSpec;
  readonly find: (name: string) => Place | undefined;
  readonly flow: Flow;
  readonly note: string | null;
}

function Wire({ link, find, flow, note }: WireProps) {
  const ends = link.between.map(find);
  if (ends[0] === undefined || ends[1] === undefined) return null;
  // Drawn in the direction of the flow: replication from the primary, everything else from the site without brokers.
  const turned = flow === 'replication' ? ends[1].site.role === 'primary' : ends[1].site.brokers === 0;
  const [from, to] = turned ? [ends[1], ends[0]] : [ends[0], ends[1]];
  const a = edgeOf(from, to, 6);
  const b = edgeOf(to, from, 6);
  const crossing = flow === 'plain' || flow === 'broken';
  const spot = between(a, b, crossing ? 0.14 : flow === 'replication' ? 0.5 : 0.38);
  const side = SIDE[flow];
  const cut = flow === 'before' && note !== null ? between(a, b, 0.68) : null;
  return (
    <g class={`wire wire-${flow}`}>
      <line x1={a.x} y1={a.y} x2={b.x} y2={b.y} marker-end={crossing ? undefined : `url(#tip-${flow})`} />
      {cut === null ? null : <path d={`M${cut.x - 8} ${cut.y - 8}l16 16m0-16l-16 16`} class="wire-cut" />}
      {note === null ? null : (
        <text x={spot.x + side.dx} y={spot.y + side.noteY} text-anchor={side.anchor} class="wire-note">
          {note}
        </text>
      )}
      <text x={spot.x + side.dx} y={spot.y + side.latencyY} text-anchor={side.anchor} class="wire-latency">
        {link.latencyMs} ms
      </text>
    </g>
  );
}

/** On which side of its line a label stands, so that it covers none. */
const SIDE: Readonly<
  Record<Flow, { dx: number; noteY: number; latencyY: number; anchor: 'start' | 'middle' | 'end' }>
> = {
  replication: { dx: -4, noteY: -14, latencyY: 24, anchor: 'middle' },
  before: { dx: -12, noteY: -4, latencyY: 14, anchor: 'end' },
  after: { dx: 16, noteY: 8, latencyY: 26, anchor: 'start' },
  plain: { dx: 0, noteY: 0, latencyY: 4, anchor: 'middle' },
  broken: { dx: 0, noteY: 0, latencyY: 4, anchor: 'middle' },
};
