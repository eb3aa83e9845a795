import { formatExact, formatQuantity, formatShare } from '../../quantity.ts';
import { type EnergyParts, energyParts, staticName } from '../design/energyParts.ts';
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

function drawing(parts: EnergyParts): Node[] {
  const notes = sourceNotes();
  const head = html('tr', {});
  for (const [text, numeric] of [
    ['Component and action', false],
    ['Share of energy', false],
    ['Count', true],
    ['Each', true],
    ['Total', true],
    ['Area', true],
    ['Source', false],
  ] as const)
    head.append(html('th', { scope: 'col', class: numeric ? 'number' : null }, text));
  const body = html('tbody', {});
  const most = Math.max(...parts.components.map((c) => c.total_pj), 1e-300);
  parts.components.forEach((component, i) => {
    const { colour } = categoryMark(i);
    const share = component.total_pj / Math.max(parts.total_pj, 1e-300);
    body.append(
      html(
        'tr',
        { class: 'group' },
        html(
          'th',
          { scope: 'row' },
          component.name,
          component.copies > 1 ? html('span', { class: 'muted' }, ` ×${component.copies}`) : null,
        ),
        html('td', {}, meter(component.total_pj / most, colour, 14), ` ${formatShare(share)}`),
        html('td', {}),
        html('td', {}),
        html(
          'td',
          { class: 'number', title: formatExact(component.total_pj, 'pJ') },
          formatQuantity(component.total_pj, 'pJ'),
        ),
        html(
          'td',
          { class: 'number' },
          component.area_mm2 > 0 ? formatQuantity(component.area_mm2, 'mm²') : '',
        ),
        html('td', {}),
      ),
      ...component.actions.map((action) => actionRow(action, parts, most, colour, notes)),
    );
  });
  const total = html(
    'tr',
    { class: 'total' },
    html('th', { scope: 'row' }, 'All'),
    html('td', {}),
    html('td', {}),
    html('td', {}),
    html(
      'td',
      { class: 'number', title: formatExact(parts.total_pj, 'pJ') },
      formatQuantity(parts.total_pj, 'pJ'),
    ),
    html(
      'td',
      { class: 'number' },
      formatQuantity(
        parts.components.reduce((n, c) => n + c.area_mm2, 0),
        'mm²',
      ),
    ),
    html('td', {}),
  );
  body.append(total);
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

function actionRow(
  action: EnergyParts['components'][number]['actions'][number],
  parts: EnergyParts,
  most: number,
  colour: string,
  notes: SourceNotes,
): HTMLElement {
  return html(
    'tr',
    {},
    html('th', { scope: 'row', class: 'inner' }, action.action.replaceAll('_', ' ')),
    html(
      'td',
      {},
      meter(action.total_pj / most, colour, 7),
      html('span', { class: 'muted' }, ` ${formatShare(action.total_pj / Math.max(parts.total_pj, 1e-300))}`),
    ),
    html('td', { class: 'number', title: formatExact(action.count, '') }, formatQuantity(action.count, '')),
    html(
      'td',
      { class: 'number', title: formatExact(action.each_pj, 'pJ') },
      formatQuantity(action.each_pj, 'pJ'),
    ),
    html(
      'td',
      { class: 'number', title: formatExact(action.total_pj, 'pJ') },
      formatQuantity(action.total_pj, 'pJ'),
    ),
    html('td', {}),
    html('td', {}, notes.mark(action.price)),
  );
}

function meter(share: number, colour: string, height: number): HTMLElement {
  const bar = html('span', { class: 'meter', 'aria-hidden': 'true' });
  bar.style.width = `${Math.max(share > 0 ? 1 : 0, share * 180)}px`;
  bar.style.height = `${height}px`;
  bar.style.background = colour;
  return bar;
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
