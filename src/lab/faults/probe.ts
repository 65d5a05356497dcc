// Probe: one bounded ApiVersions request to one address; says whether anything at all came back.
import net from 'node:net';
import type { Clock } from '../../base/core.ts';
import type { SiteName } from '../../scenario/core.ts';
import { encodeApiVersionsRequest } from '../../wire/core.ts';
import type { Lab } from '../core.ts';

/** A way to a broker: its name and the address that a site has for it. */
export interface ProbePath {
  readonly from: SiteName;
  readonly to: SiteName;
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/**
 * `answered`: bytes came back. `closed`: connected, then FIN (a TLS listener does not like a plaintext request: something lives there).
 * `refused`: no listener. `reset`: RST on an accepted connection, which is how the WAN tells of a refused target.
 * `silent`: nothing at all in the time given.
 */
export type ProbeOutcome = 'answered' | 'closed' | 'refused' | 'reset' | 'silent';

export interface ProbeResult {
  readonly path: ProbePath;
  readonly outcome: ProbeOutcome;
  /** Monotonic milliseconds. */
  readonly beganAt: number;
  readonly endedAt: number;
}

/** Milliseconds without an answer that count as silence; the same path must have answered faster before. */
export const SILENCE_MS = 300;

/** Sends ApiVersions (answered by every Kafka listener before authentication) and waits for any reaction. */
export async function probe(path: ProbePath, withinMs: number, clock: Clock): Promise<ProbeResult> {
  const beganAt = clock.monotonicMs();
  const socket = net.connect({ host: path.host, port: path.port, noDelay: true });
  const outcome = await new Promise<ProbeOutcome>((resolve) => {
    const timer = setTimeout(() => resolve('silent'), withinMs);
    const done = (what: ProbeOutcome): void => {
      clearTimeout(timer);
      resolve(what);
    };
    socket.once('connect', () => socket.write(encodeApiVersionsRequest(1, 'tideover-probe')));
    socket.once('data', () => done('answered'));
    socket.once('end', () => done('closed'));
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code === 'ECONNREFUSED' ? 'refused' : 'reset'));
  });
  socket.destroy();
  return { path, outcome, beganAt, endedAt: clock.monotonicMs() };
}

/** Every broker of the site under the addresses that `from` has for it. */
export function pathsFrom(lab: Lab, from: SiteName, to: SiteName): readonly ProbePath[] {
  const lookup = lab.lookup(from);
  return (lab.sites[to]?.adminBootstrap ?? []).flatMap((name) => {
    const colon = name.lastIndexOf(':');
    const host = lookup(name.slice(0, colon))?.[0];
    return host === undefined ? [] : [{ from, to, name, host, port: Number(name.slice(colon + 1)) }];
  });
}

/** Every broker of the site as all other sites reach it: each path crosses the WAN. */
export function pathsInto(lab: Lab, to: SiteName): readonly ProbePath[] {
  return Object.keys(lab.sites)
    .filter((site) => site !== to)
    .flatMap((site) => pathsFrom(lab, site, to));
}

export async function probeAll(
  paths: readonly ProbePath[],
  withinMs: number,
  clock: Clock,
): Promise<readonly ProbeResult[]> {
  return Promise.all(paths.map(async (path) => probe(path, withinMs, clock)));
}

/** `paris -> kafka-1.lyon.lab:19092: silent`, for errors and reports. */
export function describeProbes(results: readonly ProbeResult[]): string {
  return results.map(({ path, outcome }) => `${path.from} -> ${path.name}: ${outcome}`).join(', ');
}
