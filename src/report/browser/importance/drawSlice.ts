import { randomStream } from '../../../core/random.ts';
import { drawFrame, labelRoom } from '../chart/drawFrame.ts';
import type { Drawn, PlotMark } from '../chart/markedPlot.ts';
import { scaleBetween } from '../chart/scaleBetween.ts';
import { svg } from '../dom.ts';
import type { Field } from '../fields.ts';
import { pointName } from '../pointWords.ts';
import type { ViewContext } from '../views/defineView.ts';
import type { Parameter } from './parameters.ts';

const height = 300;
const top = 30;
const bottom = 46;

/** Every design's metric over the levels of one parameter, with the median of each; Enter pins a level's best. */
export function drawSlice(
  context: ViewContext,
  parameter: Parameter,
  metric: Field,
  rows: Uint32Array,
  width: number,
): Drawn {
  const there = [...rows].filter((row) => Number.isFinite(metric.column[row]!));
  const values = there.map((row) => metric.column[row]!);
  const low = Math.min(...values);
  const vertical = scaleBetween(low, Math.max(...values), low > 0, [height - top - bottom, 0]);
  const y = { ...vertical, title: metric.label, unit: metric.unit };
  const left = Math.min(width * 0.25, labelRoom(y));
  const plane = { left, width: width - left - 14, height: height - top - bottom };
  const step = plane.width / parameter.levels.length;
  const wide = Math.floor(step / 6.6);
  // Below six letters a label says nothing: longer ones then stand at every other level or fewer.
  const fits = wide < 6 ? 14 : wide;
  const centre = (level: number): number => (level + 0.5) * step;
  const scale = Object.assign(centre, {
    invert: (p: number) => p / step - 0.5,
    domain: () => [0, parameter.levels.length],
  });
  const label = (level: number): string => {
    const text = parameter.levels[level]!;
    return text.length > fits ? `${text.slice(0, fits - 1)}…` : text;
  };
  const layer = svg('g', { transform: `translate(${left},${top})` });
  const drawing = svg(
    'svg',
    { class: 'chart', width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    layer,
  );
  drawFrame(
    layer,
    { scale, ticks: [...parameter.levels.keys()], title: parameter.label, unit: '', label },
    y,
    plane,
  );
  const groups: number[][] = parameter.levels.map(() => []);
  for (const row of there) groups[parameter.level(row)]?.push(row);
  const random = randomStream(1, 'jitter');
  const spread = Math.min(26, step * 0.32);
  const marks: PlotMark[] = [];
  groups.forEach((group, l) => {
    for (const row of group)
      layer.append(
        svg('circle', {
          class: row === context.store.state.pinned ? 'strip-mark pinned-mark' : 'strip-mark',
          cx: centre(l) + (random.uniform() * 2 - 1) * spread,
          cy: y.scale(metric.column[row]!),
          r: there.length > 600 ? 1.6 : 2.6,
        }),
      );
    if (group.length === 0) return;
    const sorted = [...group].sort((a, b) => metric.column[a]! - metric.column[b]! || a - b);
    const median = metric.column[sorted[sorted.length >> 1]!]!;
    const best = metric.better === 'higher' ? sorted.at(-1)! : sorted[0]!;
    const at = y.scale(median);
    layer.append(svg('path', { class: 'median', d: `M${centre(l) - spread - 4},${at}h${2 * spread + 8}` }));
    marks.push({
      x: centre(l) + left,
      y: at + top,
      title: `${parameter.label} ${parameter.levels[l]}`,
      row: best,
      rows: [
        ['Designs', String(group.length)],
        [`Median ${metric.label}`, metric.text(sorted[sorted.length >> 1]!)],
        ['From', metric.text(sorted[0]!)],
        ['To', metric.text(sorted.at(-1)!)],
        ...(metric.better === null ? [] : [['Best', pointName(context, best)] as const]),
      ],
    });
  });
  return { drawing, marks };
}
