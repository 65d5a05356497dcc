// Series of the golden results: drawn from a seed, so that each build gives the same bytes.
import { randomOf } from '../../../src/base/core.ts';
import type { Series } from '../../../src/report/core.ts';

const STEP_MS = 250;

interface Curve {
  readonly name: string;
  readonly unit: Series['unit'];
  readonly site?: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Value at a time; `noise` lies in [-1, 1]. Null = unknown. */
  readonly at: (ms: number, noise: number) => number | null;
}

/** Samples a curve every 250 ms. */
export function sample(seed: number, curve: Curve): Series {
  const random = randomOf(seed);
  const points: [number, number | null][] = [];
  for (let ms = curve.fromMs; ms <= curve.toMs; ms += STEP_MS) {
    const value = curve.at(ms, random.next() * 2 - 1);
    points.push([ms, value === null ? null : Math.max(0, Math.round(value))]);
  }
  const { name, unit, site } = curve;
  return site === undefined ? { name, unit, points } : { name, unit, site, points };
}
