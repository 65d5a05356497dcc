// One site in the drawing: name, role, its brokers, and whether it was lost.
import type { Place } from './layout.ts';

const ROLE: Readonly<Record<string, string>> = {
  primary: 'primary',
  standby: 'standby',
  clients: 'clients',
  witness: 'witness',
};

interface SiteBoxProps {
  readonly place: Place;
  readonly lost: boolean;
  readonly promoted: boolean;
  /** Number of brokers that the run crashed here. */
  readonly crashed: number;
}

export function SiteBox({ place, lost, promoted, crashed }: SiteBoxProps) {
  const { site, x, y, width, height } = place;
  const left = x - width / 2;
  const top = y - height / 2;
  const state = lost ? 'lost' : promoted ? 'promoted' : site.role;
  return (
    <g class={`site site-${state}`}>
      <rect x={left} y={top} width={width} height={height} rx="12" class="site-box" />
      {lost ? <rect x={left} y={top} width={width} height={height} rx="12" fill="url(#hatch)" /> : null}
      <text x={x} y={top + 26} class="site-name" text-anchor="middle">
        {site.name}
      </text>
      <text x={x} y={top + 44} class="site-role" text-anchor="middle">
        {lost ? `${ROLE[site.role]}, lost` : promoted ? 'standby, promoted' : ROLE[site.role]}
      </text>
      {Array.from({ length: Math.min(site.brokers, 7) }, (_, index) => (
        <Broker
          key={index}
          x={x + (index - (Math.min(site.brokers, 7) - 1) / 2) * 34}
          y={top + 78}
          down={index < crashed}
        />
      ))}
      {lost ? <path d={`M${left + width - 22} ${top + 12}l10 10m0-10l-10 10`} class="site-cross" /> : null}
    </g>
  );
}

function Broker({ x, y, down }: { x: number; y: number; down: boolean }) {
  return (
    <g class={down ? 'broker broker-down' : 'broker'}>
      <path d={`M${x - 11} ${y - 8}v15c0 6 22 6 22 0v-15`} />
      <ellipse cx={x} cy={y - 8} rx="11" ry="4.4" />
      {down ? <path d={`M${x - 9} ${y - 8}l18 18m0-18l-18 18`} class="site-cross" /> : null}
    </g>
  );
}
