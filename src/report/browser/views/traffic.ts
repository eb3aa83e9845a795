import { formatExact, formatQuantity, formatShare } from '../../quantity.ts';
import { meter } from '../design/meter.ts';
import { pinnedResult } from '../design/pinnedResult.ts';
import { type MemoryTraffic, trafficParts, type WorkSplit, workSplit } from '../design/trafficParts.ts';
import { html } from '../dom.ts';
import { categoryMark } from '../palette.ts';
import { defineView, type TableData, type ViewContext } from './defineView.ts';

/** What happened to the dense multiply-accumulates, and what it moved: bytes by memory and operand. */
export default defineView({
  id: 'traffic',
  title: 'Work and memory traffic',
  tab: 'design',
  place: 'wide',
  order: 3,
  needs: (report) => report.detailRows.length > 0,
  ready: (context) => pinnedResult(context) !== null,
  render: ({ body }, context) => ({
    update(changed) {
      if (!['pinned', 'tab', 'tables'].some((k) => changed.has(k as 'tab'))) return;
      const result = pinnedResult(context);
      body.replaceChildren(
        ...(result === null
          ? []
          : [work(workSplit(result)), memories(trafficParts(result), workSplit(result))]),
      );
    },
  }),
  table,
  summarise,
});

const meanings: readonly (readonly [keyof WorkSplit, string, number])[] = [
  ['effectual', 'both operands non-zero', 0],
  ['padded', 'executed although an operand is zero', 1],
  ['gated', 'a slot and its cycle spent, the energy saved', 4],
  ['skipped', 'no cycle and no energy', 2],
];

function work(split: WorkSplit): HTMLElement {
  const dense = split.effectual + split.skipped + split.gated + split.padded;
  const body = html('tbody', {});
  for (const [kind, meaning, colour] of meanings) {
    const n = split[kind];
    if (n === 0) continue;
    body.append(
      html(
        'tr',
        {},
        html('th', { scope: 'row' }, kind, html('span', { class: 'muted' }, ` ${meaning}`)),
        html('td', {}, meter(n / dense, categoryMark(colour).colour, 14), ` ${formatShare(n / dense)}`),
        html('td', { class: 'number', title: formatExact(n, 'MAC') }, formatQuantity(n, 'MAC')),
      ),
    );
  }
  return html(
    'div',
    { class: 'table-scroll open', tabindex: 0, role: 'region', 'aria-label': 'Dense multiply-accumulates' },
    html(
      'table',
      { class: 'energy' },
      html('caption', {}, `Where ${formatQuantity(dense, 'MAC')} of dense work went`),
      heads(['Multiply-accumulates', 'Share', 'Count']),
      body,
    ),
  );
}

function memories(parts: readonly MemoryTraffic[], split: WorkSplit): HTMLElement {
  const most = Math.max(...parts.map((p) => p.bytes), 1);
  const body = html('tbody', {});
  parts.forEach((memory, i) => {
    const { colour } = categoryMark(i);
    const reads = memory.operands.reduce((n, o) => n + o.read_bytes, 0);
    const line = (kind: string, name: string, bytes: number, read: number, height: number): HTMLElement =>
      html(
        'tr',
        { class: kind },
        html('th', { scope: 'row' }, name),
        html('td', {}, meter(bytes / most, colour, height), ` ${formatQuantity(bytes, 'bytes')}`),
        html('td', { class: 'number', title: formatExact(read, 'bytes') }, formatQuantity(read, 'bytes')),
        html(
          'td',
          { class: 'number', title: formatExact(bytes - read, 'bytes') },
          formatQuantity(bytes - read, 'bytes'),
        ),
        html(
          'td',
          { class: 'number' },
          kind === 'group' && bytes > 0 ? formatQuantity(split.effectual / bytes, '') : '',
        ),
      );
    body.append(line('group', memory.memory, memory.bytes, reads, 14));
    if (memory.operands.length > 1)
      for (const o of memory.operands)
        body.append(
          line('inner', o.operand.replaceAll('_', ' '), o.read_bytes + o.write_bytes, o.read_bytes, 7),
        );
  });
  return html(
    'div',
    { class: 'table-scroll open', tabindex: 0, role: 'region', 'aria-label': 'Bytes by memory and operand' },
    html(
      'table',
      { class: 'energy' },
      html('caption', {}, 'Bytes of the whole workload by memory and operand'),
      heads(['Memory and operand', 'Bytes', 'Read', 'Written', 'Effectual MAC per byte']),
      body,
    ),
  );
}

const heads = (texts: readonly string[]): HTMLElement =>
  html(
    'thead',
    {},
    html('tr', {}, ...texts.map((t, i) => html('th', { scope: 'col', class: i > 1 ? 'number' : null }, t))),
  );

function table(context: ViewContext): TableData {
  const result = pinnedResult(context);
  return {
    caption: 'Bytes of one execution of each layer',
    columns: ['Layer', 'Times', 'Memory', 'Operand', 'Read [bytes]', 'Written [bytes]'].map((label, i) => ({
      label,
      numeric: i === 1 || i > 3,
    })),
    rows: (result?.layers ?? []).flatMap((l) =>
      l.execution.traffic.map((t) => [l.name, l.count, t.memory, t.operand, t.read_bytes, t.write_bytes]),
    ),
  };
}

function summarise(context: ViewContext): string {
  const result = pinnedResult(context);
  if (result === null) return 'No layers are stored for this point.';
  return `Traffic: ${trafficParts(result)
    .map((m) => `${m.memory} ${formatQuantity(m.bytes, 'bytes')}`)
    .join(', ')}.`;
}
