import { formatExact, formatShare } from '../../quantity.ts';
import {
  type CapacityLine,
  type CapacityModel,
  capacityAxes,
  capacityMetrics,
  capacityModel,
  splitters,
  together,
} from '../capacity/capacityModel.ts';
import { drawCapacity } from '../capacity/drawCapacity.ts';
import { lineKey } from '../chart/lineKey.ts';
import { markedPlot } from '../chart/markedPlot.ts';
import { choiceSelect } from '../choice.ts';
import { html, svg } from '../dom.ts';
import {
  defineView,
  type TableData,
  type ViewContext,
  type ViewHost,
  type ViewInstance,
} from './defineView.ts';

const id = 'capacity';

/** Least traffic or energy against the size of a memory: how much buffer is worth having. */
export default defineView({
  id,
  title: 'Traffic against capacity',
  tab: 'explore',
  place: 'wide',
  order: 2,
  needs: (report) => report.points.count > 2,
  ready: (context) => capacityAxes(context).length > 0,
  render,
  table,
  summarise,
});

function render(host: ViewHost, context: ViewContext): ViewInstance {
  const metric = choiceSelect(context, id, 'metric', 'Metric');
  const axis = choiceSelect(context, id, 'axis', 'against');
  const by = choiceSelect(context, id, 'by', 'a line for each');
  host.tools.append(metric.element, axis.element, by.element);
  const keys = html('ul', { class: 'keys' });
  const plot = markedPlot(context, 'line chart', (width) => {
    const model = capacityModel(context);
    return model === null || model.lines.length === 0
      ? { drawing: svg('svg', {}), marks: [] }
      : drawCapacity(context, model, width);
  });
  const note = html('p', { class: 'note' });
  host.body.append(keys, plot.element, note);
  let waiting = 0;
  const draw = (): void => {
    const model = capacityModel(context);
    if (model === null) return;
    metric.sync(capacityMetrics(context).map((f) => [f.id, f.label]));
    axis.sync(capacityAxes(context).map((f) => [f.id, f.label]));
    by.sync([
      [together, 'nothing'],
      ...splitters(context, model.capacity).map((f) => [f.id, f.label] as const),
    ]);
    keys.replaceChildren(
      ...model.lines.map((l) => html('li', { class: 'key' }, lineKey(l.level), l.label)),
      html('li', { class: 'key' }, hollow(), 'the middle design of that size'),
    );
    note.textContent = words(model);
    plot.redraw();
  };
  return {
    update(changed) {
      if (!['filters', 'group', 'choices', 'tab', 'tables'].some((k) => changed.has(k as 'tab'))) return;
      window.clearTimeout(waiting);
      waiting = window.setTimeout(draw, changed.has('filters') ? 200 : 30);
    },
    figure: () => plot.figure(),
  };
}

const hollow = (): SVGSVGElement =>
  svg(
    'svg',
    { class: 'swatch', width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': 'true' },
    svg('circle', { class: 'dense', cx: 7, cy: 7, r: 4, stroke: 'currentColor' }),
  );

/** What the size saves at best, line by line, and where most of it is reached. */
function words({ lines, capacity, metric, by }: CapacityModel): string {
  const size = (n: number): string => `${n}${capacity.unit === '' ? '' : `\u202f${capacity.unit}`}`;
  const one = ({ label, points }: CapacityLine): string => {
    const [first, last] = [points[0]!, points.at(-1)!];
    const value = (at: number): number => metric.column[at]!;
    const saved = value(first.best) - value(last.best);
    const share = saved / value(first.best);
    const name = by === null ? '' : `${label} `;
    if (points.length < 2 || !Number.isFinite(share)) return `${name}has one size only`;
    if (Math.abs(share) < 0.005)
      return `${name}does as well with ${size(first.capacity)} as with ${size(last.capacity)}`;
    const most = points.find((p) => value(first.best) - value(p.best) >= 0.8 * saved)!;
    const early =
      saved > 0 && most !== last
        ? `, ${formatShare((value(first.best) - value(most.best)) / saved)} of it up to ${size(most.capacity)}`
        : '';
    return `${name}${saved > 0 ? 'saves' : 'adds'} ${formatShare(Math.abs(share))} from ${size(first.capacity)} to ${size(last.capacity)}${early}`;
  };
  return `${metric.label}: ${by === null ? 'the best design ' : ''}${lines.slice(0, 8).map(one).join('; ')}.`;
}

function table(context: ViewContext): TableData {
  const model = capacityModel(context);
  return {
    caption: `${model?.metric.label ?? 'Metric'} of the selected feasible points by capacity`,
    columns: [
      { label: model?.by?.label ?? 'Designs', numeric: false },
      { label: model?.capacity.label ?? 'Capacity', numeric: true },
      { label: 'Least', numeric: true },
      { label: 'Middle', numeric: true },
      { label: 'Points', numeric: true },
      { label: 'Best point', numeric: true },
    ],
    rows: (model?.lines ?? []).flatMap((l) =>
      l.points.map((p) => [
        l.label,
        model!.capacity.exact(p.best),
        model!.metric.exact(p.best),
        formatExact(p.median, model!.metric.unit),
        p.count,
        context.report.points.index[p.best]!,
      ]),
    ),
  };
}

function summarise(context: ViewContext): string {
  const model = capacityModel(context);
  return model === null || model.lines.length === 0
    ? 'No selected point tells how traffic goes with capacity.'
    : `${words(model)} Arrow keys move over the marks, Enter pins the best design of a size.`;
}
