import { formatQuantity } from '../../quantity.ts';
import { html, svg } from '../dom.ts';
import { drawParallelAxes } from '../parallel/drawParallelAxes.ts';
import { paintLines } from '../parallel/paintLines.ts';
import { parallelAxes } from '../parallel/parallelAxes.ts';
import { parallelKeys } from '../parallel/parallelKeys.ts';
import { missingBelow, nearestLine, type ParallelModel, parallelModel } from '../parallel/parallelModel.ts';
import { throttle } from '../throttle.ts';
import {
  defineView,
  type TableData,
  type ViewContext,
  type ViewHost,
  type ViewInstance,
} from './defineView.ts';

const top = 34;
const bottom = 34;
const leastGap = 84;

/** What is varied on the left, what comes out on the right, one line a point. Drag on an axis to select. */
export default defineView({
  id: 'parallel',
  title: 'Parameters and metrics',
  tab: 'explore',
  place: 'wide',
  order: 0,
  needs: (report) => report.points.count > 2 && report.axes.length > 0,
  render,
  table,
  summarise,
});

function render(host: ViewHost, context: ViewContext): ViewInstance {
  const { store } = context;
  const canvas = html('canvas', { 'aria-hidden': 'true' });
  const backdrop = html('canvas', {});
  const over = svg('svg', { class: 'layer', 'aria-hidden': 'true' });
  const inner = html('div', { class: 'lines-inner' }, canvas, over);
  const stage = html(
    'div',
    {
      class: 'lines',
      tabindex: 0,
      role: 'application',
      'aria-roledescription': 'parallel coordinates',
      'aria-label': 'Parameters and metrics',
    },
    inner,
  );
  const note = html('p', { class: 'note' });
  host.body.append(stage, note);
  let model: ParallelModel | null = null;
  let height = 0;
  let placeBrushes = (): void => undefined;
  const focusLine = svg('path', { class: 'highlight line' });
  const pinLine = svg('path', { class: 'pinned line' });
  let titles: readonly SVGTextElement[] = [];

  const linePath = (row: number | null): string => {
    if (row === null || model === null || context.scope().mask[row] === 0) return '';
    return model.axes
      .map((axis, a) => {
        const place = axis.place(axis.field.column[row]!);
        const y = Number.isNaN(place) ? height + missingBelow : height * (1 - place);
        return `${a === 0 ? 'M' : 'L'}${model!.lines.xs[a]},${y + top}`;
      })
      .join('');
  };
  const ink = () => {
    const styles = getComputedStyle(stage);
    const value = (name: string): string => styles.getPropertyValue(name).trim();
    return {
      faint: value('--faint'),
      hollow: value('--hollow'),
      hue: value('--accent'),
    };
  };
  const paint = (): void => {
    const g = canvas.getContext('2d')!;
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.clearRect(0, 0, canvas.width, canvas.height);
    g.drawImage(backdrop, 0, 0);
    const ratio = canvas.width / Math.max(1, inner.clientWidth);
    g.setTransform(ratio, 0, 0, ratio, 0, top * ratio);
    paintLines(g, model!.lines, context.selection().mask, 1, ink());
  };
  const layout = (): void => {
    const axes = parallelAxes(context).length;
    const width = Math.max(stage.clientWidth, axes * leastGap);
    if (stage.clientWidth < 40) return;
    inner.style.width = `${width}px`;
    height = inner.clientHeight - top - bottom;
    model = parallelModel(context, width, height);
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    for (const c of [canvas, backdrop]) {
      c.width = Math.round(width * ratio);
      c.height = Math.round(inner.clientHeight * ratio);
    }
    const g = backdrop.getContext('2d')!;
    g.setTransform(ratio, 0, 0, ratio, 0, top * ratio);
    paintLines(g, model.lines, new Uint8Array(context.report.points.count), 0, ink());
    over.setAttribute('viewBox', `0 0 ${width} ${inner.clientHeight}`);
    const drawn = drawParallelAxes(over, store, model, { width, height, top });
    ({ titles } = drawn);
    placeBrushes = drawn.placeBrushes;
    over.append(pinLine, focusLine);
    paint();
    rings();
    const { rows } = model.lines;
    note.textContent =
      rows.length < model.total
        ? `${rows.length} of ${model.total} lines are drawn: all of Pareto rank ≤ 3 and an even sample. Filters apply to all points.`
        : 'Drag along an axis to select; drag the selection to move it. Rank 1 is drawn strong, infeasible points are dotted.';
  };
  const rings = (): void => {
    pinLine.setAttribute('d', linePath(store.state.pinned));
    focusLine.setAttribute('d', linePath(store.state.highlight));
  };
  over.addEventListener('pointermove', (event) => {
    if (event.buttons !== 0 || model === null) return;
    const box = over.getBoundingClientRect();
    store.change(
      {
        highlight: nearestLine(
          model,
          context.selection().mask,
          event.clientX - box.left,
          event.clientY - box.top - top,
        ),
      },
      false,
    );
  });
  over.addEventListener('pointerleave', () => store.change({ highlight: null }, false));
  over.addEventListener('click', () => {
    if (store.state.highlight !== null) store.change({ pinned: store.state.highlight });
  });
  parallelKeys(
    stage,
    context,
    () => model,
    (at) => {
      for (const [a, title] of titles.entries()) title.classList.toggle('focused', a === at);
    },
  );
  new ResizeObserver(layout).observe(stage);
  // Lines cost more than marks: a few repaints a second keep a brush in another view quick.
  // Lines cost more than marks: some repaints a second keep a brush in another view quick.
  const repaint = throttle(() => {
    if (model === null) return;
    paint();
    placeBrushes();
  }, 90);
  return {
    update(changed) {
      if (
        model === null ||
        ['x', 'y', 'colour', 'group', 'hidden', 'tab', 'tables'].some((k) => changed.has(k as 'x'))
      )
        layout();
      else if (changed.has('filters')) repaint();
      rings();
    },
  };
}

/** Smallest, middle and largest value of each axis among the selected points. */
function table(context: ViewContext): TableData {
  const { mask } = context.selection();
  return {
    caption: 'Selected points along each axis',
    columns: ['Axis', 'Points', 'Distinct', 'Smallest', 'Median', 'Largest'].map((label, i) => ({
      label,
      numeric: i > 0,
    })),
    rows: parallelAxes(context).map(({ field }) => {
      const values: number[] = [];
      for (let i = 0; i < mask.length; i++)
        if (mask[i] === 1 && !Number.isNaN(field.column[i]!)) values.push(field.column[i]!);
      values.sort((a, b) => a - b);
      const text = (v: number | undefined): string =>
        v === undefined
          ? '–'
          : field.kind === 'category'
            ? (field.categories[v] ?? '–')
            : formatQuantity(v, field.unit);
      return [
        field.label,
        values.length,
        new Set(values).size,
        text(values[0]),
        text(values[values.length >> 1]),
        text(values.at(-1)),
      ];
    }),
  };
}

function summarise(context: ViewContext): string {
  const axes = parallelAxes(context);
  return `${context.selection().count} selected points over ${axes.length} axes: ${axes.map((a) => a.field.label).join(', ')}. Left and right choose an axis, up and down walk over rank 1, Space selects, Enter pins.`;
}
