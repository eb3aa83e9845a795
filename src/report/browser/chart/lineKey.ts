import { svg } from '../dom.ts';
import { categoryMark } from '../palette.ts';

/** Dashes tell lines apart where colours don't. */
const dashes: readonly string[] = ['', '7 3', '2 3', '9 3 2 3', '4 2', '1 4', '12 4', '6 2 1 2'];

/** A line of a category by number, and −1 like the first: its colour and its dashes. */
export function seriesPath(level: number, d: string): SVGPathElement {
  const code = Math.max(0, level);
  return svg('path', {
    class: 'series',
    d,
    stroke: categoryMark(code).colour,
    'stroke-dasharray': dashes[code % dashes.length] || null,
  });
}

/** The same for a legend, with a mark in its middle. */
export function lineKey(level: number): SVGSVGElement {
  return svg(
    'svg',
    { class: 'swatch', width: 26, height: 12, viewBox: '0 0 26 12', 'aria-hidden': 'true' },
    seriesPath(level, 'M0,6H26'),
    svg('circle', { cx: 13, cy: 6, r: 3.5, fill: categoryMark(Math.max(0, level)).colour }),
  );
}
