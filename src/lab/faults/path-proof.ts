// Proofs about paths: alive before, silent or refused during, alive again after.
import { setTimeout as sleep } from 'node:timers/promises';
import { faultError } from './errors.ts';
import type { FaultContext, FaultKind, Proof } from './fault.ts';
import { SILENCE_MS, describeProbes, probeAll } from './probe.ts';
import type { ProbeOutcome, ProbePath, ProbeResult } from './probe.ts';

/** A process reacts at the far end. Not `reset`: that is the WAN's word for a dead target. */
const ALIVE: readonly ProbeOutcome[] = ['answered', 'closed'];
/** A starved broker may need this long for ApiVersions; more is a path that is not fit for a drill. */
const ALIVE_WITHIN_MS = 5000;
const POLL_MS = 20;

/** The named fault and its place, for errors. */
export interface Scene {
  readonly kind: FaultKind;
  readonly where: string;
}

/** Paths that react before the fault, with how long the slowest took. Throws TIDE_FAULT_NO_PATH, TIDE_FAULT_DEAD_BEFORE. */
export async function provenAlive(
  context: FaultContext,
  scene: Scene,
  paths: readonly ProbePath[],
): Promise<{ readonly paths: readonly ProbePath[]; readonly slowestMs: number; readonly proof: Proof }> {
  if (paths.length === 0) throw faultError('TIDE_FAULT_NO_PATH', { ...scene });
  const probes = await probeAll(paths, ALIVE_WITHIN_MS, context.clock);
  const alive = probes.filter((result) => ALIVE.includes(result.outcome));
  if (alive.length === 0) throw faultError('TIDE_FAULT_DEAD_BEFORE', { ...scene, probes: describeProbes(probes) });
  return {
    paths: alive.map((result) => result.path),
    slowestMs: Math.max(...alive.map((result) => result.endedAt - result.beganAt)),
    proof: { says: `Before the fault ${alive.length} of ${probes.length} paths reacted.`, probes },
  };
}

/** One probe per path, none may see anything. The wait is at least three times what the slowest path needed before. Throws TIDE_FAULT_NOT_EFFECTIVE. */
export async function provenSilent(
  context: FaultContext,
  scene: Scene,
  paths: readonly ProbePath[],
  slowestMs: number,
): Promise<Proof> {
  const waitMs = Math.ceil(Math.max(SILENCE_MS, 3 * slowestMs));
  const probes = await probeAll(paths, waitMs, context.clock);
  if (probes.every((result) => result.outcome === 'silent')) {
    return {
      says: `Nothing came back within ${waitMs} ms on all ${probes.length} paths that had reacted before.`,
      probes,
    };
  }
  throw faultError('TIDE_FAULT_NOT_EFFECTIVE', {
    ...scene,
    probes: describeProbes(probes),
    cause: 'A silent fault must leave every probe without any reaction',
  });
}

/** Polls until `count` of the paths refuse connections. Throws TIDE_FAULT_NOT_EFFECTIVE after 10 s. */
export async function provenRefused(
  context: FaultContext,
  scene: Scene,
  paths: readonly ProbePath[],
  count: number,
): Promise<Proof> {
  const isRefused = (result: ProbeResult): boolean => result.outcome === 'refused';
  const probes = await poll(context, paths, 10_000, (results) => results.filter(isRefused).length >= count);
  if (probes.filter(isRefused).length >= count) {
    return { says: `${count} of ${paths.length} addresses that had reacted before refuse connections.`, probes };
  }
  throw faultError('TIDE_FAULT_NOT_EFFECTIVE', {
    ...scene,
    probes: describeProbes(probes),
    cause: 'Killed processes must leave ports that refuse connections',
  });
}

/** Polls until every path reacts. Throws TIDE_FAULT_NOT_HEALED. */
export async function provenBack(
  context: FaultContext,
  scene: Scene,
  paths: readonly ProbePath[],
  withinMs: number,
): Promise<Proof> {
  const probes = await poll(context, paths, withinMs, (results) =>
    results.every((result) => ALIVE.includes(result.outcome)),
  );
  if (probes.every((result) => ALIVE.includes(result.outcome))) {
    return { says: `All ${probes.length} paths react again.`, probes };
  }
  throw faultError('TIDE_FAULT_NOT_HEALED', { ...scene, withinMs, probes: describeProbes(probes) });
}

async function poll(
  context: FaultContext,
  paths: readonly ProbePath[],
  withinMs: number,
  enough: (results: readonly ProbeResult[]) => boolean,
): Promise<readonly ProbeResult[]> {
  const deadline = context.clock.monotonicMs() + withinMs;
  for (;;) {
    const results = await probeAll(paths, Math.max(SILENCE_MS, withinMs / 20), context.clock);
    if (enough(results) || context.clock.monotonicMs() > deadline) return results;
    await sleep(POLL_MS);
  }
}
