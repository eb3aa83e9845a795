import { formatQuantity } from '../../quantity.ts';
import type { Drawn, PlotMark } from '../chart/markedPlot.ts';
import { svg } from '../dom.ts';
import { hatchFill } from '../hatchPatterns.ts';
import type { Mark } from '../palette.ts';

/** One line: what each part gained or lost from A to B. */
export interface DeltaLine {
  readonly name: string;
  readonly parts: readonly { readonly key: string; readonly mark: Mark; readonly delta: number }[];
  readonly net: number;
  readonly words: PlotMark['rows'];
}

const line = 26;
const bar = 17;
const head = 22;

const signed = (value: number, unit: string): string =>
  value === 0 ? '±0' : `${value > 0 ? '+' : ''}${formatQuantity(value, unit)}`;

/** Bars to both sides of zero: losses of B to the right, savings to the left, a tick at the net. */
export function drawDeltas(lines: readonly DeltaLine[], unit: string, width: number): Drawn {
  const height = head + lines.length * line + 8;
  const defs = svg('defs', {});
  const drawing = svg(
    'svg',
    { class: 'chart', width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    defs,
  );
  const names = width < 520 ? 92 : Math.min(230, width * 0.26);
  const values = width < 520 ? 84 : 104;
  const room = width - names - values - 8;
  const more = (l: DeltaLine, sign: number): number =>
    l.parts.reduce((n, p) => n + Math.max(0, sign * p.delta), 0);
  const gain = Math.max(0, ...lines.map((l) => more(l, -1)));
  const loss = Math.max(0, ...lines.map((l) => more(l, 1)));
  const scale = room / Math.max(gain + loss, 1e-300);
  const zero = names + (gain + loss === 0 ? room / 2 : gain * scale);
  const fills = new Map<string, string>();
  const fillOf = (key: string, mark: Mark): string => {
    const fill = fills.get(key) ?? hatchFill(defs, mark);
    fills.set(key, fill);
    return fill;
  };
  if (gain > 0 && zero - names > 60)
    drawing.append(
      svg('text', { class: 'tick', x: zero - 7, y: 13, 'text-anchor': 'end' }, '← B needs less'),
    );
  if (loss > 0 && names + room - zero > 60)
    drawing.append(svg('text', { class: 'tick', x: zero + 7, y: 13 }, 'B needs more →'));
  const marks: PlotMark[] = [];
  lines.forEach((l, i) => {
    const y = head + i * line;
    const g = svg(
      'g',
      { class: 'layer-row' },
      svg('rect', { class: 'hit', x: 0, y: y - 4, width, height: line }),
      svg(
        'text',
        { class: 'name', x: names - 8, y: y + bar / 2, dy: '0.34em', 'text-anchor': 'end' },
        l.name.length > names / 7.2 ? `${l.name.slice(0, Math.floor(names / 7.2) - 1)}…` : l.name,
      ),
    );
    let [left, right] = [zero, zero];
    for (const { key, mark, delta } of l.parts) {
      const wide = Math.abs(delta) * scale;
      if (wide <= 0) continue;
      if (delta < 0) left -= wide;
      g.append(
        svg('rect', {
          class: 'part',
          x: delta < 0 ? left : right,
          y,
          width: wide,
          height: bar,
          fill: fillOf(key, mark),
        }),
      );
      if (delta > 0) right += wide;
    }
    const net = zero + l.net * scale;
    g.append(
      svg('path', { class: 'net', d: `M${net},${y - 3}v${bar + 6}` }),
      svg(
        'text',
        { class: 'value', x: width - 2, y: y + bar / 2, dy: '0.34em', 'text-anchor': 'end' },
        signed(l.net, unit),
      ),
    );
    drawing.append(g);
    marks.push({ x: Math.min(width * 0.45, zero), y: y + bar / 2, title: l.name, rows: l.words });
  });
  drawing.append(svg('path', { class: 'zero', d: `M${zero},${head - 6}V${height - 4}` }));
  return { drawing, marks, lines: true };
}
