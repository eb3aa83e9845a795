import { formatExact, formatQuantity } from '../../quantity.ts';
import { html, svg } from '../dom.ts';
import type { ViewContext } from '../views/defineView.ts';
import type { ColourScale } from './colourScale.ts';
import type { ScatterModel } from './scatterModel.ts';
import { star } from './scatterOverlay.ts';

const mostShown = 24;

/** Colours and shapes of the scatter. Categories are switches that filter. */
export function drawLegend(
  host: HTMLElement,
  context: ViewContext,
  { colour, unplaced, share }: Pick<ScatterModel, 'colour' | 'unplaced' | 'share'>,
): void {
  const { report, store } = context;
  const field = context.field(store.state.colour);
  const items: Node[] = [html('span', { class: 'legend-title' }, field.label)];
  if (colour.kind === 'categories') items.push(categoryKeys(context, colour));
  else {
    const bar = html('canvas', { class: 'ramp', width: 120, height: 10, 'aria-hidden': 'true' });
    const g = bar.getContext('2d')!;
    colour.colours.forEach((c, i) => {
      g.fillStyle = c;
      g.fillRect((i * 120) / colour.colours.length, 0, 120 / colour.colours.length + 1, 10);
    });
    items.push(
      html(
        'span',
        { class: 'key' },
        formatQuantity(colour.low, field.unit),
        bar,
        formatQuantity(colour.high, field.unit),
      ),
    );
  }
  const shape = (draw: SVGElement, text: string): Node =>
    html(
      'span',
      { class: 'key' },
      svg('svg', { width: 14, height: 14, viewBox: '-7 -7 14 14', 'aria-hidden': 'true' }, draw),
      text,
    );
  const shapes: Node[] = [
    shape(svg('circle', { r: 4.6, class: 'shape-1' }), 'rank 1'),
    shape(svg('circle', { r: 3.4, class: 'shape-2' }), 'rank 2–3'),
    shape(svg('circle', { r: 2.6, class: 'shape-3' }), 'dominated'),
  ];
  if (report.summary.infeasible > 0)
    shapes.push(shape(svg('rect', { x: -3, y: -3, width: 6, height: 6, class: 'shape-0' }), 'infeasible'));
  if (report.points.baseline !== null && context.scope().mask[report.points.baseline] === 1)
    shapes.push(shape(svg('path', { d: star(0, 0, 6), class: 'baseline' }), 'baseline'));
  shapes.push(shape(svg('path', { d: 'M-7,-4H0V4H7', class: 'front front-1' }), 'front of these two'));
  if (share !== null)
    shapes.push(
      html(
        'span',
        {
          class: 'key muted',
          title:
            'Share of the box from the best to the worst feasible values that this front dominates, as drawn',
        },
        `hypervolume ${share.toFixed(3)}`,
      ),
    );
  if (unplaced > 0)
    shapes.push(html('span', { class: 'key muted' }, `${unplaced} without these metrics not drawn`));
  host.replaceChildren(
    html('div', { class: 'keys', role: 'group', 'aria-label': `Colour: ${field.label}` }, ...items),
    html('div', { class: 'keys', role: 'group', 'aria-label': 'Shapes' }, ...shapes),
  );
}

function categoryKeys(context: ViewContext, colour: ColourScale): Node {
  const { store } = context;
  const field = context.field(store.state.colour);
  const keys = html('span', { class: 'keys' });
  const own = store.state.filters['legend'] ?? [];
  const test = own.find((t) => t.field === field.id && 'values' in t);
  const chosen = test !== undefined && 'values' in test ? test.values : null;
  colour.values.slice(0, mostShown).forEach((value, i) => {
    const text =
      field.kind === 'category' ? (field.categories[value] ?? '–') : formatExact(value, field.unit);
    const on = chosen === null || chosen.includes(value);
    const dot = svg('svg', { width: 12, height: 12, viewBox: '-6 -6 12 12', 'aria-hidden': 'true' });
    dot.append(svg('circle', { r: 5, fill: colour.colours[i]!, class: 'edge' }));
    const key = html(
      'button',
      {
        type: 'button',
        class: 'key toggle',
        'aria-pressed': on ? 'true' : 'false',
        title: `Show only or hide ${text.slice(0, 200)}`,
      },
      dot,
      html('span', { class: 'clip' }, text),
    );
    key.addEventListener('click', () => {
      // The first click shows one category alone; further clicks add and remove.
      const next = chosen === null ? [value] : on ? chosen.filter((v) => v !== value) : [...chosen, value];
      const all = next.length === 0 || next.length === colour.values.length;
      const { legend: _, ...others } = store.state.filters;
      store.change({ filters: all ? others : { ...others, legend: [{ field: field.id, values: next }] } });
    });
    keys.append(key);
  });
  if (colour.values.length > mostShown)
    keys.append(html('span', { class: 'muted' }, `and ${colour.values.length - mostShown} more`));
  return keys;
}
