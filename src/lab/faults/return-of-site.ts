// The way back of a lost site, shared by the healing of site-loss and the fault site-return.
import type { SiteName } from '../../scenario/core.ts';
import { tell } from './events.ts';
import type { FaultContext, FaultHealing, FaultKind } from './fault.ts';
import { provenBack } from './path-proof.ts';
import { pathsInto } from './probe.ts';

/** Three brokers of one site on a busy 2-core machine recover within this time, or something is wrong. */
const BACK_WITHIN_MS = 120_000;

/** Heals the site's links, starts its brokers on their old data, and waits until each of them answers other sites. */
export async function returnOfSite(context: FaultContext, kind: FaultKind, site: SiteName): Promise<FaultHealing> {
  const { lab, clock } = context;
  const commandedAt = clock.monotonicMs();
  // The link first: a site that comes back finds its peers, and they find it, from its first moment.
  await lab.wan.heal(site);
  await lab.startSite(site, BACK_WITHIN_MS);
  const proof = await provenBack(context, { kind, where: site }, pathsInto(lab, site), BACK_WITHIN_MS);
  const effectiveAt = clock.monotonicMs();
  tell(context, 'fault.healed', kind, `Site ${site} is back.`, { where: site, effectiveAt });
  return { commandedAt, effectiveAt, effectiveErrorMs: effectiveAt - commandedAt, proof: [proof] };
}
