// Ends of the phases of a failover, from the journal's own times. Pure.
import type { PhaseTimes } from '../check/core.ts';
import type { FinishedStep } from '../runbook/core.ts';

/** Steps that make the surviving site ready: the phase ends with the last of them. */
const PROMOTING = ['stop-replication', 'record-cut', 'group-positions', 'canary'];

export function phasesOf(
  detectedAt: number | null,
  decidedAt: number | null,
  steps: readonly FinishedStep[],
): PhaseTimes {
  const good = steps.filter((step) => step.outcome === 'done' || step.outcome === 'already-done');
  const endOf = (id: string): number | null => good.find((step) => step.id === id)?.endedAt ?? null;
  const promoted = PROMOTING.map(endOf);
  const promotedAt = promoted.some((end) => end === null) ? null : Math.max(...promoted.map((end) => end ?? 0));
  return { detectedAt, decidedAt, fencedAt: endOf('fence'), promotedAt, redirectedAt: endOf('redirect') };
}
