// What a comparison must find, computed the simplest way: offset by offset over maps. Shares nothing with the walk.
import type { RangeKind } from '../contract.ts';
import type { LogRecord } from './logs.ts';

export interface NaiveRange {
  readonly kind: RangeKind;
  readonly from: number;
  readonly to: number;
  readonly records: number;
}

export function naiveRanges(
  source: readonly LogRecord[],
  target: readonly LogRecord[],
  from: number,
  to: number,
): readonly NaiveRange[] {
  const ours = new Map(source.map((one) => [one.offset, one]));
  const theirs = new Map(target.map((one) => [one.offset, one]));
  const runs: { kind: RangeKind | 'nothing'; from: number; to: number; records: number }[] = [];
  for (let offset = from; offset < to; offset++) {
    const kind = kindOf(ours.get(offset), theirs.get(offset));
    const last = runs.at(-1);
    if (last?.kind === kind) {
      last.to++;
      last.records += kind === 'nothing' ? 0 : 1;
    } else runs.push({ kind, from: offset, to: offset + 1, records: kind === 'nothing' ? 0 : 1 });
  }
  // Nothing between two runs of one kind belongs to them; otherwise it is equal.
  const kinds = runs.map((run, i) => {
    if (run.kind !== 'nothing') return run.kind;
    const [before, after] = [runs[i - 1]?.kind, runs[i + 1]?.kind];
    return before !== undefined && before === after ? before : 'equal';
  });
  const ranges: NaiveRange[] = [];
  runs.forEach((run, i) => {
    const kind = kinds[i] as RangeKind;
    const last = ranges.at(-1);
    if (last?.kind === kind) ranges[ranges.length - 1] = { ...last, to: run.to, records: last.records + run.records };
    else ranges.push({ kind, from: run.from, to: run.to, records: run.records });
  });
  return ranges;
}

function kindOf(ours: LogRecord | undefined, theirs: LogRecord | undefined): RangeKind | 'nothing' {
  if (ours === undefined) return theirs === undefined ? 'nothing' : 'extra';
  if (theirs === undefined) return 'missing';
  return textOf(ours) === textOf(theirs) ? 'equal' : 'different';
}

function textOf(record: LogRecord): string {
  const hex = (bytes: Buffer | null): string | null => bytes?.toString('hex') ?? null;
  const headers = record.headers.map((header) => [hex(header.key), hex(header.value)]);
  return JSON.stringify([record.timestamp, hex(record.key), hex(record.value), headers]);
}
