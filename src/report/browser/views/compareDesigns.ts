import { changePct } from '../../changePct.ts';
import { formatShare } from '../../quantity.ts';
import { comparedRow } from '../compare/comparedRow.ts';
import { sideSelect } from '../compare/sideSelect.ts';
import { button, html } from '../dom.ts';
import type { Field } from '../fields.ts';
import { pointName } from '../pointWords.ts';
import { defineView, type TableData, type ViewContext } from './defineView.ts';

/** The pinned design and another one: parameters that differ, then every metric with its ratio. */
export default defineView({
  id: 'compare',
  title: 'A and B',
  tab: 'compare',
  place: 'wide',
  order: 0,
  needs: (report) => report.points.count > 1,
  render: ({ body }, context) => ({
    update(changed) {
      if (['pinned', 'against', 'group', 'tab', 'tables'].some((k) => changed.has(k as 'tab')))
        body.replaceChildren(...content(context));
    },
  }),
  table,
  summarise,
});

interface Line {
  readonly field: Field;
  readonly a: number;
  readonly b: number;
  /** In percent of A, as `winnow compare` prints it. */
  readonly change: number;
}

function linesOf(context: ViewContext, a: number, b: number): readonly Line[] {
  const { objectives } = context.report;
  const aim = (f: Field): number => {
    const at = objectives.indexOf(f.id.slice(2));
    return at < 0 ? objectives.length : at;
  };
  return context.fields
    .filter((f) => f.group === 'metric' && (Number.isFinite(f.column[a]!) || Number.isFinite(f.column[b]!)))
    .map((field) => {
      const [from, to] = [field.column[a]!, field.column[b]!];
      return { field, a: from, b: to, change: changePct(from, to) };
    })
    .sort((p, q) => aim(p.field) - aim(q.field));
}

const differing = ({ fields }: ViewContext, a: number, b: number): readonly Field[] =>
  fields.filter((f) => f.group === 'axis' && f.column[a] !== f.column[b]);

function content(context: ViewContext): Node[] {
  const { store, report } = context;
  const { pinned: a } = store.state;
  const b = comparedRow(context);
  if (a === null || b === null)
    return [
      html(
        'p',
        { class: 'muted' },
        'Pin a design in Explore, then set another beside it: Shift-click a point of the plot or a row of the table.',
      ),
    ];
  const swap = button('Swap', { 'aria-label': 'Swap A and B' }, () =>
    store.change({ pinned: b, against: a }),
  );
  const sides = html(
    'div',
    { class: 'sides' },
    sideSelect(context, 'A', [a, b], a, (row) => store.change({ pinned: row })),
    swap,
    sideSelect(context, 'B', [a, b], b, (row) => store.change({ against: row })),
  );
  const axes = differing(context, a, b);
  const differences = html('dl', { class: 'differences' });
  for (const f of axes)
    differences.append(
      html(
        'div',
        {},
        html('dt', {}, f.label),
        html('dd', {}, f.text(a), html('span', { class: 'muted' }, ' → '), html('b', {}, f.text(b))),
      ),
    );
  const suggested =
    store.state.against === null && report.points.baseline !== b
      ? ' B is the nearest design here; choose another above, or with Shift-click in Explore.'
      : '';
  const note = html(
    'p',
    { class: 'note' },
    `${axes.length === 0 ? 'All parameters are equal.' : `${axes.length} of ${context.fields.filter((f) => f.group === 'axis').length} parameters differ.`}${suggested}`,
  );
  return [sides, differences, note, metricsTable(context, a, b)];
}

