// Fault link-silent: two sites stop hearing each other for a while, both alive; heals itself after its duration.
import { setTimeout as sleep } from 'node:timers/promises';
import { tell } from './events.ts';
import type { Fault, FaultContext, FaultHealing, SelfEnding, SpecOf } from './fault.ts';
import { provenAlive, provenBack, provenSilent } from './path-proof.ts';
import type { Scene } from './path-proof.ts';
import { pathsFrom } from './probe.ts';
import type { ProbePath } from './probe.ts';

/** New connections wait for a retransmitted SYN (1 s, 3 s, 7 s) at worst. */
const BACK_WITHIN_MS = 30_000;

export const linkSilent: Fault<'link-silent'> = {
  kind: 'link-silent',
  title: 'A link is silent',
  inject: async (context, spec) => {
    const { lab, clock } = context;
    const [one, other] = spec.between;
    const scene: Scene = { kind: 'link-silent', where: `${one} - ${other}` };
    const before = await provenAlive(context, scene, [...pathsFrom(lab, one, other), ...pathsFrom(lab, other, one)]);
    const commandedAt = clock.monotonicMs();
    tell(context, 'fault.commanded', 'link-silent', `The link ${scene.where} goes silent.`, { where: scene.where });
    await lab.wan.setMode(spec.between, 'drop');
    const effectiveAt = clock.monotonicMs();
    const effectiveErrorMs = effectiveAt - commandedAt;
    // The clock of the duration runs from T0, not from the end of the proof.
    const over = selfEnding(context, spec, scene, before.paths, effectiveAt);
    try {
      const silent = await provenSilent(context, scene, before.paths, Math.min(before.slowestMs, spec.durationMs / 10));
      tell(context, 'fault.effective', 'link-silent', `The link ${scene.where} has been silent since T0.`, {
        where: scene.where,
        effectiveAt,
        effectiveErrorMs,
      });
      const hit = { sites: [one, other], processes: [] };
      return { commandedAt, effectiveAt, effectiveErrorMs, proof: [before.proof, silent], hit, over };
    } catch (error) {
      over.endNow();
      await over.ended.catch(() => {});
      throw error;
    }
  },
  heal: async (context, spec, evidence) => {
    if (evidence.over === undefined)
      return reopen(context, spec, { kind: 'link-silent', where: spec.between.join(' - ') }, []);
    evidence.over.endNow();
    return evidence.over.ended;
  },
};

function selfEnding(
  context: FaultContext,
  spec: SpecOf<'link-silent'>,
  scene: Scene,
  paths: readonly ProbePath[],
  since: number,
): SelfEnding {
  const early = new AbortController();
  const waitMs = Math.max(0, since + spec.durationMs - context.clock.monotonicMs());
  const ended = (async (): Promise<FaultHealing> => {
    // An interrupted drill heals too: nothing stays dropped behind its back.
    await sleep(waitMs, undefined, { signal: AbortSignal.any([early.signal, context.signal]) }).catch(() => {});
    return reopen(context, spec, scene, paths);
  })();
  ended.catch(() => {});
  return { ended, endNow: () => early.abort() };
}

async function reopen(
  context: FaultContext,
  spec: SpecOf<'link-silent'>,
  scene: Scene,
  paths: readonly ProbePath[],
): Promise<FaultHealing> {
  const { lab, clock } = context;
  const commandedAt = clock.monotonicMs();
  await lab.wan.setMode(spec.between, 'ok');
  const effectiveAt = clock.monotonicMs();
  const effectiveErrorMs = effectiveAt - commandedAt;
  const proof = await provenBack(context, scene, paths, BACK_WITHIN_MS);
  tell(context, 'fault.healed', 'link-silent', `The link ${scene.where} carries traffic again.`, {
    where: scene.where,
    effectiveAt,
    effectiveErrorMs,
  });
  return { commandedAt, effectiveAt, effectiveErrorMs, proof: [proof] };
}
