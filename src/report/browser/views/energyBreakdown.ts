import { formatExact, formatQuantity, formatShare } from '../../quantity.ts';
import { type EnergyParts, energyParts, staticName } from '../design/energyParts.ts';
import { meter } from '../design/meter.ts';
import { pinnedResult } from '../design/pinnedResult.ts';
import { type SourceNotes, sourceNotes } from '../design/sourceNotes.ts';
import { html } from '../dom.ts';
import { categoryMark } from '../palette.ts';
import {
  defineView,
  type TableData,
  type ViewContext,
  type ViewHost,
  type ViewInstance,
} from './defineView.ts';

/** Where the energy goes: component × action as count × price = total, each price with its source. */
export default defineView({
  id: 'energy',
  title: 'Energy by component and action',
  tab: 'design',
  place: 'wide',
  order: 2,
  needs: (report) => report.detailRows.length > 0,
  ready: (context) => pinnedResult(context) !== null,
  render,
  table,
  summarise,
});

function render(host: ViewHost, context: ViewContext): ViewInstance {
  return {
    update(changed) {
      if (!['pinned', 'tab', 'tables'].some((k) => changed.has(k as 'tab'))) return;
      const result = pinnedResult(context);
      host.body.replaceChildren(...(result === null ? [] : drawing(energyParts(result))));
    },
  };
}

type Component = EnergyParts['components'][number];
type Action = Component['actions'][number];

function drawing(parts: EnergyParts): Node[] {
  const notes = sourceNotes();
  const head = html('tr', {});
  for (const [text, numeric] of columns)
    head.append(html('th', { scope: 'col', class: numeric ? 'number' : null }, text));
  const body = html('tbody', {});
  const most = Math.max(...parts.components.map((c) => c.total_pj), 1e-300);
  parts.components.forEach((component, i) => {
    const { colour } = categoryMark(i);
    // Free actions are in the table view; a single one shares its component's line.
    const actions = component.actions.filter((a) => a.total_pj > 0);
    const alone = actions.length === 1 ? actions[0]! : null;
    const bar = (pj: number, height: number): Node[] => [
      meter(pj / most, colour, height),
      html('span', {}, ` ${formatShare(pj / Math.max(parts.total_pj, 1e-300))}`),
    ];
    body.append(
      row(
        'group',
        componentName(component, alone),
        bar(component.total_pj, 14),
        alone,
        component.total_pj,
        component.area_mm2,
        notes,
      ),
    );
    if (alone === null)
      for (const action of actions)
        body.append(
          row('inner', [words(action)], bar(action.total_pj, 7), action, action.total_pj, 0, notes),
        );
  });
  const area = parts.components.reduce((n, c) => n + c.area_mm2, 0);
  body.append(row('total', ['All'], [], null, parts.total_pj, area, notes));
  return [
    html(
      'div',
      {
        class: 'table-scroll open',
        tabindex: 0,
        role: 'region',
        'aria-label': 'Count × price = total, per action',
      },
      html('table', { class: 'energy' }, html('thead', {}, head), body),
    ),
    html('h3', {}, 'Sources of the prices'),
    notes.list(),
  ];
}

const columns = [
  ['Component and action', false],
  ['Share of energy', false],
  ['Count', true],
  ['Each', true],
  ['Total', true],
  ['Area', true],
  ['Source', false],
] as const;

const words = (action: Action): string => action.action.replaceAll('_', ' ');

function componentName({ name, copies }: Component, alone: Action | null): (Node | string)[] {
  const more = [
    alone === null ? '' : ` ${words(alone)}`,
    copies > 1 ? ` ×${formatExact(copies, '')}` : '',
  ].join('');
  return [name, html('span', { class: 'muted' }, more)];
}

function row(
  kind: 'group' | 'inner' | 'total',
  name: (Node | string)[],
  bar: Node[],
  action: Action | null,
  total_pj: number,
  area_mm2: number,
  notes: SourceNotes,
): HTMLElement {
  const number = (value: number, unit: string): HTMLElement =>
    html('td', { class: 'number', title: formatExact(value, unit) }, formatQuantity(value, unit));
  const none = (): HTMLElement => html('td', {});
  return html(
    'tr',
    { class: kind },
    html('th', { scope: 'row' }, ...name),
    html('td', {}, ...bar),
    action === null ? none() : number(action.count, ''),
    action === null ? none() : number(action.each_pj, 'pJ'),
    number(total_pj, 'pJ'),
    area_mm2 > 0 ? number(area_mm2, 'mm²') : none(),
    html('td', {}, notes.mark(action?.price ?? null)),
  );
}

function table(context: ViewContext): TableData {
  const result = pinnedResult(context);
  const parts = result === null ? { components: [] } : energyParts(result);
  return {
    caption: 'Energy of the whole workload: count × pJ = total',
    columns: [
      'Component',
      'Action',
      'Count',
      'Each [pJ]',
      'Total [pJ]',
      'Source',
      'Verified',
      'Derivation',
    ].map((label, i) => ({ label, numeric: i >= 2 && i <= 4 })),
    rows: parts.components.flatMap((c): (string | number)[][] =>
      c.name === staticName
        ? [[c.name, '', '', '', c.total_pj, '', '', '']]
        : c.actions.map((a) => [
            c.name,
            a.action,
            a.count,
            a.each_pj,
            a.total_pj,
            a.price?.source ?? '',
            a.price?.verified ?? '',
            a.price?.derivation ?? '',
          ]),
    ),
  };
}

function summarise(context: ViewContext): string {
  const result = pinnedResult(context);
  if (result === null) return 'No layers are stored for this point.';
  const { total_pj, components } = energyParts(result);
  return `${formatQuantity(total_pj, 'pJ')}: ${components
    .slice(0, 4)
    .map((c) => `${c.name} ${formatShare(c.total_pj / Math.max(total_pj, 1e-300))}`)
    .join(', ')}.`;
}
