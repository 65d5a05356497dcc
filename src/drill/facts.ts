// Facts of a run that no client can know, gathered while it runs, written to facts.json before the check.
import type { ExposureSample, FailbackFacts, FaultWindow, PhaseTimes, RunFacts } from '../check/core.ts';
import type { Scenario } from '../scenario/core.ts';

/** What the failover leaves for the checker; absent when none took place. */
export interface FailoverFacts {
  readonly phases: PhaseTimes;
  readonly cut: RunFacts['cut'];
  readonly promotedPositions: RunFacts['promotedPositions'];
}

export const NO_FAILOVER: FailoverFacts = {
  phases: { detectedAt: null, decidedAt: null, fencedAt: null, promotedAt: null, redirectedAt: null },
  cut: [],
  promotedPositions: [],
};

export interface FactsInput {
  readonly run: string;
  readonly scenario: Scenario;
  readonly clock: { readonly monotonicMs: number; readonly wallMs: number };
  readonly primary: string;
  readonly standby: string;
  readonly faults: readonly FaultWindow[];
  readonly failover: FailoverFacts;
  readonly failback: FailbackFacts | null;
  readonly exposure: readonly ExposureSample[];
  readonly endedAt: number;
  readonly stableWindowMs: number;
  readonly processes: readonly string[];
}

/** T0 is the effective time of the site loss, or of the first fault when no site is lost. */
export function zeroOf(faults: readonly FaultWindow[]): number | null {
  const loss = faults.find((fault) => fault.kind === 'site-loss') ?? faults[0];
  return loss?.effectiveAt ?? null;
}

export function factsOf(input: FactsInput): RunFacts {
  const { scenario, failover } = input;
  return {
    run: input.run,
    processes: input.processes,
    clock: input.clock,
    primary: input.primary,
    standby: input.standby,
    architecture: scenario.architecture,
    topics: scenario.workload.topics.map(({ name, partitions, mirrored }) => ({ name, partitions, mirrored })),
    faults: input.faults,
    t0: zeroOf(input.faults),
    phases: failover.phases,
    cut: failover.cut,
    promotedPositions: failover.promotedPositions,
    ...(input.failback === null ? {} : { failback: input.failback }),
    deadlineMs: scenario.workload.deadlineMs,
    stableWindowMs: input.stableWindowMs,
    endedAt: input.endedAt,
    exposure: input.exposure,
  };
}
