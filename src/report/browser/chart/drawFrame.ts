import { axisUnit, formatTick } from '../../quantity.ts';
import { svg } from '../dom.ts';
import type { PlaneScale } from './scaleBetween.ts';

export interface ChartAxis {
  readonly scale: PlaneScale;
  readonly ticks: readonly number[];
  readonly title: string;
  readonly unit: string;
  /** Text of a tick where a number with a unit won't do. */
  readonly label?: (tick: number) => string;
}

const labelOf = ({ label, unit }: ChartAxis, tick: number): string => label?.(tick) ?? formatTick(tick, unit);

/** Pixels that the labels of a vertical axis take. */
export const labelRoom = (axis: ChartAxis): number =>
  14 + 6.8 * Math.max(2, ...axis.ticks.map((t) => labelOf(axis, t).length));

/** Grid lines, tick labels and titles of a chart whose plane starts at (0, 0); labels that would touch are left out. */
export function drawFrame(
  layer: SVGGElement,
  x: ChartAxis,
  y: ChartAxis,
  size: { readonly left: number; readonly width: number; readonly height: number },
): void {
  const { left, width, height } = size;
  let lastRight = Number.NEGATIVE_INFINITY;
  for (const tick of x.ticks) {
    const at = x.scale(tick);
    layer.append(svg('line', { class: 'grid', x1: at, x2: at, y1: 0, y2: height }));
    const text = labelOf(x, tick);
    const half = text.length * 3.4;
    if (at - half < lastRight + 6 || at + half > width + 14) continue;
    lastRight = at + half;
    layer.append(svg('text', { class: 'tick', x: at, y: height + 17, 'text-anchor': 'middle' }, text));
  }
  for (const tick of y.ticks) {
    const at = y.scale(tick);
    layer.append(
      svg('line', { class: 'grid', x1: 0, x2: width, y1: at, y2: at }),
      svg('text', { class: 'tick', x: -8, y: at, dy: '0.32em', 'text-anchor': 'end' }, labelOf(y, tick)),
    );
  }
  layer.append(
    svg('path', { class: 'axis', d: `M0,0V${height}H${width}` }),
    svg(
      'text',
      { class: 'title', x: width, y: height + 37, 'text-anchor': 'end' },
      `${x.title}${x.label === undefined ? axisUnit(x.unit) : ''}`,
    ),
    svg(
      'text',
      { class: 'title', x: -left + 2, y: -12 },
      `${y.title}${y.label === undefined ? axisUnit(y.unit) : ''}`,
    ),
  );
}
