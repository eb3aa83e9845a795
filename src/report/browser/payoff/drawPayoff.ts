import { drawFrame, labelRoom } from '../chart/drawFrame.ts';
import { seriesPath } from '../chart/lineKey.ts';
import type { Drawn, PlotMark } from '../chart/markedPlot.ts';
import { scaleBetween } from '../chart/scaleBetween.ts';
import { svg } from '../dom.ts';
import { categoryMark } from '../palette.ts';
import type { PayoffModel, PayoffPanel } from './payoffModel.ts';

const top = 44;
const bottom = 46;
const height = 330;

const ratioText = (value: number): string => `×${Number(value.toPrecision(3))}`;

/** Round ratios within a domain, thinned where it spans more than a few doublings. */
function ratioTicks(low: number, high: number): number[] {
  const span = Math.log2(high / low);
  const steps = span > 14 ? [1] : span > 6 ? [1, 2, 5] : span > 1.2 ? [1, 1.5, 2, 3, 5, 7.5] : null;
  if (steps === null) {
    const step = span > 0.5 ? 0.1 : span > 0.2 ? 0.05 : span > 0.07 ? 0.02 : 0.01;
    const first = Math.ceil(low / step);
    return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) =>
      Number(((first + i) * step).toPrecision(6)),
    );
  }
  const ticks: number[] = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++)
    for (const step of steps) ticks.push(Number(`${step}e${e}`));
  return ticks.filter((t) => t >= low && t <= high);
}

/** One panel beside the other with one scale of ratios; the line at 1 is the reference. */
export function drawPayoff(model: PayoffModel, width: number): Drawn {
  const { panels, metric } = model;
  const across = width < 700 ? 1 : Math.min(panels.length, 3);
  const rows = Math.ceil(panels.length / across);
  const drawing = svg('svg', {
    class: 'chart',
    width,
    height: rows * height,
    viewBox: `0 0 ${width} ${rows * height}`,
    'aria-hidden': 'true',
  });
  const ratios = panels.flatMap((p) => p.lines.flatMap((l) => l.points.map((q) => q.ratio)));
  const vertical = scaleBetween(Math.min(0.98, ...ratios), Math.max(1.02, ...ratios), true, [
    height - top - bottom,
    0,
  ]);
  const [from = 1, to = 1] = vertical.scale.domain();
  const y = {
    scale: vertical.scale,
    ticks: ratioTicks(Math.min(from, to), Math.max(from, to)),
    title: `${metric.label}: times better than the reference`,
    unit: '',
    label: ratioText,
  };
  const left = labelRoom(y);
  const marks: PlotMark[] = [];
  panels.forEach((panel, i) => {
    const x0 = ((i % across) * width) / across;
    const y0 = Math.floor(i / across) * height;
    const plane = { left, width: width / across - left - 22, height: height - top - bottom };
    const layer = svg('g', { transform: `translate(${x0 + left},${y0 + top})` });
    drawing.append(layer);
    drawPanel(layer, model, panel, { ...y, title: i % across === 0 ? y.title : '' }, plane);
    for (const mark of panelMarks(model, panel, plane.width, vertical.scale))
      marks.push({ ...mark, x: mark.x + x0 + left, y: mark.y + y0 + top });
  });
  return { drawing, marks };
}

function placeOf(model: PayoffModel, panel: PayoffPanel, width: number) {
  const xs = [...new Set(panel.lines.flatMap((l) => l.points.map((p) => p.x)))].sort((a, b) => a - b);
  if (model.numeric) {
    const { scale } = scaleBetween(xs[0]!, xs.at(-1)!, true, [0, width]);
    return { scale, ticks: xs };
  }
  const step = width / xs.length;
  const scale = Object.assign((v: number) => (xs.indexOf(v) + 0.5) * step, {
    invert: (p: number) => p,
    domain: () => xs,
  });
  return { scale, ticks: xs };
}

function drawPanel(
  layer: SVGGElement,
  model: PayoffModel,
  panel: PayoffPanel,
  y: Parameters<typeof drawFrame>[2],
  plane: { readonly left: number; readonly width: number; readonly height: number },
): void {
  const { scale, ticks } = placeOf(model, panel, plane.width);
  const names = new Map(panel.lines.flatMap((l) => l.points.map((p) => [p.x, p.name] as const)));
  const label = (v: number): string => (model.numeric ? String(v) : (names.get(v) ?? '').slice(0, 14));
  const title =
    panel.title === '' || !model.numeric ? model.along.label : `${model.along.label} ${panel.title}-…`;
  drawFrame(layer, { scale, ticks, title, unit: '', label }, y, plane);
  const one = y.scale(1);
  layer.append(svg('path', { class: 'reference', d: `M0,${one}H${plane.width}` }));
  for (const { level, points } of panel.lines) {
    const { colour } = categoryMark(level);
    const at = points.map((p) => `${scale(p.x)},${y.scale(p.ratio)}`);
    layer.append(
      // A line between places without an order would be read as a course.
      ...(model.numeric ? [seriesPath(level, `M${at.join('L')}`)] : []),
      ...points.map((p) =>
        svg('circle', {
          class: 'series-mark',
          cx: scale(p.x),
          cy: y.scale(p.ratio),
          r: model.numeric ? 3 : 5,
          fill: colour,
        }),
      ),
    );
  }
}

function panelMarks(
  model: PayoffModel,
  panel: PayoffPanel,
  width: number,
  y: (v: number) => number,
): PlotMark[] {
  const { scale } = placeOf(model, panel, width);
  const { metric } = model;
  return panel.lines.flatMap(({ label, points }) =>
    points.map((p) => ({
      x: scale(p.x),
      y: y(p.ratio),
      title: `${label} at ${p.name}`,
      row: p.row,
      rows: [
        ['Against the reference', ratioText(p.ratio)] as const,
        [metric.label, metric.text(p.row)] as const,
        ['Reference', metric.text(p.reference)] as const,
      ],
    })),
  );
}
