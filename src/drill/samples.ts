// Series for the report: what was served per second and what was exposed, on one time axis with T0 at zero.
import type { ExposureSample } from '../check/core.ts';
import type { Series } from '../report/core.ts';
import type { ClientPulse } from './history-watch.ts';

/** Served records per second, summed by a name made from the client; points cover the whole run, empty seconds as 0. */
export function throughputSeries(
  pulses: readonly ClientPulse[],
  window: { readonly from: number; readonly to: number; readonly zero: number },
): readonly Series[] {
  const sums = new Map<string, Map<number, number>>();
  for (const pulse of pulses) {
    const name = seriesName(pulse);
    const sum = sums.get(name) ?? new Map<number, number>();
    sums.set(name, sum);
    for (const [second, count] of pulse.perSecond) sum.set(second, (sum.get(second) ?? 0) + count);
  }
  const first = Math.ceil(window.from / 1000);
  const last = Math.floor(window.to / 1000);
  return [...sums]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, sum]) => {
      const points: [number, number][] = [];
      for (let second = first; second < last; second += 1)
        points.push([second * 1000 - window.zero, sum.get(second) ?? 0]);
      return { name, unit: 'records/s', points };
    });
}

function seriesName({ header }: ClientPulse): string {
  if (header.role === 'producer') return `acknowledged: ${header.kind} at ${header.site}`;
  return `delivered: ${header.kind} at ${header.site}`;
}

/** Exposure as two series; unknown stays null, it is never drawn as 0. */
export function exposureSeries(samples: readonly ExposureSample[], zero: number): readonly Series[] {
  return [
    { name: 'exposure', unit: 'records', points: samples.map((sample) => [sample.t - zero, sample.records]) },
    { name: 'exposure age', unit: 'ms', points: samples.map((sample) => [sample.t - zero, sample.ms]) },
  ];
}
