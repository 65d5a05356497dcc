// What lies behind the curves: bands of faults, hatching where a value is unknown, the line of T0.
import type uPlot from 'uplot';
import type { FaultBand } from '../../../src/report/core.ts';
import { colourOf } from './theme.ts';

/** Draws into the plot area, over the grid and under the curves. Seconds on x. */
export function shade(bands: readonly FaultBand[], named: boolean): (plot: uPlot) => void {
  return (plot) => {
    const { ctx, bbox } = plot;
    const x = (seconds: number): number =>
      Math.min(bbox.left + bbox.width, Math.max(bbox.left, plot.valToPos(seconds, 'x', true)));
    ctx.save();
    bands.forEach((band, row) => {
      const from = x(band.fromMs / 1000);
      const to = band.toMs === null ? bbox.left + bbox.width : x(band.toMs / 1000);
      ctx.fillStyle = colourOf('--band');
      ctx.fillRect(from, bbox.top, to - from, bbox.height);
      ctx.fillStyle = colourOf('--fail');
      ctx.fillRect(from, bbox.top, to - from, 3 * devicePixelRatio);
      if (named) name(ctx, band.title, from, bbox.top + (10 + row * 16) * devicePixelRatio, bbox);
    });
    for (const [from, to] of unknownRanges(plot)) hatch(ctx, x(from), x(to), bbox);
    ctx.strokeStyle = colourOf('--ink');
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x(0), bbox.top);
    ctx.lineTo(x(0), bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  };
}

/** Ranges of x in which no curve of the plot has a value although time went on. */
function unknownRanges(plot: uPlot): [number, number][] {
  const [times, ...curves] = plot.data;
  const ranges: [number, number][] = [];
  let from: number | null = null;
  times.forEach((time, index) => {
    const unknown = curves.every((curve) => curve[index] === null);
    if (unknown && from === null) from = times[Math.max(0, index - 1)] ?? time;
    if (!unknown && from !== null) {
      ranges.push([from, time]);
      from = null;
    }
  });
  if (from !== null) ranges.push([from, times.at(-1) ?? from]);
  return ranges;
}

/** At the beginning of its band, moved left where it would not fit; not at all on a chart too narrow for it (the list of faults has it). */
function name(ctx: CanvasRenderingContext2D, title: string, at: number, top: number, box: uPlot.BBox): void {
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  const gap = 6 * devicePixelRatio;
  const start = Math.min(at + gap, box.left + box.width - ctx.measureText(title).width);
  if (start >= box.left) ctx.fillText(title, start, top);
}

function hatch(ctx: CanvasRenderingContext2D, from: number, to: number, box: uPlot.BBox): void {
  if (to - from < 2) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(from, box.top, to - from, box.height);
  ctx.clip();
  ctx.strokeStyle = colourOf('--line-strong');
  ctx.lineWidth = devicePixelRatio;
  const step = 8 * devicePixelRatio;
  ctx.beginPath();
  for (let start = from - box.height; start < to; start += step) {
    ctx.moveTo(start, box.top + box.height);
    ctx.lineTo(start + box.height, box.top);
  }
  ctx.stroke();
  const text = 'unknown';
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  const width = ctx.measureText(text).width;
  const middle = (from + to) / 2;
  if (width + 16 * devicePixelRatio < to - from) {
    const y = box.top + box.height / 2;
    ctx.fillStyle = colourOf('--card');
    ctx.fillRect(
      middle - width / 2 - 6 * devicePixelRatio,
      y - 11 * devicePixelRatio,
      width + 12 * devicePixelRatio,
      22 * devicePixelRatio,
    );
    ctx.fillStyle = colourOf('--ink-soft');
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, middle, y);
  }
  ctx.restore();
}
