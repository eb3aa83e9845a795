import { formatQuantity } from '../../quantity.ts';
import { drawFrame, labelRoom } from '../chart/drawFrame.ts';
import { seriesPath } from '../chart/lineKey.ts';
import type { Drawn, PlotMark } from '../chart/markedPlot.ts';
import { scaleBetween } from '../chart/scaleBetween.ts';
import { svg } from '../dom.ts';
import { categoryMark } from '../palette.ts';
import { pointName } from '../pointWords.ts';
import type { ViewContext } from '../views/defineView.ts';
import type { CapacityModel } from './capacityModel.ts';

const top = 30;
const bottom = 46;
const height = 330;

/** The slope: least traffic (or energy) at each capacity as a line a value, the middle design as a hollow mark. */
export function drawCapacity(context: ViewContext, model: CapacityModel, width: number): Drawn {
  const { capacity, metric, lines } = model;
  const sizes = [...new Set(lines.flatMap((l) => l.points.map((p) => p.capacity)))].sort((a, b) => a - b);
  const values = lines.flatMap((l) => l.points.flatMap((p) => [metric.column[p.best]!, p.median]));
  const log = Math.min(...values) > 0;
  const vertical = scaleBetween(Math.min(...values), Math.max(...values), log, [height - top - bottom, 0]);
  const y = { ...vertical, title: `${metric.label}, lower is better`, unit: metric.unit };
  const left = Math.min(width * 0.25, labelRoom(y));
  const plane = { left, width: width - left - 22, height: height - top - bottom };
  const { scale } = scaleBetween(sizes[0]!, sizes.at(-1)!, sizes[0]! > 0, [0, plane.width]);
  const layer = svg('g', { transform: `translate(${left},${top})` });
  const drawing = svg(
    'svg',
    { class: 'chart', width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    layer,
  );
  const title = `${capacity.label}${capacity.unit === '' ? '' : ` (${capacity.unit})`}`;
  drawFrame(layer, { scale, ticks: sizes, title, unit: '', label: String }, y, plane);
  const marks: PlotMark[] = [];
  for (const { level, label, points } of lines) {
    const { colour } = categoryMark(Math.max(0, level));
    const at = points.map((p) => `${scale(p.capacity)},${y.scale(metric.column[p.best]!)}`);
    layer.append(seriesPath(level, `M${at.join('L')}`));
    for (const p of points) {
      const cx = scale(p.capacity);
      const best = y.scale(metric.column[p.best]!);
      layer.append(
        svg('circle', { class: 'dense', cx, cy: y.scale(p.median), r: 3.2, stroke: colour }),
        svg('circle', { class: 'series-mark', cx, cy: best, r: 4.2, fill: colour }),
      );
      marks.push({
        x: cx + left,
        y: best + top,
        title: `${label} at ${capacity.text(p.best)}`,
        row: p.best,
        rows: [
          [`Least ${metric.label}`, metric.text(p.best)],
          ['Middle design', formatQuantity(p.median, metric.unit)],
          ['Designs', String(p.count)],
          ['Best', pointName(context, p.best)],
        ],
      });
    }
  }
  return { drawing, marks };
}
