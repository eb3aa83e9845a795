import { formatExact, formatQuantity, formatShare } from '../../quantity.ts';
import { reasonWords } from '../../reasonWords.ts';
import { layerBars, type StackMode } from '../design/layerBars.ts';
import { pinnedResult } from '../design/pinnedResult.ts';
import { reasonMarks } from '../design/reasonMarks.ts';
import { html } from '../dom.ts';
import { swatch } from '../hatchPatterns.ts';
import {
  defineView,
  type TableData,
  type ViewContext,
  type ViewHost,
  type ViewInstance,
} from './defineView.ts';

const modes: readonly (readonly [StackMode, string])[] = [
  ['absolute', 'Cycles'],
  ['percent', 'Percent'],
  ['per-mac', 'Per MAC'],
];

/** Cycles by reason, one stacked bar a layer: in cycles, in shares of the layer, or per multiply-accumulate. */
export default defineView({
  id: 'layers',
  title: 'Cycles by reason, per layer',
  tab: 'design',
  place: 'wide',
  order: 1,
  needs: (report) => report.detailRows.length > 0,
  ready: (context) => pinnedResult(context) !== null,
  render,
  table,
  summarise,
});

function render(host: ViewHost, context: ViewContext): ViewInstance {
  const { store } = context;
  const group = html('div', { class: 'segments', role: 'group', 'aria-label': 'Bars show' });
  const buttons = modes.map(([mode, text]) => {
    const b = html('button', { type: 'button' }, text);
    b.addEventListener('click', () => store.change({ stack: mode }));
    group.append(b);
    return { mode, b };
  });
  host.tools.append(group);
  const keys = html('ul', { class: 'keys' });
  const note = html('p', { class: 'note' });
  const chart = layerBars(context);
  host.body.append(keys, chart.element, note);
  return {
    update(changed) {
      if (!['pinned', 'stack', 'tab', 'tables'].some((k) => changed.has(k as 'tab'))) return;
      for (const { mode, b } of buttons) b.setAttribute('aria-pressed', String(store.state.stack === mode));
      const result = pinnedResult(context);
      chart.draw(result, store.state.stack);
      const used = [...reasonMarks(context)].filter(([reason]) => (result?.breakdown[reason] ?? 0) > 0);
      keys.replaceChildren(
        ...used.map(([reason, mark]) =>
          html(
            'li',
            { class: 'key', title: context.report.reasons[reason] ?? '' },
            swatch(mark),
            reasonWords(reason),
          ),
        ),
      );
      note.textContent = result === null ? '' : account(result);
    },
    figure: () => chart.figure(),
  };
}

/** The check that reasons sum to cycles, as a sentence; it would say so if they did not. */
function account(result: NonNullable<ReturnType<typeof pinnedResult>>): string {
  const wrong = result.layers.filter(
    ({ execution }) => Object.values(execution.breakdown).reduce((a, b) => a + b, 0) !== execution.cycles,
  );
  return wrong.length === 0
    ? `The reasons of all ${result.layers.length} layers sum to their cycles exactly.`
    : `The reasons do not sum to the cycles in ${wrong.map((l) => l.name).join(', ')}: please report this as a bug of Winnow.`;
}

function table(context: ViewContext): TableData {
  const result = pinnedResult(context);
  const reasons = [...reasonMarks(context).keys()].filter((r) => (result?.breakdown[r] ?? 0) > 0);
  return {
    caption: 'Cycles by reason; one execution of each layer',
    columns: [
      { label: 'Layer', numeric: false },
      { label: 'Shape', numeric: false },
      { label: 'Times', numeric: true },
      { label: 'Cycles', numeric: true },
      ...reasons.map((r) => ({ label: reasonWords(r), numeric: true })),
    ],
    rows: (result?.layers ?? []).map((l) => [
      l.name,
      l.shape,
      l.count,
      l.execution.cycles,
      ...reasons.map((r) => l.execution.breakdown[r] ?? 0),
    ]),
  };
}

function summarise(context: ViewContext): string {
  const result = pinnedResult(context);
  if (result === null) return 'No layers are stored for this point.';
  const total = result.layers.reduce((n, l) => n + l.count * l.execution.cycles, 0);
  const [longest] = [...result.layers].sort(
    (a, b) => b.count * b.execution.cycles - a.count * a.execution.cycles,
  );
  const parts = Object.entries(result.breakdown)
    .filter(([, n]) => n > 0)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 4)
    .map(([r, n]) => `${reasonWords(r)} ${formatShare(n / total)}`);
  return `${formatExact(total, 'cycles')} over ${result.layers.length} distinct layers: ${parts.join(', ')}.${
    longest === undefined
      ? ''
      : ` The longest is ${longest.name} with ${formatQuantity(longest.count * longest.execution.cycles, 'cycles')}.`
  } Arrow keys move over layers.`;
}
