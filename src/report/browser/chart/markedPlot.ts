import { html, svg } from '../dom.ts';
import { pinPoint } from '../pinPoint.ts';
import { makeTooltip } from '../tooltip.ts';
import type { ViewContext } from '../views/defineView.ts';

/** A place of a drawing that can be walked to, hovered and, where it stands for a point, pinned. */
export interface PlotMark {
  readonly x: number;
  readonly y: number;
  readonly title: string;
  readonly rows: readonly (readonly [string, string])[];
  /** Row of the point that Enter and a click pin. */
  readonly row?: number;
}

export interface Drawn {
  readonly drawing: SVGSVGElement;
  /** In the order in which arrows walk over them. */
  readonly marks: readonly PlotMark[];
  /** Marks are lines of bars: the pointer means the one at its height, and no ring is drawn. */
  readonly lines?: boolean;
}

export interface MarkedPlot {
  readonly element: HTMLElement;
  redraw(): void;
  figure(): SVGSVGElement;
}

/** Pixels from a mark within which the pointer means it. */
const reach = 22;

/**
 * A chart as one SVG that is one tab stop: arrows, Home and End walk over its marks and speak them, the pointer shows
 * the nearest, Enter and a click pin. It is drawn anew at each width.
 */
export function markedPlot(
  context: ViewContext,
  kind: string,
  draw: (width: number) => Drawn,
  /** Called for marks that stand for no point. */
  act?: (index: number) => void,
): MarkedPlot {
  const element = html('div', {
    class: 'plot',
    tabindex: 0,
    role: 'application',
    'aria-roledescription': kind,
    'aria-label': kind,
  });
  let drawn: Drawn = { drawing: svg('svg', {}), marks: [] };
  element.append(drawn.drawing);
  const tooltip = makeTooltip(element);
  let focused = -1;
  const ring = svg('circle', { class: 'focus-ring', r: 8, 'aria-hidden': 'true' });

  const focus = (at: number, speak: boolean): void => {
    focused = at;
    const mark = drawn.marks[at];
    if (mark === undefined) {
      ring.remove();
      for (const g of drawn.drawing.querySelectorAll('.focused')) g.classList.remove('focused');
      tooltip.hide();
      return;
    }
    ring.setAttribute('cx', String(mark.x));
    ring.setAttribute('cy', String(mark.y));
    if (drawn.lines !== true) drawn.drawing.append(ring);
    drawn.drawing.querySelectorAll('.layer-row').forEach((g, i) => {
      g.classList.toggle('focused', i === at);
    });
    tooltip.show(mark.x, mark.y, mark.title, mark.rows);
    if (speak) context.announce([mark.title, ...mark.rows.map((r) => r.join(' '))].join(', '));
  };
  const nearest = (event: MouseEvent): number => {
    const box = drawn.drawing.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let best = -1;
    let least = reach * reach;
    drawn.marks.forEach((mark, i) => {
      const d = (drawn.lines === true ? 0 : (mark.x - x) ** 2) + (mark.y - y) ** 2;
      if (d < least) {
        least = d;
        best = i;
      }
    });
    return best;
  };
  const choose = (at: number, beside: boolean): void => {
    const mark = drawn.marks[at];
    if (mark?.row !== undefined) pinPoint(context, mark.row, beside);
    else if (mark !== undefined) act?.(at);
  };
  element.addEventListener('pointermove', (event) => {
    const at = nearest(event);
    if (at !== focused) focus(at, false);
  });
  element.addEventListener('pointerleave', () => focus(-1, false));
  element.addEventListener('blur', () => focus(-1, false));
  element.addEventListener('click', (event) => choose(nearest(event), event.shiftKey));
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = drawn.marks.length - 1;
    const to: Record<string, number> = {
      ArrowRight: focused + 1,
      ArrowDown: focused + 1,
      ArrowLeft: focused - 1,
      ArrowUp: focused - 1,
      Home: 0,
      End: last,
    };
    if (event.key === 'Enter' && focused >= 0) choose(focused, event.shiftKey);
    else if (event.key in to && last >= 0) focus(Math.min(last, Math.max(0, to[event.key]!)), true);
    else return;
    event.preventDefault();
  });
  const redraw = (): void => {
    if (element.clientWidth < 40) return;
    const next = draw(element.clientWidth);
    drawn.drawing.replaceWith(next.drawing);
    drawn = next;
    const inside = document.activeElement === element;
    focus(inside ? Math.min(focused, next.marks.length - 1) : -1, false);
  };
  let width = 0;
  new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    redraw();
  }).observe(element);
  return { element, redraw, figure: () => draw(Math.max(640, element.clientWidth)).drawing };
}
