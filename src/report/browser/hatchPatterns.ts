import { svg } from './dom.ts';
import type { Hatch, Mark } from './palette.ts';

const strokes: Readonly<Record<Hatch, readonly string[]>> = {
  none: [],
  rising: ['M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2'],
  falling: ['M-1,5 l2,2 M0,0 l6,6 M5,-1 l2,2'],
  horizontal: ['M0,3 h6'],
  vertical: ['M3,0 v6'],
  cross: ['M0,0 l6,6 M0,6 l6,-6'],
  dots: ['M1.5,1.5 h0.01 M4.5,4.5 h0.01'],
  sparse: ['M3,3 h0.01'],
};

let made = 0;

/** Adds a pattern for a mark to a drawing's `<defs>` and returns what `fill` takes. */
export function hatchFill(defs: SVGDefsElement, mark: Mark): string {
  if (mark.hatch === 'none') return mark.colour;
  const id = `hatch-${made++}`;
  const round = mark.hatch === 'dots' || mark.hatch === 'sparse';
  defs.append(
    svg(
      'pattern',
      { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
      svg('rect', { width: 6, height: 6, fill: mark.colour }),
      ...strokes[mark.hatch].map((d) =>
        svg('path', {
          d,
          fill: 'none',
          stroke: '#000',
          'stroke-opacity': 0.42,
          'stroke-width': round ? 2 : 1,
          'stroke-linecap': round ? 'round' : 'butt',
        }),
      ),
    ),
  );
  return `url(#${id})`;
}

/** A small swatch of a mark for legends. */
export function swatch(mark: Mark): SVGSVGElement {
  const defs = svg('defs', {});
  const drawing = svg(
    'svg',
    { class: 'swatch', width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': 'true' },
    defs,
  );
  drawing.append(
    svg('rect', { x: 0.5, y: 0.5, width: 13, height: 13, rx: 2, fill: hatchFill(defs, mark), class: 'edge' }),
  );
  return drawing;
}
