// Fault site-loss: a whole site is gone, silently (its traffic first, then its processes) or by a plain kill.
import { setTimeout as sleep } from 'node:timers/promises';
import type { SiteName } from '../../scenario/core.ts';
import { tell } from './events.ts';
import type { Fault, FaultContext, FaultEvidence } from './fault.ts';
import { provenAlive, provenRefused, provenSilent } from './path-proof.ts';
import { pathsFrom, pathsInto } from './probe.ts';
import { returnOfSite } from './return-of-site.ts';

/** Default time between silence and death, milliseconds. */
const SILENCE_BEFORE_KILL_MS = 500;

export const siteLoss: Fault<'site-loss'> = {
  kind: 'site-loss',
  title: 'A site is lost',
  inject: async (context, spec) =>
    spec.manner === 'silent' ? loseSilently(context, spec.site) : kill(context, spec.site),
  heal: async (context, spec) => returnOfSite(context, 'site-loss', spec.site),
};

/** T0 is the silence: from then on nobody outside can learn anything from the site (facts law 28). */
async function loseSilently(context: FaultContext, site: SiteName): Promise<FaultEvidence> {
  const { lab, clock } = context;
  const scene = { kind: 'site-loss', where: site } as const;
  const before = await provenAlive(context, scene, pathsInto(lab, site));
  const commandedAt = clock.monotonicMs();
  tell(context, 'fault.commanded', 'site-loss', `Site ${site} goes silent.`, { where: site });
  await lab.wan.isolate(site, 'drop');
  const effectiveAt = clock.monotonicMs();
  const effectiveErrorMs = effectiveAt - commandedAt;
  let silent;
  try {
    silent = await provenSilent(context, scene, before.paths, before.slowestMs);
    const silenceMs = context.silenceBeforeKillMs ?? SILENCE_BEFORE_KILL_MS;
    await sleep(Math.max(0, effectiveAt + silenceMs - clock.monotonicMs()), undefined, { signal: context.signal });
  } catch (error) {
    await lab.wan.heal(site);
    throw error;
  }
  tell(context, 'fault.effective', 'site-loss', `Site ${site} has been silent since T0.`, {
    where: site,
    effectiveAt,
    effectiveErrorMs,
  });
  const processes = await killProcesses(context, site);
  await forgetConnections(context, site);
  return {
    commandedAt,
    effectiveAt,
    effectiveErrorMs,
    proof: [before.proof, silent],
    hit: { sites: [site], processes },
  };
}

/** T0 is the death: peers learn of it from the kernel within milliseconds. */
async function kill(context: FaultContext, site: SiteName): Promise<FaultEvidence> {
  const { lab, clock } = context;
  const scene = { kind: 'site-loss', where: site } as const;
  const before = await provenAlive(context, scene, pathsFrom(lab, site, site));
  const commandedAt = clock.monotonicMs();
  tell(context, 'fault.commanded', 'site-loss', `All processes of site ${site} are killed.`, { where: site });
  const processes = await killProcesses(context, site);
  const refused = await provenRefused(context, scene, before.paths, before.paths.length);
  const effectiveAt = clock.monotonicMs();
  const effectiveErrorMs = effectiveAt - commandedAt;
  tell(context, 'fault.effective', 'site-loss', `Site ${site} is dead.`, {
    where: site,
    effectiveAt,
    effectiveErrorMs,
  });
  return {
    commandedAt,
    effectiveAt,
    effectiveErrorMs,
    proof: [before.proof, refused],
    hit: { sites: [site], processes },
  };
}

/** SIGKILL to the site's brokers and controllers, and to replication that runs there. */
async function killProcesses(context: FaultContext, site: SiteName): Promise<readonly string[]> {
  const replicating = context.replication().filter((each) => each.site === site && each.running());
  for (const each of replicating) each.kill('SIGKILL');
  const brokers = (context.lab.sites[site]?.brokerIds ?? []).map((id) => `broker ${id}`);
  await context.lab.killSite(site);
  await Promise.all(replicating.map(async (each) => each.exited));
  return [...brokers, ...replicating.map((each) => each.name)];
}

/** With the hosts gone nobody at the site remembers its connections: the other ends get a RST when the link heals, and no byte from the dead. */
async function forgetConnections(context: FaultContext, site: SiteName): Promise<void> {
  const { wan } = context.lab;
  for (const link of (await wan.stats()).links) if (link.between.includes(site)) await wan.reset(link.between);
}
