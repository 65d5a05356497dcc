// One WAN link in the drawing: line, direction, latency, what it carried, a cross where it was cut.
import { between, edgeOf } from './layout.ts';
import type { Place } from './layout.ts';
import type { Flow, WirePlan } from './wires.ts';

/** On which side of its line a label stands, so that it covers none, and how far along the line. */
const LABEL: Readonly<
  Record<Flow, { share: number; dx: number; noteY: number; latencyY: number; anchor: 'start' | 'middle' | 'end' }>
> = {
  replication: { share: 0.5, dx: -4, noteY: -14, latencyY: 24, anchor: 'middle' },
  lost: { share: 0.38, dx: -12, noteY: -4, latencyY: 14, anchor: 'end' },
  served: { share: 0.38, dx: 16, noteY: 8, latencyY: 26, anchor: 'start' },
  idle: { share: 0.14, dx: 0, noteY: 0, latencyY: 4, anchor: 'middle' },
};

export function Wire({ plan, from, to }: { plan: WirePlan; from: Place; to: Place }) {
  const { flow, note } = plan;
  const a = edgeOf(from, to, 6);
  const b = edgeOf(to, from, 6);
  const label = LABEL[flow];
  const spot = between(a, b, label.share);
  const cut = between(a, b, flow === 'replication' ? 0.42 : 0.68);
  return (
    <g class={`wire wire-${flow}${plan.cut ? ' wire-broken' : ''}`}>
      <line x1={a.x} y1={a.y} x2={b.x} y2={b.y} marker-end={flow === 'idle' ? undefined : `url(#tip-${flow})`} />
      {plan.cut && flow !== 'idle' ? (
        <path d={`M${cut.x - 8} ${cut.y - 8}l16 16m0-16l-16 16`} class="wire-cut" />
      ) : null}
      {note === null ? null : (
        <text x={spot.x + label.dx} y={spot.y + label.noteY} text-anchor={label.anchor} class="wire-note">
          {note}
        </text>
      )}
      <text x={spot.x + label.dx} y={spot.y + label.latencyY} text-anchor={label.anchor} class="wire-latency">
        {plan.link.latencyMs} ms
      </text>
    </g>
  );
}
