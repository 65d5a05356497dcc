// Fault broker-crash: SIGKILL of one broker: a given one, the leader of most partitions, or the active controller.
import { unreachable } from '../../base/core.ts';
import { faultError } from './errors.ts';
import { tell } from './events.ts';
import type { Fault, FaultContext, SpecOf } from './fault.ts';
import { provenAlive, provenBack, provenRefused } from './path-proof.ts';
import { pathsFrom } from './probe.ts';

const BACK_WITHIN_MS = 60_000;

export const brokerCrash: Fault<'broker-crash'> = {
  kind: 'broker-crash',
  title: 'A broker crashes',
  inject: async (context, spec) => {
    const { lab, clock } = context;
    const { site } = spec;
    const id = await targetOf(context, spec);
    const broker = lab.sites[site]?.broker(id);
    if (broker === undefined || !broker.running()) {
      throw faultError('TIDE_FAULT_NO_BROKER', { site, id, brokers: (lab.sites[site]?.brokerIds ?? []).join(', ') });
    }
    const where = `broker ${id} at ${site}`;
    const scene = { kind: 'broker-crash', where } as const;
    const before = await provenAlive(context, scene, pathsFrom(lab, site, site));
    const commandedAt = clock.monotonicMs();
    tell(context, 'fault.commanded', 'broker-crash', `SIGKILL to ${where}.`, { where });
    broker.kill('SIGKILL');
    await broker.exited;
    const effectiveAt = clock.monotonicMs();
    const effectiveErrorMs = effectiveAt - commandedAt;
    const refused = await provenRefused(context, scene, before.paths, 1);
    tell(context, 'fault.effective', 'broker-crash', `${where} is dead.`, { where, effectiveAt, effectiveErrorMs });
    const hit = { sites: [site], brokerId: id, processes: [broker.name] };
    return { commandedAt, effectiveAt, effectiveErrorMs, proof: [before.proof, refused], hit };
  },
  heal: async (context, spec, evidence) => {
    const { lab, clock } = context;
    const id = evidence.hit.brokerId ?? (await targetOf(context, spec));
    const where = `broker ${id} at ${spec.site}`;
    const commandedAt = clock.monotonicMs();
    await lab.startBroker(spec.site, id);
    const paths = pathsFrom(lab, spec.site, spec.site);
    const proof = await provenBack(context, { kind: 'broker-crash', where }, paths, BACK_WITHIN_MS);
    const effectiveAt = clock.monotonicMs();
    const effectiveErrorMs = effectiveAt - commandedAt;
    tell(context, 'fault.healed', 'broker-crash', `${where} answers again.`, { where, effectiveAt, effectiveErrorMs });
    return { commandedAt, effectiveAt, effectiveErrorMs, proof: [proof] };
  },
};

async function targetOf(context: FaultContext, spec: SpecOf<'broker-crash'>): Promise<number> {
  if (typeof spec.target === 'number') return spec.target;
  switch (spec.target) {
    case 'leader-of-most':
      return context.targets.leaderOfMost(spec.site);
    case 'controller':
      return context.targets.activeController(spec.site);
    default:
      return unreachable(spec.target);
  }
}
