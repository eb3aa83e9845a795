import { formatShare } from '../../quantity.ts';
import { markedPlot } from '../chart/markedPlot.ts';
import { choiceOf, choiceSelect } from '../choice.ts';
import { html, svg } from '../dom.ts';
import { drawImportance } from '../importance/drawImportance.ts';
import { drawSlice } from '../importance/drawSlice.ts';
import { fewest, type ImportanceModel, importanceModel } from '../importance/importanceModel.ts';
import { varyingAxes } from '../varyingAxes.ts';
import {
  defineView,
  type TableData,
  type ViewContext,
  type ViewHost,
  type ViewInstance,
} from './defineView.ts';

const id = 'importance';
const nothing = () => ({ drawing: svg('svg', {}), marks: [] });

/** Which parameter matters for which metric, and how the metric goes over its values. */
export default defineView({
  id,
  title: 'What matters',
  tab: 'explore',
  place: 'wide',
  order: 1,
  needs: (report) => report.points.count > 2 && report.axes.some((a) => a.values.length > 1),
  ready: (context) => varyingAxes(context).length > 0,
  render,
  table,
  summarise,
});

/** Metrics in the picture: the objectives; all are in the table and in the list of the second picture. */
const columnsOf = ({ report }: ViewContext, { metrics }: ImportanceModel): number =>
  Math.min(5, metrics.length, Math.max(1, report.objectives.length));

function chosenOf(
  context: ViewContext,
  model: ImportanceModel,
): { readonly parameter: number; readonly metric: number } {
  const [aim = []] = model.cells;
  const order = [...model.parameters.keys()].sort((a, b) => (aim[b]?.share || 0) - (aim[a]?.share || 0));
  const parameter = choiceOf(
    context,
    id,
    'parameter',
    order.map((i) => model.parameters[i]!.field.id),
  );
  const metric = choiceOf(
    context,
    id,
    'metric',
    model.metrics.map((m) => m.id),
  );
  return {
    parameter: model.parameters.findIndex((p) => p.field.id === parameter),
    metric: model.metrics.findIndex((m) => m.id === metric),
  };
}

function render(host: ViewHost, context: ViewContext): ViewInstance {
  const { store } = context;
  const parameter = choiceSelect(context, id, 'parameter', 'Over');
  const metric = choiceSelect(context, id, 'metric', 'Metric');
  host.tools.append(metric.element, parameter.element);
  const keys = html(
    'ul',
    { class: 'keys' },
    html('li', { class: 'key' }, keyBar('share'), 'share explained, 90 % interval'),
    html('li', { class: 'key' }, keyBar('best'), 'of being in the best tenth'),
  );
  const matrix = markedPlot(
    context,
    'matrix of bars',
    (width) => {
      const model = importanceModel(context);
      if (model.cells.length === 0) return nothing();
      return drawImportance(model, columnsOf(context, model), chosenOf(context, model), width);
    },
    (at) => {
      const model = importanceModel(context);
      const columns = columnsOf(context, model);
      store.change({
        choices: {
          ...store.state.choices,
          [`${id}.parameter`]: model.parameters[Math.floor(at / columns)]!.field.id,
          [`${id}.metric`]: model.metrics[at % columns]!.id,
        },
      });
    },
  );
  const slice = markedPlot(context, 'strip plot', (width) => {
    const model = importanceModel(context);
    const { parameter: p, metric: m } = chosenOf(context, model);
    return p < 0 || m < 0
      ? nothing()
      : drawSlice(context, model.parameters[p]!, model.metrics[m]!, model.rows, width);
  });
  const note = html('p', { class: 'note' });
  host.body.append(keys, html('div', { class: 'pair' }, matrix.element, slice.element), note);
  let waiting = 0;
  const draw = (): void => {
    const model = importanceModel(context);
    const chosen = chosenOf(context, model);
    parameter.sync(
      model.parameters.map((p) => [p.field.id, p.label]),
      model.parameters[chosen.parameter]?.field.id,
    );
    metric.sync(model.metrics.map((f) => [f.id, f.label]));
    keys.hidden = model.cells.length === 0;
    matrix.element.hidden = model.cells.length === 0;
    note.textContent = noteOf(model);
    matrix.redraw();
    slice.redraw();
  };
  return {
    update(changed) {
      if (!['filters', 'group', 'choices', 'pinned', 'tab', 'tables'].some((k) => changed.has(k as 'tab')))
        return;
      // Nobody reads shares while a brush moves, and the page's first plot goes first.
      window.clearTimeout(waiting);
      waiting = window.setTimeout(draw, changed.has('filters') ? 200 : 20);
    },
    figure: () => matrix.figure(),
  };
}

const keyBar = (kind: string): SVGSVGElement =>
  svg(
    'svg',
    { class: 'swatch', width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': 'true' },
    svg('rect', {
      class: kind,
      x: 0,
      y: kind === 'best' ? 5 : 2,
      width: 14,
      height: kind === 'best' ? 5 : 10,
      rx: 1,
    }),
  );

function noteOf({ rows, total, cells }: ImportanceModel): string {
  const sample = rows.length < total ? ` (an even sample of ${rows.length})` : '';
  if (cells.length === 0)
    return `Too few points for shares: ${total} feasible ones are selected, ${fewest} are needed.`;
  return `Explained: variance between a parameter's values over all variance, of ${total} feasible selected points${sample}; logarithms where values are positive. What is left when a column sums to less than all is interplay of parameters. Click a bar, or press Enter on it, for the metric over its values.`;
}

function table(context: ViewContext): TableData {
  const model = importanceModel(context);
  const percent = (share: number): string => (Number.isFinite(share) ? formatShare(share) : '–');
  return {
    caption: 'Share of each metric that each parameter explains by itself',
    columns: [
      'Metric',
      'Parameter',
      'Explains',
      '90 % from',
      'to',
      'Of the best tenth',
      'Worst / best level',
    ].map((label, i) => ({ label, numeric: i > 1 })),
    rows:
      model.cells.length === 0
        ? [[noteOf(model), '', '', '', '', '', '']]
        : model.metrics.flatMap((metric, m) =>
            model.parameters.map((parameter, p) => {
              const cell = model.cells[m]![p]!;
              return [
                metric.label,
                parameter.label,
                percent(cell.share),
                percent(cell.low),
                percent(cell.high),
                percent(cell.best),
                Number.isFinite(cell.range) ? cell.range.toPrecision(3) : '–',
              ];
            }),
          ),
  };
}

function summarise(context: ViewContext): string {
  const model = importanceModel(context);
  if (model.cells.length === 0) return noteOf(model);
  const words = model.metrics.slice(0, columnsOf(context, model)).flatMap((metric, m) => {
    const [first] = model.parameters
      .map((p, i) => ({ p, share: model.cells[m]![i]!.share }))
      .filter((c) => Number.isFinite(c.share))
      .sort((a, b) => b.share - a.share);
    return first === undefined
      ? []
      : [`${metric.label} depends most on ${first.p.label}: ${formatShare(first.share)}`];
  });
  return `${words.join('; ')}. Arrow keys move over the bars, Enter shows the metric over its values.`;
}
