// Waits until every client that had to move is served again, or the bound passes; says who recovered when.
import type { HistoryWatch, ClientPulse } from '../history-watch.ts';
import { notRecovered } from '../recovery.ts';
import type { Stage } from '../stage.ts';
import { waitFor } from '../wait.ts';

export interface RecoveryWait {
  /** Service must have begun, or gone on, after this moment. */
  readonly since: number;
  readonly t0: number;
  /** What happened at t0, for the sentence. */
  readonly after: string;
  readonly stableMs: number;
  readonly withinMs: number;
  /** Clients that have nothing to recover from are not waited for. */
  readonly concerns: (pulse: ClientPulse) => boolean;
}

/** Clients that had not recovered at the bound; empty when all did. */
export async function clientsRecovered(
  stage: Stage,
  watch: HistoryWatch,
  wait: RecoveryWait,
): Promise<readonly ClientPulse[]> {
  const told = new Set<string>();
  let left: readonly ClientPulse[] = [];
  await waitFor(
    async () => {
      await watch.poll();
      const concerned = watch.pulses().filter((pulse) => wait.concerns(pulse));
      left = notRecovered(concerned, { since: wait.since, now: stage.clock.monotonicMs(), stableMs: wait.stableMs });
      const missing = new Set(left.map((pulse) => pulse.header.process));
      for (const pulse of concerned) tell(stage, pulse, missing, told, wait);
      return left.length === 0 ? true : undefined;
    },
    { withinMs: wait.withinMs, everyMs: 200 },
    stage,
  );
  return left;
}

function tell(
  stage: Stage,
  pulse: ClientPulse,
  missing: ReadonlySet<string>,
  told: Set<string>,
  { t0, after }: RecoveryWait,
): void {
  const client = pulse.header.process;
  if (missing.has(client) || told.has(client)) return;
  told.add(client);
  const afterMs = Math.max(0, (pulse.servedSince ?? t0) - t0);
  stage.log.say(
    'drill.client',
    `${pulse.header.kind} ${pulse.header.role} ${client} is served again ${(afterMs / 1000).toFixed(1)} s after ${after}`,
    {
      client,
      role: pulse.header.role,
      afterMs,
    },
  );
}
