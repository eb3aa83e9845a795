import { formatShare } from '../../quantity.ts';
import type { Drawn, PlotMark } from '../chart/markedPlot.ts';
import { svg } from '../dom.ts';
import type { Importance, ImportanceModel } from './importanceModel.ts';

const line = 34;
const head = 26;

const known = (v: number): boolean => Number.isFinite(v);

/** A matrix of bars, one line a parameter and one column a metric: share explained, its interval, share of the best. */
export function drawImportance(
  model: ImportanceModel,
  columns: number,
  chosen: { readonly parameter: number; readonly metric: number },
  width: number,
): Drawn {
  const { parameters, metrics, cells } = model;
  const shown = metrics.slice(0, columns);
  const names = Math.min(
    width < 520 ? 100 : 190,
    20 + 7.2 * Math.max(...parameters.map((p) => p.label.length), 4),
  );
  const room = (width - names) / Math.max(1, shown.length);
  const long = Math.max(20, room - 58);
  const height = head + parameters.length * line + 4;
  const drawing = svg('svg', {
    class: 'chart',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'aria-hidden': 'true',
  });
  const clip = (text: string, pixels: number): string =>
    text.length * 7 > pixels ? `${text.slice(0, Math.max(1, Math.floor(pixels / 7) - 1))}…` : text;
  shown.forEach((metric, m) => {
    drawing.append(svg('text', { class: 'title', x: names + m * room, y: 13 }, clip(metric.label, room - 8)));
  });
  const marks: PlotMark[] = [];
  parameters.forEach((parameter, p) => {
    const y = head + p * line;
    drawing.append(
      svg('line', { class: 'grid', x1: 0, x2: width, y1: y - 4, y2: y - 4 }),
      svg(
        'text',
        { class: 'name', x: names - 10, y: y + 12, 'text-anchor': 'end' },
        clip(parameter.label, names - 12),
      ),
    );
    shown.forEach((metric, m) => {
      const x = names + m * room;
      const cell = cells[m]![p]!;
      if (p === chosen.parameter && m === chosen.metric)
        drawing.append(
          svg('rect', { class: 'chosen', x: x - 5, y: y - 1, width: room - 6, height: line - 6, rx: 5 }),
        );
      drawing.append(...bars(cell, x, y, long));
      marks.push({
        x: x + 6,
        y: y + 8,
        title: `${parameter.label} on ${metric.label}`,
        rows: wordsOf(cell),
      });
    });
  });
  return { drawing, marks };
}

function bars(cell: Importance, x: number, y: number, long: number): SVGElement[] {
  if (!known(cell.share)) return [svg('text', { class: 'value', x, y: y + 12 }, 'constant')];
  const out: SVGElement[] = [
    svg('rect', { class: 'track', x, y: y + 2, width: long, height: 12, rx: 2 }),
    svg('rect', { class: 'share', x, y: y + 2, width: Math.max(1, long * cell.share), height: 12, rx: 2 }),
  ];
  if (known(cell.best))
    out.push(
      svg('rect', { class: 'best', x, y: y + 17, width: Math.max(1, long * cell.best), height: 5, rx: 1 }),
    );
  if (known(cell.low) && known(cell.high))
    out.push(
      svg('path', {
        class: 'interval',
        d: `M${x + long * cell.low},${y + 8}H${x + long * cell.high}M${x + long * cell.low},${y + 5}v6M${x + long * cell.high},${y + 5}v6`,
      }),
    );
  out.push(svg('text', { class: 'value', x: x + long + 6, y: y + 12 }, formatShare(cell.share)));
  return out;
}

const wordsOf = (cell: Importance): PlotMark['rows'] => [
  ['Explains', known(cell.share) ? formatShare(cell.share) : 'nothing: the metric is constant'],
  ...(known(cell.low)
    ? [['90 % interval', `${formatShare(cell.low)} – ${formatShare(cell.high)}`] as const]
    : []),
  ...(known(cell.best) ? [['Of being in the best tenth', formatShare(cell.best)] as const] : []),
  ...(known(cell.range) ? [['Worst level over best', `× ${cell.range.toPrecision(3)}`] as const] : []),
];
