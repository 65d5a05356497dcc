// The result of a search as a Divergence with its evidence in sentences. Pure.
import { type TopicPartition, formatCount } from '../base/core.ts';
import type { Divergence } from './contract.ts';
import { type Search, pointOf } from './point.ts';

export interface PartitionEnds {
  readonly retired: string;
  readonly surviving: string;
  readonly retiredStart: number;
  readonly retiredEnd: number;
  /** Both in the surviving site's own offsets. */
  readonly survivingStart: number;
  readonly survivingAtCut: number;
  readonly shift: number;
  /** Offset (retired site's) from which on one of the sites holds back records because a transaction has not ended. */
  readonly stableEnd: number;
}

/** Highest offset (retired site's) that can belong to both histories. */
export function topOf(ends: PartitionEnds): number {
  return Math.min(ends.survivingAtCut - ends.shift, ends.retiredEnd, ends.stableEnd);
}

/** Lowest offset that both sites still hold. */
export function floorOf(ends: PartitionEnds): number {
  return Math.max(ends.retiredStart, ends.survivingStart - ends.shift);
}

export function divergenceOf(partition: TopicPartition, ends: PartitionEnds, search: Search): Divergence {
  const cut = ends.survivingAtCut - ends.shift;
  const retiredShorter = ends.retiredEnd < cut;
  return {
    topic: partition.topic,
    partition: partition.partition,
    point: pointOf(search),
    retiredEnd: ends.retiredEnd,
    survivingAtCut: ends.survivingAtCut,
    shift: ends.shift,
    comparedRecords: search.equalRun,
    comparedFrom: search.comparedFrom,
    differing: search.differing,
    evidence: sentencesOf(ends, search),
    retiredShorter,
    lostAtRetired: retiredShorter ? { from: ends.retiredEnd, to: cut } : null,
  };
}

function sentencesOf(ends: PartitionEnds, search: Search): readonly string[] {
  const point = pointOf(search);
  const cut = ends.survivingAtCut - ends.shift;
  const count = formatCount;
  const sentences = [
    `${ends.retired} holds offsets ${ends.retiredStart} to ${ends.retiredEnd - 1}; ${ends.surviving} ended at ${ends.survivingAtCut} when it took over${ends.shift === 0 ? '' : `, which is offset ${cut} of ${ends.retired}`}.`,
  ];
  if (ends.retiredEnd < cut)
    sentences.push(
      `The log of ${ends.retired} is shorter than the copy: it lost offsets ${ends.retiredEnd} to ${cut - 1} (${count(cut - ends.retiredEnd)}), which ${ends.surviving} has. Nothing is to be cut for them.`,
    );
  if (ends.stableEnd < Math.min(cut, ends.retiredEnd))
    sentences.push(
      `A transaction that began at offset ${ends.stableEnd} has not ended at one of the sites, so nothing from there on was compared: what lies there counts as tail, and its records are looked for at ${ends.surviving} one by one.`,
    );
  if (search.differing > 0)
    sentences.push(
      `${count(search.differing)} records below offset ${search.top} differ, the lowest at ${point}: the point lies below the cut. A leader was elected uncleanly at one site, or somebody else wrote there.`,
    );
  if (search.comparedFrom >= search.top)
    sentences.push(
      `Nothing below offset ${search.top} is held by both sites any more, so the point is known from the cut alone.`,
    );
  else if (search.equalRun === 0)
    sentences.push(
      `No record below offset ${point} could be compared (offsets ${search.comparedFrom} to ${point - 1} hold none that both sites show), so the point is known from the cut alone.`,
    );
  else
    sentences.push(
      `${count(search.equalRun)} records at offsets ${search.comparedFrom} to ${point - 1} were compared downwards and are equal${search.comparedFrom <= search.floor ? '; that is all that both sites hold below the point' : ''}.`,
    );
  const tail = ends.retiredEnd - point;
  sentences.push(
    tail > 0
      ? `Only ${ends.retired} holds offsets ${point} to ${ends.retiredEnd - 1} (${count(tail)}) of its own history.`
      : `${ends.retired} holds nothing that ${ends.surviving} lacks.`,
  );
  return sentences;
}
