// Where the sites stand in the drawing: those with brokers above, clients and witnesses below, a lane for replication between.
import type { SiteSpec, TopologySpec } from '../../../src/scenario/core.ts';

export interface Place {
  readonly site: SiteSpec;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const VIEW = { width: 560, height: 344 } as const;
const UPPER = { y: 64, width: 186, height: 112 };
const LOWER = { y: 304, width: 150, height: 62 };

const ORDER: Readonly<Record<SiteSpec['role'], number>> = { primary: 0, standby: 1, clients: 2, witness: 3 };

export function placesOf(topology: TopologySpec): Place[] {
  const sites = [...topology.sites].sort((a, b) => ORDER[a.role] - ORDER[b.role]);
  const row = (members: readonly SiteSpec[], box: typeof UPPER): Place[] =>
    members.map((site, index) => ({
      site,
      x:
        members.length === 1
          ? VIEW.width / 2
          : VIEW.width * ((index + 0.5) / members.length) + (index - (members.length - 1) / 2) * 56,
      y: box.y,
      width: box.width,
      height: box.height,
    }));
  return [
    ...row(
      sites.filter((site) => site.brokers > 0),
      UPPER,
    ),
    ...row(
      sites.filter((site) => site.brokers === 0),
      LOWER,
    ),
  ];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the line from the middle of `from` towards `to` leaves the box of `from`, plus a gap. */
export function edgeOf(from: Place, to: Point, gap = 8): Point {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const reach = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : (from.width / 2 + gap) / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : (from.height / 2 + gap) / Math.abs(dy),
  );
  return { x: from.x + dx * reach, y: from.y + dy * reach };
}

/** A point on the way from a to b; share 0 = a, 1 = b. */
export function between(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}
