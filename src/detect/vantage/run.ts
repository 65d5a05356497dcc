// Runs a vantage in this process: probes on a fixed schedule, overlapping when one hangs, until it is told to stop.
import { readFileSync } from 'node:fs';
import { detectError } from '../errors.ts';
import { type LeaseService, startLeaseService } from '../lease/service.ts';
import { probeOf } from './probe.ts';
import { startReporter } from './reporter.ts';
import type { VantageSpec } from './spec.ts';
import { watchStalls } from './stall-watch.ts';

/** A stand-still shorter than a quarter of the deadline cannot turn an answer into a time-out worth believing. */
const STALL_PART = 4;

export interface RunningVantage {
  readonly lease: LeaseService | undefined;
  stop(): Promise<void>;
}

/** Starts probing (and, when the specification has a lease, the authority). */
export async function runVantage(spec: VantageSpec): Promise<RunningVantage> {
  const lease = spec.lease === undefined ? undefined : await startLeaseService(spec.lease);
  const stalls = watchStalls(spec.deadlineMs / STALL_PART);
  const reporter = startReporter(spec.report, spec.file);
  const probes = spec.watch.map((watch) => probeOf(spec, watch, stalls, (one) => reporter.tell(one)));
  let turn = 0;
  const tick = (): void => {
    turn += 1;
    // Not awaited: a probe that hangs must not stop the next one. Each is bounded and never throws.
    for (const probe of probes) void probe.look(turn);
  };
  tick();
  const timer = setInterval(tick, spec.probeEveryMs);
  return {
    lease,
    stop: async () => {
      clearInterval(timer);
      stalls.stop();
      reporter.close();
      await Promise.all(probes.map((one) => one.close()));
      await lease?.close();
    },
  };
}

/** The specification from the process's only argument: JSON, or the path of a file with it. Throws TIDE_DETECT_SPEC. */
export function readVantageSpec(argument: string | undefined): VantageSpec {
  try {
    if (argument === undefined) throw new RangeError('there is no argument');
    const text = argument.trimStart().startsWith('{') ? argument : readFileSync(argument, 'utf8');
    const spec = JSON.parse(text) as VantageSpec;
    if (typeof spec.vantage !== 'string' || !Array.isArray(spec.watch))
      throw new RangeError('vantage or watch is missing');
    if (!(spec.probeEveryMs > 0) || !(spec.deadlineMs > 0))
      throw new RangeError('probeEveryMs and deadlineMs must be positive');
    return spec;
  } catch (error) {
    throw detectError('TIDE_DETECT_SPEC', { detail: (error as Error).message }, error);
  }
}

/** Main function of both processes: runs until SIGTERM or SIGINT. */
export async function vantageMain(argument: string | undefined): Promise<void> {
  try {
    const running = await runVantage(readVantageSpec(argument));
    if (running.lease !== undefined) process.stdout.write(`lease port ${running.lease.port}\n`);
    process.stdout.write('probing\n');
    const stop = (): void => {
      running.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  }
}
