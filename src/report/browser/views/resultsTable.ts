import { formatExact } from '../../quantity.ts';
import { html } from '../dom.ts';
import type { State } from '../state.ts';
import { columnChooser } from '../table/columnChooser.ts';
import { columnOrder, type GridColumn, gridColumns } from '../table/gridColumns.ts';
import { orderRows } from '../table/orderRows.ts';
import { virtualGrid } from '../table/virtualGrid.ts';
import { throttle } from '../throttle.ts';
import {
  defineView,
  type TableData,
  type ViewContext,
  type ViewHost,
  type ViewInstance,
} from './defineView.ts';

/** Every selected point as a row: sorted by several columns, linked to the other views. */
export default defineView({
  id: 'results',
  title: 'Results',
  tab: 'explore',
  place: 'main',
  order: 1,
  needs: (report) => report.points.count > 0,
  render,
  table,
  summarise: ({ selection, scope }) =>
    `${selection().count} of ${scope().count} points, one row each. Column headers sort; with Shift they add a sort key. Arrow keys move over rows, Enter pins.`,
});

const shownColumns = (context: ViewContext): GridColumn[] =>
  gridColumns(context).filter((c) => !context.store.state.hidden.includes(c.field.id));

function render(host: ViewHost, context: ViewContext): ViewInstance {
  const count = html('span', { class: 'muted count', 'aria-live': 'polite' });
  host.tools.append(count);
  const chooser = columnChooser(host.tools, context);
  const grid = virtualGrid(host.body, context);
  const show = (): void => {
    const rows = orderRows(context);
    grid.show(rows, shownColumns(context));
  };
  // Laying a table out costs more than counting: while a brush moves, its rows follow some times a second.
  const follow = throttle(show, 90);
  return {
    update(changed) {
      const any = (keys: readonly (keyof State)[]): boolean => keys.some((k) => changed.has(k));
      if (any(['filters', 'group', 'tables'])) {
        const total = context.scope().count;
        const { count: selected } = context.selection();
        count.textContent =
          selected === total
            ? `${formatExact(total, '')} points`
            : `${formatExact(selected, '')} of ${formatExact(total, '')} points selected`;
      }
      if (any(['sort', 'hidden', 'group', 'tables'])) {
        show();
        chooser();
      } else if (changed.has('filters')) follow();
      if (any(['highlight', 'pinned'])) grid.mark(changed.has('pinned'));
    },
  };
}

function table(context: ViewContext): TableData {
  const columns = columnOrder(context).filter((f) => !context.store.state.hidden.includes(f.id));
  return {
    caption: 'Selected points, exact values',
    columns: columns.map((f) => ({
      label: f.unit === '' ? f.label : `${f.label} [${f.unit}]`,
      numeric: f.kind === 'number',
    })),
    rows: Array.from(orderRows(context), (row) =>
      columns.map((f) => {
        const v = f.column[row]!;
        return f.kind === 'category' || f.id === 'rank' ? f.text(row) : Number.isFinite(v) ? v : '';
      }),
    ),
  };
}
