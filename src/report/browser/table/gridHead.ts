import { button, html } from '../dom.ts';
import type { SortKey } from '../state.ts';
import type { Store } from '../store.ts';
import type { GridColumn } from './gridColumns.ts';

/** Sorted by this field alone; with `add`, as a further key. A second use turns the direction, a third drops it. */
export function nextSort(sort: readonly SortKey[], field: string, add: boolean): readonly SortKey[] {
  const now = sort.find((s) => s.field === field);
  const others = add ? sort.filter((s) => s.field !== field) : [];
  if (now === undefined) return [...others, { field, descending: false }];
  if (now.descending) return others;
  const turned = { field, descending: true };
  return add ? sort.map((s) => (s.field === field ? turned : s)) : [turned];
}

/** Headers with units; each is a button that sorts. */
export function gridHead(head: HTMLElement, columns: readonly GridColumn[], store: Store): void {
  const line = html('tr', { 'aria-rowindex': 1 });
  const { sort } = store.state;
  for (const { field, unit } of columns) {
    const at = sort.findIndex((s) => s.field === field.id);
    const key = sort[at];
    const arrow = key === undefined ? '' : key.descending ? '↓' : '↑';
    const label = button(
      '',
      { class: 'sort', title: `Sort by ${field.label.slice(0, 200)}; Shift adds a key` },
      () => undefined,
    );
    label.append(html('span', { class: 'clip' }, field.label));
    if (unit !== '') label.append(html('span', { class: 'unit' }, unit));
    label.append(
      html(
        'span',
        { class: 'arrow', 'aria-hidden': 'true' },
        sort.length > 1 && at >= 0 ? `${arrow}${at + 1}` : arrow,
      ),
    );
    label.addEventListener('click', (event) =>
      store.change({ sort: nextSort(store.state.sort, field.id, event.shiftKey) }),
    );
    line.append(
      html(
        'th',
        {
          scope: 'col',
          class: field.kind === 'number' ? 'number' : null,
          'aria-sort': key === undefined ? null : key.descending ? 'descending' : 'ascending',
        },
        label,
      ),
    );
  }
  const focused = head.contains(document.activeElement)
    ? [...head.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement)
    : -1;
  head.replaceChildren(line);
  if (focused >= 0) head.querySelectorAll('button')[focused]?.focus();
}
