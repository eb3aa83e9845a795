import type { Drawn, PlotMark } from '../chart/markedPlot.ts';
import { svg } from '../dom.ts';
import { sequence } from '../palette.ts';
import { pointName } from '../pointWords.ts';
import type { ViewContext } from '../views/defineView.ts';
import type { HeatmapModel } from './heatmapModel.ts';

const head = 44;

/** Share of a value between the worst (0) and the best (1) of the picture, in logarithms where all are positive. */
export function goodness(model: HeatmapModel): (row: number) => number {
  const { metric, cells } = model;
  const values = cells.flatMap((line) => line.flatMap((c) => (c.row < 0 ? [] : [metric.column[c.row]!])));
  const log = values.every((v) => v > 0);
  const place = (v: number): number => (log ? Math.log(v) : v);
  const [low, high] = [place(Math.min(...values)), place(Math.max(...values))];
  return (row) => {
    const t = high > low ? (place(metric.column[row]!) - low) / (high - low) : 1;
    return metric.better === 'lower' ? 1 - t : t;
  };
}

/** One cell a pair of values: the better the brighter, its number where there is room, hatched where nothing is legal. */
export function drawHeatmap(context: ViewContext, model: HeatmapModel, width: number): Drawn {
  const { across, down, metric, cells } = model;
  const names = Math.min(
    width * 0.3,
    24 + 7.2 * Math.max(...down.levels.map((l) => l.length), down.label.length + 2),
  );
  const room = Math.min(width - names, across.levels.length * 170);
  const cell = {
    width: room / across.levels.length,
    height: Math.max(30, Math.min(46, 340 / down.levels.length)),
  };
  const height = head + cell.height * down.levels.length + 8;
  const drawing = svg('svg', {
    class: 'chart',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'aria-hidden': 'true',
  });
  const good = goodness(model);
  const dark = context.dark();
  const clip = (text: string, pixels: number): string =>
    text.length * 7 > pixels ? `${text.slice(0, Math.max(1, Math.floor(pixels / 7) - 1))}…` : text;
  drawing.append(
    svg('text', { class: 'title', x: names, y: 13 }, clip(`${across.label} →`, room)),
    svg(
      'text',
      { class: 'title', x: names - 10, y: 13, 'text-anchor': 'end' },
      clip(`↓ ${down.label}`, names - 10),
    ),
  );
  across.levels.forEach((level, i) => {
    drawing.append(
      svg(
        'text',
        { class: 'tick', x: names + (i + 0.5) * cell.width, y: head - 10, 'text-anchor': 'middle' },
        clip(level, cell.width),
      ),
    );
  });
  const marks: PlotMark[] = [];
  down.levels.forEach((level, j) => {
    const y = head + j * cell.height;
    drawing.append(
      svg(
        'text',
        { class: 'tick', x: names - 10, y: y + cell.height / 2, dy: '0.34em', 'text-anchor': 'end' },
        clip(level, names - 12),
      ),
    );
    across.levels.forEach((other, i) => {
      const x = names + i * cell.width;
      const { row, feasible, count } = cells[j]![i]!;
      const t = row < 0 ? 0 : good(row);
      drawing.append(
        svg('rect', {
          class: row < 0 ? 'heat-none' : row === context.store.state.pinned ? 'heat-pinned' : 'heat',
          x: x + 1,
          y: y + 1,
          width: Math.max(1, cell.width - 2),
          height: cell.height - 2,
          rx: 3,
          fill: row < 0 ? null : sequence(t, dark),
        }),
      );
      const text = row < 0 ? (count === 0 ? '' : 'none legal') : metric.text(row);
      if (text.length * 6.7 < cell.width - 4)
        drawing.append(
          svg(
            'text',
            {
              class: row < 0 ? 'tick' : 'heat-text',
              x: x + cell.width / 2,
              y: y + cell.height / 2,
              dy: '0.34em',
              'text-anchor': 'middle',
              fill: row < 0 ? null : inkOn(t, dark),
            },
            text,
          ),
        );
      marks.push({
        x: x + cell.width / 2,
        y: y + cell.height / 2,
        title: `${down.label} ${level}, ${across.label} ${other}`,
        ...(row < 0 ? {} : { row }),
        rows: [
          [`Best ${metric.label}`, row < 0 ? 'none' : metric.text(row)],
          ['Feasible', `${feasible} of ${count}`],
          ...(row < 0 ? [] : [['Best', pointName(context, row)] as const]),
        ],
      });
    });
  });
  return { drawing, marks };
}

/** Black or white, whichever reads better on the sequence's colour: cividis passes the middle grey at about a half. */
const inkOn = (t: number, dark: boolean): string =>
  (dark ? 0.25 + 0.75 * t : 0.86 * t) > 0.5 ? '#000' : '#fff';
