// Verdict of a comparison: from ranges to one line per partition, with the first record that is not the same. Pure.
import type { CompareOutcome } from '../../compare/index.ts';
import type { ComparedRange, PartitionComparison } from '../../compare/core.ts';
import { mergeOutcomes } from '../../objectives/core.ts';

export type VerifyVerdict = 'equal' | 'differs' | 'unknown';

export interface VerifiedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly verdict: VerifyVerdict;
  /** Source offsets that were compared; `to` is not included. */
  readonly from: number;
  readonly to: number;
  readonly records: number;
  /** The first record that is not the same at both sites; never its payload. */
  readonly first: {
    readonly offset: number;
    readonly kind: ComparedRange['kind'];
    readonly example: string | null;
  } | null;
  readonly counts: { readonly missing: number; readonly extra: number; readonly different: number };
  /** Records that one side cannot show any more (retention, compaction): not judged. */
  readonly indistinguishable: number;
  /** Source offsets beyond what the target holds: not copied yet, which is exposure and no difference. */
  readonly behind: number;
  /** Offsets at the beginning that only one side still holds (retention, a late start): not judged. */
  readonly aged: number;
  /** Why the verdict is unknown, and what to do; null otherwise. */
  readonly why: { readonly say: string; readonly next: string } | null;
}

/** `outcomes`: one partition's comparisons, side by side in order of offsets; the last may be of offsets that only the target holds. */
export function verdictOfPartition(outcomes: readonly CompareOutcome[]): VerifiedPartition {
  const [head] = outcomes;
  const { topic, partition } = head!.request;
  const comparisons = outcomes.flatMap((one) => one.comparison ?? []);
  const ranges = comparisons.flatMap((one) => one.ranges);
  const wrong = ranges.filter((one) => one.kind !== 'equal' && one.kind !== 'indistinguishable');
  const error = outcomes.find((one) => one.error !== null)?.error ?? null;
  const stopped = comparisons.find((one) => !one.complete)?.stopped ?? null;
  const absent = error?.code === 'TIDE_COMPARE_NO_PARTITION';
  const [first] = wrong;
  const why =
    error !== null
      ? { say: `${error.code}: ${error.message} ${error.why}`, next: error.next }
      : stopped !== null || comparisons.length === 0
        ? { say: stopped ?? 'it was not compared', next: 'Go on with: tideover replicate verify --resume' }
        : first === undefined
          ? blindSpot(comparisons)
          : null;
  const count = (kind: ComparedRange['kind']): number =>
    ranges.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.records, 0);
  return {
    topic,
    partition,
    verdict: first !== undefined || absent ? 'differs' : why !== null ? 'unknown' : 'equal',
    from: comparisons[0]?.from ?? 0,
    to: comparisons.at(-1)?.to ?? 0,
    records: comparisons.reduce((sum, one) => sum + one.recordsCompared, 0),
    first: first === undefined ? null : { offset: first.from, kind: first.kind, example: first.example },
    counts: { missing: count('missing'), extra: count('extra'), different: count('different') },
    indistinguishable: count('indistinguishable'),
    behind: Math.max(0, (comparisons[0]?.source.end ?? 0) - (comparisons[0]?.target.end ?? 0)),
    aged: Math.abs((comparisons[0]?.source.start ?? 0) - (comparisons[0]?.target.start ?? 0)),
    why,
  };
}

/** No record differs, and yet nobody may call them equal. */
function blindSpot(comparisons: readonly PartitionComparison[]): VerifiedPartition['why'] {
  const { source, target } = comparisons.at(-1)!;
  if (target.end > source.end) {
    const say = `the target's log ends at ${target.end}, the source's at ${source.end}: what stood there cannot be shown any more, or is no record`;
    return {
      say,
      next: 'Find out who wrote to the copy (tideover replicate status tells when the link has seen it); copy the partition anew.',
    };
  }
  const compared = comparisons.some((one) => one.to > one.from);
  if (compared || source.end === source.start) return null;
  const say = `both logs hold no offset in common: the source ${source.start} to ${source.end}, the target ${target.start} to ${target.end}`;
  return { say, next: 'Wait until the link has copied, or look at the retention of both topics, then verify again.' };
}

const OUTCOME = { equal: 'pass', differs: 'fail', unknown: 'unknown' } as const;
const VERDICT = { pass: 'equal', fail: 'differs', unknown: 'unknown' } as const;

/** A difference outweighs what could not be looked at; nothing compared is unknown. */
export function verdictOfAll(partitions: readonly VerifiedPartition[]): VerifyVerdict {
  return VERDICT[mergeOutcomes(partitions.map((one) => OUTCOME[one.verdict]))];
}
