// What each WAN link of the drawing carries, and whether the run cut it.
import type { DrillResult } from '../../../src/report/core.ts';
import type { SiteSpec, WanLinkSpec } from '../../../src/scenario/core.ts';
import { seconds } from '../words/format.ts';
import { lostSite, promotedSite } from '../words/story.ts';

/** `lost`: clients could reach their site no more. `served`: where clients are served. `idle`: observation only. */
export type Flow = 'replication' | 'lost' | 'served' | 'idle';

export interface WirePlan {
  readonly link: WanLinkSpec;
  /** Drawn from `from` to `to`: replication from the primary, all else from the site without brokers. */
  readonly from: string;
  readonly to: string;
  readonly flow: Flow;
  readonly note: string | null;
  readonly cut: boolean;
}

export function wiresOf(result: DrillResult): WirePlan[] {
  return result.scenario.topology.links.flatMap((link) => {
    const sites = result.scenario.topology.sites;
    const [a, b] = link.between.map((name) => sites.find((site) => site.name === name));
    return a === undefined || b === undefined ? [] : [planOf(result, link, a, b)];
  });
}

function planOf(result: DrillResult, link: WanLinkSpec, a: SiteSpec, b: SiteSpec): WirePlan {
  const lost = lostSite(result);
  const ends = [a, b];
  const has = (role: SiteSpec['role']): boolean => ends.some((site) => site.role === role);
  const silent = result.scenario.timeline.some(
    ({ fault }) => fault.kind === 'link-silent' && ends.every((site) => fault.between.includes(site.name)),
  );
  if (has('primary') && has('standby')) {
    const stopped = result.scenario.timeline.some(({ fault }) => fault.kind === 'replication-stopped');
    const [from, to] = a.role === 'primary' ? [a, b] : [b, a];
    return {
      link,
      from: from.name,
      to: to.name,
      flow: 'replication',
      note: result.scenario.mechanism,
      cut: silent || stopped,
    };
  }
  const [from, to] = a.brokers === 0 ? [a, b] : [b, a];
  const plan = { link, from: from.name, to: to.name };
  const dark = lost !== null && link.between.includes(lost);
  if (!has('clients')) return { ...plan, flow: 'idle', note: null, cut: silent || dark };
  if (dark) return { ...plan, flow: 'lost', note: 'clients before', cut: true };
  if (to.name === promotedSite(result)) return { ...plan, flow: 'served', note: movedNote(result), cut: silent };
  const served = to.role === 'primary' && lost === null;
  return { ...plan, flow: served ? 'served' : 'idle', note: served ? 'clients' : null, cut: silent };
}

/** When the name led to the survivor. */
function movedNote(result: DrillResult): string {
  const { detect, decide, fence, promote, redirect } = result.check.rto;
  let moved = 0;
  for (const part of [detect, decide, fence, promote, redirect]) {
    if (part === null) return 'clients after';
    moved += part;
  }
  return `clients after ${seconds(moved)}`;
}
