// RangeList: what was found so far as ranges that lie side by side; bounded.
import { assert } from '../base/core.ts';
import type { ComparedRange, RangeKind } from './contract.ts';

interface OpenRange {
  kind: RangeKind;
  from: number;
  to: number;
  records: number;
  example: string | null;
}

export class RangeList {
  readonly #ranges: OpenRange[];
  readonly #rangesMax: number;
  #end: number;

  constructor(from: number, rangesMax: number, ranges: readonly ComparedRange[] = []) {
    this.#ranges = ranges.map((range) => ({ ...range }));
    this.#rangesMax = rangesMax;
    this.#end = this.#ranges.at(-1)?.to ?? from;
  }

  /** True when one more change of kind would exceed the bound (a change may need two ranges: a gap, then a finding). */
  get full(): boolean {
    return this.#ranges.length + 2 > this.#rangesMax;
  }

  /**
   * Adds [from, to) behind what is there. `example` is asked only when a new range of its kind begins. Offsets between the last
   * range and `from` hold no record on either side.
   */
  add(kind: RangeKind, from: number, to: number, records: number, example: (() => string) | null): void {
    assert(from >= this.#end && to > from, 'ranges are added in the order of their offsets');
    const last = this.#ranges.at(-1);
    if (last !== undefined && last.kind === kind) {
      last.to = to;
      last.records += records;
      this.#end = to;
      return;
    }
    let begin = from;
    if (from > this.#end) {
      if (kind === 'equal') begin = this.#end;
      else this.#fill(from);
    }
    this.#ranges.push({ kind, from: begin, to, records, example: example === null ? null : example() });
    this.#end = to;
  }

  /** Declares that nothing stands on either side from the last range to `to`. */
  close(to: number): void {
    if (to > this.#end) this.#fill(to);
  }

  #fill(to: number): void {
    const last = this.#ranges.at(-1);
    if (last?.kind === 'equal') last.to = to;
    else this.#ranges.push({ kind: 'equal', from: this.#end, to, records: 0, example: null });
    this.#end = to;
  }

  list(): readonly ComparedRange[] {
    return this.#ranges.map((range) => ({ ...range }));
  }
}

/** A finding about one offset inside ranges that were taken for equal at first. */
export interface LateFinding {
  readonly kind: RangeKind;
  readonly offset: number;
  readonly example: string;
}

/**
 * The ranges with late findings cut into their equal ranges; findings are sorted by offset, one per offset. Neighbours of one kind become one
 * range. An equal range keeps its number of records in its first piece: a late finding is about an offset that was not counted.
 */
export function withLateFindings(
  ranges: readonly ComparedRange[],
  findings: readonly LateFinding[],
  rangesMax: number,
): readonly ComparedRange[] {
  const list = new RangeList(ranges[0]?.from ?? 0, Number.MAX_SAFE_INTEGER);
  let index = 0;
  for (const range of ranges) {
    let begin = range.from;
    let records = range.records;
    while (range.kind === 'equal' && index < findings.length && findings[index]!.offset < range.to) {
      const finding = findings[index++]!;
      if (finding.offset > begin) {
        list.add('equal', begin, finding.offset, records, null);
        records = 0;
      }
      list.add(finding.kind, finding.offset, finding.offset + 1, 1, () => finding.example);
      begin = finding.offset + 1;
    }
    const example = range.example;
    if (begin < range.to) list.add(range.kind, begin, range.to, records, example === null ? null : () => example);
  }
  return bounded(list.list(), rangesMax);
}

/** At most `rangesMax` ranges: what lies behind the bound becomes one range that says so. */
function bounded(ranges: readonly ComparedRange[], rangesMax: number): readonly ComparedRange[] {
  if (ranges.length <= rangesMax) return ranges;
  const kept = ranges.slice(0, rangesMax - 1);
  const rest = ranges.slice(rangesMax - 1);
  const unequal = rest.filter((range) => range.kind !== 'equal' && range.kind !== 'indistinguishable');
  const example = `${unequal.length} more ranges of differences lie here; the first: ${unequal[0]?.example ?? 'none'}`;
  const records = rest.reduce((sum, range) => sum + range.records, 0);
  const kind = unequal.length > 0 ? 'different' : 'indistinguishable';
  return [...kept, { kind, from: rest[0]!.from, to: rest.at(-1)!.to, records, example }];
}
