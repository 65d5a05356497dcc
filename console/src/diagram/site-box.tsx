// One site in the drawing: name, role, its brokers, and whether it was lost.
import type { Place } from './layout.ts';

const ROLE: Readonly<Record<string, string>> = {
  primary: 'primary',
  standby: 'standby',
  clients: 'clients',
  witness: 'witness',
};

export function SiteBox({ place, lost, promoted }: { place: Place; lost: boolean; promoted: boolean }) {
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
        <Broker key={index} x={x + (index - (Math.min(site.brokers, 7) - 1) / 2) * 34} y={top + 78} />
      ))}
      {lost ? <path d={`M${left + width - 22} ${top + 12}l10 10m0-10l-10 10`} class="site-cross" /> : null}
    </g>
  );
}

function Broker({ x, y }: { x: number; y: number }) {
  return (
    <g class="broker">
      <path d={`M${x - 11} ${y - 8}v15c0 6 22 6 22 0v-15`} />
      <ellipse cx={x} cy={y - 8} rx="11" ry="4.4" />
    </g>
  );
}
