// Where the way back begins in every partition, and which topics have to be copied anew. Pure.
import { assert, keyOf } from '../../base/core.ts';
import type { Divergence } from '../../divergence/core.ts';
import type { FailbackMode, WayBackStart } from './context.ts';

/** Topics whose returning log holds records that are not the survivor's: with equal offsets wanted, there is no other way than a new copy. */
export function topicsToRecreate(mode: FailbackMode, divergences: readonly Divergence[]): readonly string[] {
  if (mode === 'shift') return [];
  return [...new Set(divergences.filter((one) => one.retiredEnd > one.point).map((one) => one.topic))];
}

/**
 * FAILBACK-2: the first record of the way back lands exactly behind what both sites are proven to share, or behind the tail that stays.
 * Offsets of the survivor; a divergence tells its point in the returning site's offsets.
 */
export function startsOf(mode: FailbackMode, divergences: readonly Divergence[]): readonly WayBackStart[] {
  const recreated = new Set(topicsToRecreate(mode, divergences));
  return divergences.map((one) => {
    const { topic, partition } = one;
    if (recreated.has(topic)) return { topic, partition, shift: 0, from: 0, targetLogEnd: null };
    // A returning site without its own tail (or shorter than the copy) goes on where its log ends.
    const shared = Math.min(one.point, one.retiredEnd);
    const from = shared + one.shift;
    const shift = one.retiredEnd - from;
    assert(
      mode === 'shift' || shift === -one.shift,
      `FAILBACK-2: ${keyOf(one)} keeps its offsets unless a tail stays in the way`,
    );
    return { topic, partition, shift, from, targetLogEnd: one.retiredEnd };
  });
}
