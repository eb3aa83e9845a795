import { lineKey } from '../chart/lineKey.ts';
import { markedPlot } from '../chart/markedPlot.ts';
import { choiceSelect } from '../choice.ts';
import { html, svg } from '../dom.ts';
import { drawPayoff } from '../payoff/drawPayoff.ts';
import {
  alongOptions,
  metricOptions,
  ofOptions,
  type PayoffModel,
  payoffModel,
  referenceFirst,
  textOf,
} from '../payoff/payoffModel.ts';
import { payoffWords } from '../payoff/payoffWords.ts';
import {
  defineView,
  type TableData,
  type ViewContext,
  type ViewHost,
  type ViewInstance,
} from './defineView.ts';

const id = 'payoff';

/** Where each value of a parameter beats a reference: the ratio of the best designs along another axis. */
export default defineView({
  id,
  title: 'What pays where',
  tab: 'explore',
  place: 'wide',
  order: -1,
  needs: (report) => report.axes.filter((a) => a.values.length > 1).length > 1,
  ready: (context) => {
    const [along] = alongOptions(context);
    return along !== undefined && ofOptions(context, along).length > 0 && metricOptions(context).length > 0;
  },
  render,
  table,
  summarise,
});

function render(host: ViewHost, context: ViewContext): ViewInstance {
  const of = choiceSelect(context, id, 'of', 'Values of');
  const reference = choiceSelect(context, id, 'reference', 'against');
  const along = choiceSelect(context, id, 'along', 'along');
  const metric = choiceSelect(context, id, 'metric', 'in');
  host.tools.append(of.element, reference.element, along.element, metric.element);
  const keys = html('ul', { class: 'keys' });
  const plot = markedPlot(context, 'line chart', (width) => {
    const model = payoffModel(context);
    return model === null ? { drawing: svg('svg', {}), marks: [] } : drawPayoff(model, width);
  });
  const words = html('div', {});
  const note = html('p', { class: 'note' });
  host.body.append(keys, plot.element, words, note);
  let waiting = 0;
  const draw = (): void => {
    const model = payoffModel(context);
    if (model === null) return;
    const { of: parameter } = model;
    of.sync(ofOptions(context, model.along).map((f) => [f.id, f.label]));
    reference.sync(
      referenceFirst(parameter).map((l) => [String(l), textOf(parameter, l)]),
      String(model.reference),
    );
    along.sync(alongOptions(context).map((f) => [f.id, f.label]));
    metric.sync(metricOptions(context).map((f) => [f.id, f.label]));
    const lines = new Map(model.panels.flatMap((p) => p.lines.map((l) => [l.level, l.label] as const)));
    keys.replaceChildren(
      ...[...lines].map(([level, label]) => html('li', { class: 'key' }, lineKey(level), label)),
      html('li', { class: 'key' }, referenceKey(), `${textOf(parameter, model.reference)}, the reference`),
    );
    words.replaceChildren(wordsTable(model));
    note.textContent = noteOf(context, model);
    plot.redraw();
  };
  return {
    update(changed) {
      if (!['filters', 'group', 'choices', 'tab', 'tables'].some((k) => changed.has(k as 'tab'))) return;
      window.clearTimeout(waiting);
      waiting = window.setTimeout(draw, changed.has('filters') ? 150 : 10);
    },
    figure: () => plot.figure(),
  };
}

const referenceKey = (): SVGSVGElement =>
  svg(
    'svg',
    { class: 'swatch', width: 26, height: 12, viewBox: '0 0 26 12', 'aria-hidden': 'true' },
    svg('path', { class: 'reference', d: 'M0,6H26' }),
  );

/** Where each value pays, in words: one line a value, one column a panel. */
function wordsTable({ panels, of, along, numeric }: PayoffModel): HTMLElement {
  const head = html('tr', {}, html('th', { scope: 'col' }, of.label));
  for (const panel of panels)
    head.append(
      html(
        'th',
        { scope: 'col' },
        numeric && panel.title !== '' ? `${panel.title}: pays` : `Pays along ${along.label}`,
      ),
    );
  const body = html('tbody', {});
  const labels = new Map(panels.flatMap((p) => p.lines.map((l) => [l.level, l.label] as const)));
  for (const [level, label] of labels) {
    const tr = html('tr', {}, html('th', { scope: 'row' }, label));
    for (const panel of panels) {
      const line = panel.lines.find((l) => l.level === level);
      tr.append(html('td', {}, line === undefined ? '–' : payoffWords(line, numeric)));
    }
    body.append(tr);
  }
  return html(
    'div',
    { class: 'table-scroll open', tabindex: 0, role: 'region', 'aria-label': 'Where each value pays' },
    html(
      'table',
      { class: 'energy' },
      html('caption', {}, 'It pays where it is better by two percent or more'),
      html('thead', {}, head),
      body,
    ),
  );
}

function noteOf({ report }: ViewContext, { along, of, metric, reference }: PayoffModel): string {
  const all = along.id === `a:${report.within}` ? 'all' : 'the selected';
  return `Each mark is the best design with that value against the best with ${textOf(of, reference)}, in ${metric.label.toLowerCase()}, among ${all} feasible points; other parameters are free. Click a mark to pin it.`;
}

function table(context: ViewContext): TableData {
  const model = payoffModel(context);
  return {
    caption: `Best ${model?.metric.label ?? 'metric'} of each value over that of the reference`,
    columns: [
      { label: 'At', numeric: false },
      { label: model?.of.label ?? 'Value', numeric: false },
      { label: 'Ratio', numeric: true },
      { label: model?.metric.label ?? 'Metric', numeric: true },
      { label: 'Reference', numeric: true },
      { label: 'Point', numeric: true },
    ],
    rows: (model?.panels ?? []).flatMap((panel) =>
      panel.lines.flatMap((line) =>
        line.points.map((p) => [
          p.name,
          line.label,
          p.ratio.toPrecision(4),
          model!.metric.exact(p.row),
          model!.metric.exact(p.reference),
          context.report.points.index[p.row]!,
        ]),
      ),
    ),
  };
}

function summarise(context: ViewContext): string {
  const model = payoffModel(context);
  if (model === null) return 'The sweep varies too little to compare values of a parameter.';
  const words = model.panels.flatMap(({ title, lines }) =>
    lines.map((l) => `${l.label}${title === '' ? '' : ` on ${title}`} pays ${payoffWords(l, model.numeric)}`),
  );
  return `${noteOf(context, model)} ${words.slice(0, 12).join('; ')}. Arrow keys move over the marks.`;
}
