// Compares many partitions, a few at a time; one that cannot be compared does not stop the others.
import { isTideError } from '../base/core.ts';
import type { TideError } from '../base/core.ts';
import type { RawCluster } from '../kafka/core.ts';
import { comparePartition } from './compare-partition.ts';
import type { CompareOptions } from './compare-partition.ts';
import type { CompareCheckpoint, CompareRequest, PartitionComparison } from './contract.ts';
import { Pace } from './pace.ts';
import { systemClock } from './world.ts';

export interface CompareAllOptions extends Omit<CompareOptions, 'checkpoint' | 'lane'> {
  /** Partitions compared at the same time; memory is this many times four answers. */
  readonly partitionsAtOnce: number;
  /** Read from both clusters together; null: no bound. Without meaning when `pace` is given. */
  readonly bytesPerSecond?: number | null;
  /** A kept state of a partition, or undefined to begin at its beginning. */
  readonly checkpointOf?: (request: CompareRequest) => CompareCheckpoint | undefined;
  /** As soon as a partition has ended. */
  readonly onOutcome?: (outcome: CompareOutcome) => void;
}

/** How it ended for one partition: one of the two is there; both null: the caller stopped before its turn. */
export interface CompareOutcome {
  readonly request: CompareRequest;
  readonly comparison: PartitionComparison | null;
  readonly error: TideError | null;
}

/** Outcomes in the order of the requests. Throws only what is no TideError: a bug. */
export async function compareAll(
  source: RawCluster,
  target: RawCluster,
  requests: readonly CompareRequest[],
  options: CompareAllOptions,
): Promise<readonly CompareOutcome[]> {
  const clock = options.clock ?? systemClock;
  const pace = options.pace ?? new Pace(options.bytesPerSecond ?? null, clock);
  const outcomes: CompareOutcome[] = requests.map((request) => ({ request, comparison: null, error: null }));
  let turn = 0;
  const worker = async (lane: string): Promise<void> => {
    while (turn < requests.length && options.signal?.aborted !== true) {
      const index = turn++;
      const outcome = await one(source, target, requests[index]!, { ...options, clock, pace, lane });
      outcomes[index] = outcome;
      options.onOutcome?.(outcome);
    }
  };
  const workers = Math.max(1, Math.min(options.partitionsAtOnce, requests.length));
  await Promise.all(Array.from({ length: workers }, (_, i) => worker(`compare-${i}`)));
  return outcomes;
}

async function one(
  source: RawCluster,
  target: RawCluster,
  request: CompareRequest,
  options: CompareAllOptions & { readonly lane: string },
): Promise<CompareOutcome> {
  const checkpoint = options.checkpointOf?.(request);
  try {
    const all = checkpoint === undefined ? options : { ...options, checkpoint };
    return { request, comparison: await comparePartition(source, target, request, all), error: null };
  } catch (error) {
    if (!isTideError(error)) throw error;
    return { request, comparison: null, error };
  }
}
