// The search for the point where two logs part: which block to compare next, and when enough was seen. Pure.
import { assert } from '../base/core.ts';
import type { ComparedRange } from '../compare/core.ts';

/** Offsets [from, to) of the retired site. */
export interface Block {
  readonly from: number;
  readonly to: number;
}

export interface Search {
  /** Nothing at or above this offset is common history: the smaller of the cut and the retired log's end. */
  readonly top: number;
  /** Lowest offset that both sites still hold. */
  readonly floor: number;
  /** Records that must be equal without a difference between them before the search ends. */
  readonly enough: number;
  /** Everything in [comparedFrom, top) was compared. */
  readonly comparedFrom: number;
  readonly lowestDifference: number | null;
  /** Equal records below the lowest difference (or below the top). */
  readonly equalRun: number;
  readonly differing: number;
  readonly nextBlockOffsets: number;
}

/** Blocks double from the first size to this one: near the cut the answer is mostly found in the first. */
const LARGEST_BLOCK_OFFSETS = 65_536;

export interface SearchBounds {
  readonly enoughRecords: number;
  readonly firstBlockOffsets: number;
}

export function beginSearch(top: number, floor: number, bounds: SearchBounds): Search {
  assert(bounds.enoughRecords > 0 && bounds.firstBlockOffsets > 0, 'a search needs blocks of at least one offset');
  return {
    top,
    floor: Math.min(floor, top),
    enough: bounds.enoughRecords,
    comparedFrom: top,
    lowestDifference: null,
    equalRun: 0,
    differing: 0,
    nextBlockOffsets: bounds.firstBlockOffsets,
  };
}

/** The block to compare next, downwards; null when the point is known. */
export function nextBlock(search: Search): Block | null {
  if (search.equalRun >= search.enough || search.comparedFrom <= search.floor) return null;
  return { from: Math.max(search.floor, search.comparedFrom - search.nextBlockOffsets), to: search.comparedFrom };
}

/** The search after the block that `nextBlock` gave was compared. Indistinguishable ranges are evidence of nothing. */
export function withBlock(search: Search, block: Block, ranges: readonly ComparedRange[]): Search {
  assert(block.to === search.comparedFrom && block.from < block.to, 'blocks are compared downwards without a hole');
  const unlike = ranges.filter(({ kind }) => kind === 'different' || kind === 'missing' || kind === 'extra');
  const lowest = unlike.length === 0 ? null : Math.min(...unlike.map((range) => range.from));
  // A range of equal records may span a difference's offset only as a whole below or above it: ranges never overlap.
  const equal = ranges
    .filter((range) => range.kind === 'equal' && (lowest === null || range.to <= lowest))
    .reduce((sum, range) => sum + range.records, 0);
  return {
    ...search,
    comparedFrom: block.from,
    lowestDifference: lowest ?? search.lowestDifference,
    equalRun: lowest === null ? search.equalRun + equal : equal,
    differing: search.differing + unlike.reduce((sum, range) => sum + range.records, 0),
    nextBlockOffsets: Math.min(LARGEST_BLOCK_OFFSETS, search.nextBlockOffsets * 2),
  };
}

/** First offset at which the histories differ, as far as the search went. */
export function pointOf(search: Search): number {
  return search.lowestDifference ?? search.top;
}
