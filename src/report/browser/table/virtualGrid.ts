import { html } from '../dom.ts';
import { pinPoint } from '../pinPoint.ts';
import { pointSentence } from '../pointWords.ts';
import type { ViewContext } from '../views/defineView.ts';
import type { GridColumn } from './gridColumns.ts';
import { gridHead } from './gridHead.ts';

const rowHeight = 28;
const spare = 8;

/** A table of which only the rows in sight exist. One tab stop; arrows move the highlight, Enter pins. */
export function virtualGrid(
  host: HTMLElement,
  context: ViewContext,
): {
  show(rows: Uint32Array, columns: readonly GridColumn[]): void;
  mark(reveal: boolean): void;
} {
  const { store } = context;
  const head = html('thead', {});
  const body = html('tbody', {});
  const above = html('div', { class: 'grid-space' });
  const below = html('div', { class: 'grid-space' });
  const grid = html(
    'table',
    { class: 'results', role: 'grid', 'aria-labelledby': 'results-title' },
    head,
    body,
  );
  const scroller = html(
    'div',
    { class: 'grid-scroll', tabindex: 0, role: 'group', 'aria-label': 'Results, scrollable' },
    above,
    grid,
    below,
  );
  const empty = html(
    'p',
    { class: 'muted empty', hidden: true },
    'No point passes the filters. Press Esc to clear them.',
  );
  host.append(scroller, empty);
  let rows = new Uint32Array();
  let columns: readonly GridColumn[] = [];
  let first = -1;
  let last = -1;

  const draw = (force: boolean): void => {
    const top = Math.max(0, scroller.scrollTop - spare * rowHeight);
    const from = Math.floor(top / rowHeight);
    const to = Math.min(
      rows.length,
      Math.ceil((scroller.scrollTop + (scroller.clientHeight || 400)) / rowHeight) + spare,
    );
    if (!force && from === first && to === last) return;
    first = from;
    last = to;
    above.style.height = `${from * rowHeight}px`;
    below.style.height = `${Math.max(0, rows.length - to) * rowHeight}px`;
    const lines: HTMLElement[] = [];
    for (let i = from; i < to; i++) lines.push(line(rows[i]!, i));
    body.replaceChildren(...lines);
    mark();
  };
  const line = (row: number, at: number): HTMLElement => {
    const tr = html('tr', {
      'data-row': row,
      'aria-rowindex': at + 2,
      class: context.report.points.status[row] === 0 ? null : 'off',
    });
    for (const { field, text } of columns) {
      const shown = text(row);
      tr.append(
        html(
          'td',
          {
            role: 'gridcell',
            class: field.kind === 'number' ? 'number' : null,
            title: field.exact(row).slice(0, 300),
          },
          shown.length > 120 ? `${shown.slice(0, 120)}…` : shown,
        ),
      );
    }
    return tr;
  };
  const mark = (): void => {
    const { highlight, pinned } = store.state;
    for (const tr of body.children) {
      const row = Number(tr.getAttribute('data-row'));
      tr.classList.toggle('highlight', row === highlight);
      tr.classList.toggle('pinned', row === pinned);
      tr.setAttribute('aria-selected', String(row === pinned));
    }
  };
  const reveal = (at: number): void => {
    const y = at * rowHeight;
    const view = scroller.clientHeight - head.offsetHeight;
    if (y < scroller.scrollTop) scroller.scrollTop = y;
    else if (y + rowHeight > scroller.scrollTop + view) scroller.scrollTop = y + rowHeight - view;
    draw(false);
  };
  const rowOf = (event: Event): number | null => {
    const tr = (event.target as Element).closest('tr[data-row]');
    return tr === null ? null : Number(tr.getAttribute('data-row'));
  };
  scroller.addEventListener('scroll', () => draw(false), { passive: true });
  body.addEventListener('pointerover', (event) => store.change({ highlight: rowOf(event) }, false));
  body.addEventListener('pointerleave', () => store.change({ highlight: null }, false));
  body.addEventListener('click', (event) => {
    const row = rowOf(event);
    if (row !== null) pinPoint(context, row, event.shiftKey);
  });
  scroller.addEventListener('keydown', (event) => {
    if (event.target !== scroller || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = rows.indexOf(store.state.highlight ?? store.state.pinned ?? -1);
    const page = Math.max(1, Math.floor(scroller.clientHeight / rowHeight) - 2);
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.length,
      End: rows.length,
    };
    if (event.key === 'Enter' && store.state.highlight !== null) {
      pinPoint(context, store.state.highlight, event.shiftKey);
    } else if (event.key in steps && rows.length > 0) {
      const next = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + steps[event.key]!));
      store.change({ highlight: rows[next]! }, false);
      reveal(next);
      context.announce(pointSentence(context, rows[next]!));
    } else return;
    event.preventDefault();
  });
  new ResizeObserver(() => draw(true)).observe(scroller);
  return {
    show(next, shown) {
      rows = next as Uint32Array<ArrayBuffer>;
      columns = shown;
      grid.setAttribute('aria-rowcount', String(rows.length + 1));
      gridHead(head, columns, store);
      empty.hidden = rows.length > 0;
      // A short table is as high as its rows, with room for a scroll bar.
      scroller.style.maxHeight = `${(rows.length + 1) * rowHeight + 26}px`;
      if (scroller.scrollTop > rows.length * rowHeight) scroller.scrollTop = 0;
      draw(true);
    },
    mark(revealPinned) {
      mark();
      const { pinned } = store.state;
      if (!revealPinned || pinned === null) return;
      const at = rows.indexOf(pinned);
      if (at >= 0 && (at < first + spare || at >= last - spare)) reveal(at);
    },
  };
}
