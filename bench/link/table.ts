// The table of a benchmark: median and spread of both, the ratio, and what was to be reached.
import type { MechanismName } from './launch.ts';

export type Samples = Record<MechanismName | 'pipe', number[]>;

export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly digits: number;
  /** A goal in words, and whether the link's median reaches it. */
  readonly goals: readonly Goal[];
  readonly samples: Samples;
}

export interface Goal {
  readonly say: string;
  /** What the link's median must not exceed or fall below. Medians of the others; NaN where there is none. */
  readonly bound: (mirrorMaker: number, pipe: number) => number;
  readonly better: 'more' | 'less';
}

export function newSamples(): Samples {
  return { 'MirrorMaker 2': [], link: [], pipe: [] };
}

export function times(factor: number, say = `${factor} x MirrorMaker`): Goal {
  return { say, bound: (mirrorMaker) => factor * mirrorMaker, better: 'more' };
}

export function share(factor: number, say: string): Goal {
  return { say, bound: (mirrorMaker) => mirrorMaker / factor, better: 'less' };
}

export function atMost(limit: number, say: string): Goal {
  return { say, bound: () => limit, better: 'less' };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function table(measures: readonly Measure[]): string {
  return [
    '| Measure | MirrorMaker 2 | link | bare TCP pipe | link against MirrorMaker | goals |',
    '|---|---|---|---|---|---|',
    ...measures.map(line),
  ].join('\n');
}

function line({ name, unit, digits, goals, samples }: Measure): string {
  const cell = (values: readonly number[]): string => {
    if (values.length === 0) return '';
    const words = `${median(values).toFixed(digits)} ${unit}`.trim();
    if (values.length === 1) return words;
    return `${words} (${Math.min(...values).toFixed(digits)} .. ${Math.max(...values).toFixed(digits)})`;
  };
  const [mirrorMaker, link, pipe] = [samples['MirrorMaker 2'], samples.link, samples.pipe];
  const ratio = median(link) / median(mirrorMaker);
  const reached = goals.map((goal) => judge(goal, median(link), median(mirrorMaker), median(pipe), digits));
  const cells = [name, cell(mirrorMaker), cell(link), cell(pipe), Number.isNaN(ratio) ? '' : `${ratio.toFixed(2)} x`];
  return `| ${[...cells, reached.filter(Boolean).join('; ')].join(' | ')} |`;
}

function judge({ say, bound, better }: Goal, link: number, mirrorMaker: number, pipe: number, digits: number): string {
  const limit = bound(mirrorMaker, pipe);
  if (Number.isNaN(limit) || Number.isNaN(link)) return '';
  const reached = better === 'more' ? link >= limit : link <= limit;
  if (reached) return `${say}: reached`;
  const off = Math.abs(link / limit - 1) * 100;
  return `${say} (${limit.toFixed(digits)}): missed by ${off.toFixed(0)} %`;
}
