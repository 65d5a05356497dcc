// The workload's processes: started with one file each, ended with SIGTERM; in between nobody tells them anything.
import { setTimeout as pause } from 'node:timers/promises';
import type { LabProcess } from '../../lab/core.ts';
import { logTail } from '../log-tail.ts';
import { drillError } from '../errors.ts';
import type { ClientPulse, HistoryWatch } from '../history-watch.ts';
import type { Stage } from '../stage.ts';
import { waitFor } from '../wait.ts';

const GOING_WITHIN_MS = 60_000;
const POLL_MS = 200;

/** Waits until each named process has served at least one record; throws with the first silent client's own words. */
export async function waitUntilServing(
  stage: Stage,
  watch: HistoryWatch,
  processes: readonly LabProcess[],
): Promise<void> {
  let silent: readonly LabProcess[] = processes;
  const going = await waitFor(
    async () => {
      await watch.poll();
      const serving = new Set(
        watch
          .pulses()
          .filter((pulse) => pulse.served > 0)
          .map((pulse) => pulse.header.process),
      );
      silent = processes.filter((process) => !serving.has(process.name));
      const dead = silent.find((process) => !process.running());
      return silent.length === 0 || dead !== undefined ? true : undefined;
    },
    { withinMs: GOING_WITHIN_MS, everyMs: POLL_MS },
    stage,
  );
  const first = silent[0];
  if (going === true && first === undefined) return;
  throw drillError('TIDE_DRILL_WORKLOAD_SILENT', {
    withinMs: GOING_WITHIN_MS,
    clients: silent.map((process) => process.name).join(', '),
    words: first === undefined ? 'none' : await logTail(first),
    logs: stage.run.lab,
  });
}

/** Stops producers, lets consumers drain what they can, then stops those; bounded, whatever state the clients are in. */
export async function stopWorkload(
  stage: Stage,
  watch: HistoryWatch,
  processes: { readonly producers: readonly LabProcess[]; readonly consumers: readonly LabProcess[] },
  bounds: { readonly stopMs: number; readonly drainMs: number; readonly quietMs: number },
): Promise<void> {
  await Promise.all(processes.producers.map((process) => process.stop(bounds.stopMs)));
  await waitFor(
    async () => {
      await watch.poll();
      const consumers = watch.pulses().filter((pulse) => pulse.header.role === 'consumer');
      return consumers.every((pulse) => quietFor(pulse, stage.clock.monotonicMs(), bounds.quietMs)) ? true : undefined;
    },
    { withinMs: bounds.drainMs, everyMs: POLL_MS },
    stage,
  );
  // One more commit interval, so that what was delivered is committed as users would have it.
  await pause(bounds.quietMs, undefined, { signal: stage.signal });
  await Promise.all(processes.consumers.map((process) => process.stop(bounds.stopMs)));
  await watch.poll();
}

function quietFor(pulse: ClientPulse, now: number, quietMs: number): boolean {
  return pulse.lastServedAt === null || now - pulse.lastServedAt > quietMs;
}
