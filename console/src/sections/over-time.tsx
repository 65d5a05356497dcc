// Over time: exposure before the fault and traffic by site, one above the other on the same axis.
import { useMemo } from 'preact/hooks';
import type { DrillResult, Series } from '../../../src/report/core.ts';
import { Chart } from '../charts/chart.tsx';
import type { Curve } from '../charts/chart.tsx';
import { Section } from '../section.tsx';

const ROWS: readonly { readonly unit: Series['unit']; readonly title: string; readonly height: number }[] = [
  { unit: 'records/s', title: 'Acknowledged by site', height: 210 },
  { unit: 'ms', title: 'Exposure: age of the oldest record that only the primary has', height: 150 },
  { unit: 'records', title: 'Exposure: records that only the primary has', height: 150 },
];

const SITE_COLOURS = ['--site-a', '--site-b', '--site-c', '--site-d'];

function curvesOf(result: DrillResult, unit: Series['unit']): Curve[] {
  const sites = result.scenario.topology.sites.filter((site) => site.brokers > 0).map((site) => site.name);
  return result.series
    .filter((series) => series.unit === unit && series.points.length > 0)
    .map((series, index) => {
      const site = series.site === undefined ? -1 : sites.indexOf(series.site);
      return {
        series,
        colour:
          SITE_COLOURS[(site === -1 ? (unit === 'records/s' ? index : 2 + index) : site) % SITE_COLOURS.length] ??
          '--site-a',
      };
    });
}

export function OverTime({ result }: { result: DrillResult }) {
  const rows = useMemo(
    () => ROWS.map((row) => ({ ...row, curves: curvesOf(result, row.unit) })).filter((row) => row.curves.length > 0),
    [result],
  );
  const times = rows.flatMap((row) => row.curves.flatMap(({ series }) => series.points.map(([ms]) => ms)));
  if (times.length === 0) return null;
  const range = [Math.min(...times) / 1000, Math.max(...times) / 1000] as const;
  return (
    <Section
      id="over-time"
      title="Over time"
      lead="T0 is the moment at which the fault was proven effective. Shaded: a fault. Hatched: no value is known, which is not zero."
    >
      <div class="card charts">
        {rows.map((row, index) => (
          <Chart
            key={row.unit}
            title={row.title}
            unit={row.unit}
            curves={row.curves}
            bands={result.bands}
            range={range}
            height={row.height}
            named={index === 0}
          />
        ))}
      </div>
    </Section>
  );
}
