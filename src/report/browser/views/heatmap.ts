import { markedPlot } from '../chart/markedPlot.ts';
import { choiceSelect } from '../choice.ts';
import { html, svg } from '../dom.ts';
import { drawHeatmap } from '../heatmap/drawHeatmap.ts';
import { heatmapModel, heatmapParameters, id, ordered } from '../heatmap/heatmapModel.ts';
import { metricOptions } from '../payoff/payoffModel.ts';
import { varyingAxes } from '../varyingAxes.ts';
import {
  defineView,
  type TableData,
  type ViewContext,
  type ViewHost,
  type ViewInstance,
} from './defineView.ts';

/** The best of a metric over two parameters: where in the plane of two sizes it is worth being. */
export default defineView({
  id,
  title: 'Best over two parameters',
  tab: 'explore',
  place: 'wide',
  order: 3,
  needs: (report) => report.axes.filter((a) => a.values.length > 1).length > 1,
  ready: (context) => varyingAxes(context).length > 1,
  render,
  table,
  summarise,
});

function render(host: ViewHost, context: ViewContext): ViewInstance {
  const metric = choiceSelect(context, id, 'metric', 'Best');
  const down = choiceSelect(context, id, 'down', 'over');
  const across = choiceSelect(context, id, 'across', 'and');
  host.tools.append(metric.element, down.element, across.element);
  const plot = markedPlot(context, 'heat map', (width) => {
    const model = heatmapModel(context);
    return model === null ? { drawing: svg('svg', {}), marks: [] } : drawHeatmap(context, model, width);
  });
  const note = html('p', { class: 'note' });
  host.body.append(plot.element, note);
  let waiting = 0;
  const draw = (): void => {
    const model = heatmapModel(context);
    note.textContent = words(context);
    plot.element.hidden = model === null;
    if (model === null) return;
    const list = ordered(heatmapParameters(context));
    metric.sync(metricOptions(context).map((f) => [f.id, f.label]));
    down.sync(list.map((p) => [p.field.id, p.label]));
    across.sync(list.filter((p) => p.field !== model.down.field).map((p) => [p.field.id, p.label]));
    plot.redraw();
  };
  return {
    update(changed) {
      if (!['filters', 'group', 'choices', 'pinned', 'tab', 'tables'].some((k) => changed.has(k as 'tab')))
        return;
      window.clearTimeout(waiting);
      waiting = window.setTimeout(draw, changed.has('filters') ? 220 : 40);
    },
    figure: () => plot.figure(),
  };
}

function words(context: ViewContext): string {
  const model = heatmapModel(context);
  if (model === null) return 'Fewer than two parameters vary among these points.';
  const { metric, across, down, cells } = model;
  let best = -1;
  let legal = 0;
  for (const line of cells)
    for (const { row } of line) {
      if (row < 0) continue;
      legal++;
      const [value, top] = [metric.column[row]!, metric.column[best] ?? Number.NaN];
      if (best < 0 || (metric.better === 'lower' ? value < top : value > top)) best = row;
    }
  if (best < 0) return `No selected point has a ${metric.label.toLowerCase()}.`;
  return `The brighter, the better; each cell is the best of its designs, other parameters free. Best is ${metric.text(best)} at ${down.label} ${down.levels[down.level(best)]} and ${across.label} ${across.levels[across.level(best)]}; ${legal} of ${cells.length * across.levels.length} cells have a feasible design.`;
}

function table(context: ViewContext): TableData {
  const model = heatmapModel(context);
  if (model === null)
    return {
      caption: 'Nothing to compare',
      columns: [{ label: 'Cell', numeric: false }],
      rows: [[words(context)]],
    };
  const { metric, across, down, cells } = model;
  return {
    caption: `Best ${metric.label} by ${down.label} and ${across.label}`,
    columns: [
      { label: `${down.label} \\ ${across.label}`, numeric: false },
      ...across.levels.map((label) => ({ label, numeric: true })),
    ],
    rows: cells.map((line, j) => [
      down.levels[j]!,
      ...line.map((c) => (c.row < 0 ? '–' : metric.exact(c.row))),
    ]),
  };
}

function summarise(context: ViewContext): string {
  return `${words(context)} Arrow keys move over the cells, Enter pins the best of one.`;
}
