// One chart over the run: curves of one unit, faults behind them, the cursor shared with the other charts.
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { FaultBand, Series } from '../../../src/report/core.ts';
import { shade } from './shade.ts';
import { colourOf, usePalette } from './theme.ts';

export interface Curve {
  readonly series: Series;
  /** CSS variable with the colour. */
  readonly colour: string;
}

interface ChartProps {
  readonly title: string;
  readonly unit: string;
  readonly curves: readonly Curve[];
  readonly bands: readonly FaultBand[];
  /** Seconds from T0: the same on each chart of the page. */
  readonly range: readonly [number, number];
  readonly height: number;
  /** Names of the faults are written on one chart only. */
  readonly named: boolean;
}

/** Curves on one axis of time; a curve without a sample at some time of another is simply not drawn there. */
function tableOf(curves: readonly Curve[]): uPlot.AlignedData {
  return uPlot.join(
    curves.map(
      ({ series }) =>
        [series.points.map(([ms]) => ms / 1000), series.points.map(([, value]) => value)] as uPlot.AlignedData,
    ),
    curves.map(() => [1, 2]),
  );
}

function optionsOf({ curves, bands, range, height, unit, named }: ChartProps, width: number): uPlot.Options {
  const axis = {
    stroke: colourOf('--ink-soft'),
    grid: { stroke: colourOf('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  return {
    width,
    height,
    padding: [10, 12, 0, 0],
    cursor: { sync: { key: 'run' }, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: false, range: [range[0], range[1]] },
      y: { range: (_plot, _min, max) => [0, Math.max(1, (max ?? 1) * (named ? 1.1 + 0.14 * bands.length : 1.15))] },
    },
    axes: [
      {
        ...axis,
        size: 30,
        values: (_plot, ticks) =>
          ticks.map((tick) => (tick === 0 ? 'T0' : `${tick > 0 ? '+' : '−'}${Math.abs(tick)} s`)),
      },
      { ...axis, size: 62, values: (_plot, ticks) => ticks.map((tick) => tick.toLocaleString('en-US')) },
    ],
    series: [
      { label: 'time', value: (_plot, value) => (value === null ? '' : `${value.toFixed(1)} s`) },
      ...curves.map(({ series, colour }) => ({
        label: series.name,
        stroke: colourOf(colour),
        fill: `${colourOf(colour)}2e`,
        width: 1.75,
        points: { show: false },
        spanGaps: false,
        value: (_plot: uPlot, value: number | null) =>
          value === null ? '' : `${value.toLocaleString('en-US')} ${unit}`,
      })),
    ],
    hooks: { drawAxes: [shade(bands, named)] },
  };
}

export function Chart(props: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const palette = usePalette();
  useEffect(() => {
    const element = frame.current;
    if (element === null || props.curves.length === 0) return undefined;
    const plot = new uPlot(optionsOf(props, element.clientWidth), tableOf(props.curves), element);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: props.height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [props.curves, palette]);
  return (
    <figure class="chart">
      <figcaption>
        {props.title} <span class="muted">({props.unit})</span>
      </figcaption>
      <div ref={frame} class="plot" role="img" aria-label={describe(props)} />
    </figure>
  );
}

function describe({ title, curves, unit }: ChartProps): string {
  const peaks = curves.map(({ series }) => {
    const known = series.points.flatMap(([, value]) => (value === null ? [] : [value]));
    return `${series.name}: highest ${known.length === 0 ? 'unknown' : Math.max(...known).toLocaleString('en-US')} ${unit}`;
  });
  return `${title} over the run. ${peaks.join('; ')}`;
}
