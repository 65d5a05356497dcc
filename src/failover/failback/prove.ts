// Proves both sites equal, record by record, from where they part to where the way back stands; goes on from what was proven before.
import { keyOf } from '../../base/core.ts';
import { compareAll } from '../../compare/index.ts';
import type { CompareOutcome } from '../../compare/index.ts';
import { failoverError } from '../errors.ts';
import type { FailbackRun, ProvenPartition, WayBackStart } from './context.ts';

const PARTITIONS_AT_ONCE = 4;

/** In the survivor's offsets, from what was proven before to the end of what both say to hold. */
export async function proveEqual(run: FailbackRun): Promise<readonly ProvenPartition[]> {
  const { raw, findings, signal } = run;
  const starts = findings.starts ?? [];
  const before = new Map(findings.proven.map((one) => [keyOf(one), one]));
  const outcomes = await compareAll(
    raw.surviving,
    raw.returning,
    starts.map((start) => ({
      topic: start.topic,
      partition: start.partition,
      shift: start.shift,
      from: before.get(keyOf(start))?.to ?? beginningOf(start),
      to: null,
      isolation: 'committed' as const,
      compacted: false,
    })),
    { partitionsAtOnce: PARTITIONS_AT_ONCE, clock: run.clock, ...(signal === undefined ? {} : { signal }) },
  );
  return outcomes.map((outcome) => joined(before.get(keyOf(outcome.request)), provenOf(outcome)));
}

/** Equal offsets: all of the log, also what was there before. Shifted: from the point where the histories part. */
function beginningOf(start: WayBackStart): number | null {
  return start.shift === 0 ? null : start.from;
}

function provenOf({ request, comparison, error }: CompareOutcome): ProvenPartition {
  const { topic, partition } = request;
  if (comparison === null) throw error ?? failoverError('TIDE_FAILOVER_NOT_COMPARED', { partition: keyOf(request) });
  return {
    topic,
    partition,
    from: comparison.from,
    to: comparison.to,
    records: comparison.recordsCompared,
    equal: comparison.equal,
    first: comparison.ranges.find((range) => range.kind !== 'equal' && range.kind !== 'indistinguishable') ?? null,
  };
}

function joined(before: ProvenPartition | undefined, now: ProvenPartition): ProvenPartition {
  if (before === undefined) return now;
  return {
    ...now,
    from: before.from,
    records: before.records + now.records,
    equal: before.equal && now.equal,
    first: before.first ?? now.first,
  };
}

/** Throws TIDE_FAILOVER_NOT_EQUAL with the first difference. */
export function refuseUnequal({ returning, surviving }: FailbackRun, proven: readonly ProvenPartition[]): void {
  const unequal = proven.filter((one) => !one.equal);
  const [first] = unequal;
  if (first === undefined) return;
  const { kind, from, to, example } = first.first ?? {
    kind: 'incomplete',
    from: first.from,
    to: first.to,
    example: null,
  };
  throw failoverError('TIDE_FAILOVER_NOT_EQUAL', {
    surviving,
    returning,
    count: unequal.length,
    partition: keyOf(first),
    kind,
    from,
    to,
    example: example ?? 'no example',
  });
}