function metricsTable(context: ViewContext, a: number, b: number): HTMLElement {
  const lines = linesOf(context, a, b);
  const body = html('tbody', {});
  // Bars are of log2(B / A), so that twice and half are equally long; four times fills a side.
  const most = Math.max(1, ...lines.map((l) => Math.abs(doublings(l)))) || 1;
  for (const line of lines) {
    const { field } = line;
    const verdict = verdictOf(line);
    body.append(
      html(
        'tr',
        {},
        html('th', { scope: 'row' }, field.label),
        html('td', { class: 'number', title: field.exact(a) }, field.text(a)),
        html('td', { class: 'number', title: field.exact(b) }, field.text(b)),
        html('td', { class: 'number' }, ratioText(line)),
        html('td', { class: 'number' }, changeText(line)),
        html(
          'td',
          {},
          deltaBar(doublings(line) / Math.min(most, 4)),
          html('span', { class: `verdict ${verdict}` }, verdict),
        ),
      ),
    );
  }
  const head = html('tr', {});
  for (const [text, numeric] of [
    ['Metric', false],
    [`A: ${pointName(context, a)}`, true],
    [`B: ${pointName(context, b)}`, true],
    ['B / A', true],
    ['Change', true],
    ['B is', false],
  ] as const)
    head.append(html('th', { scope: 'col', class: numeric ? 'number' : null }, text));
  return html(
    'div',
    { class: 'table-scroll open', tabindex: 0, role: 'region', 'aria-label': 'Metrics of A and B' },
    html(
      'table',
      { class: 'metrics' },
      html('caption', {}, 'Objectives first'),
      html('thead', {}, head),
      body,
    ),
  );
}

const doublings = ({ a, b }: Line): number => (a > 0 && b > 0 ? Math.log2(b / a) : 0);

const ratioText = ({ a, b }: Line): string =>
  a > 0 && b > 0
    ? b / a >= 999.5 || b / a < 0.001
      ? (b / a).toExponential(1)
      : (b / a).toPrecision(3)
    : '–';

function changeText({ a, b, change }: Line): string {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return '–';
  return `${change > 0 ? '+' : ''}${formatShare(change / 100).replace('-', '−')}`;
}

function verdictOf({ field, a, b }: Line): string {
  if (a === b) return 'equal';
  if (field.better === null || !Number.isFinite(a) || !Number.isFinite(b)) return '';
  return (field.better === 'lower') === b < a ? 'better' : 'worse';
}

/** A bar to the left of the middle where B is less, to the right where it is more; −1 … 1. */
function deltaBar(share: number): HTMLElement {
  const half = 44;
  const clipped = Math.min(1, Math.max(-1, share));
  const fill = html('span', { class: clipped < 0 ? 'less' : 'more' });
  fill.style.left = `${half + Math.min(0, clipped) * half}px`;
  fill.style.width = `${Math.abs(clipped) * half}px`;
  return html('span', { class: 'delta', 'aria-hidden': 'true' }, fill);
}

function table(context: ViewContext): TableData {
  const a = context.store.state.pinned;
  const b = comparedRow(context);
  const columns = [
    { label: 'Parameter or metric', numeric: false },
    { label: 'A', numeric: true },
    { label: 'B', numeric: true },
    { label: 'B / A', numeric: true },
    { label: 'Change %', numeric: true },
  ];
  if (a === null || b === null)
    return { caption: 'No two designs are chosen', columns, rows: [['–', '', '', '', '']] };
  return {
    caption: `${pointName(context, a)} and ${pointName(context, b)}`,
    columns,
    rows: [
      ...differing(context, a, b).map((f) => [f.label, f.exact(a), f.exact(b), '', '']),
      ...linesOf(context, a, b).map((l) => [
        l.field.label,
        l.field.exact(a),
        l.field.exact(b),
        ratioText(l),
        Number(l.change.toPrecision(4)),
      ]),
    ],
  };
}

function summarise(context: ViewContext): string {
  const a = context.store.state.pinned;
  const b = comparedRow(context);
  if (a === null || b === null) return 'No two designs are compared.';
  const aims = linesOf(context, a, b).filter((l) => context.report.objectives.includes(l.field.id.slice(2)));
  return `${pointName(context, a)} against ${pointName(context, b)}. B's ${aims
    .map((l) => `${l.field.label} is ${l.a === l.b ? 'equal' : `${ratioText(l)} times A's`}`)
    .join(', ')}.`;
}
