// Fault site-return: the old site comes back with its old data and its old clients.
import { tell } from './events.ts';
import type { Fault } from './fault.ts';
import { returnOfSite } from './return-of-site.ts';

export const siteReturn: Fault<'site-return'> = {
  kind: 'site-return',
  title: 'A lost site comes back',
  inject: async (context, spec) => {
    tell(context, 'fault.commanded', 'site-return', `Site ${spec.site} comes back.`, { where: spec.site });
    const back = await returnOfSite(context, 'site-return', spec.site);
    tell(context, 'fault.effective', 'site-return', `Site ${spec.site} answers other sites.`, {
      where: spec.site,
      effectiveAt: back.effectiveAt,
    });
    return { ...back, hit: { sites: [spec.site], processes: [] } };
  },
  /** A return needs no healing: whoever wants the site gone again injects site-loss. */
  heal: async (context, spec) => {
    const now = context.clock.monotonicMs();
    const proof = [{ says: `Nothing to heal: site ${spec.site} is where it belongs.`, probes: [] }];
    return { commandedAt: now, effectiveAt: now, effectiveErrorMs: 0, proof };
  },
};
