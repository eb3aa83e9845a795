import type { Selection } from '../crossfilter.ts';
import type { SortKey } from '../state.ts';
import type { ViewContext } from '../views/defineView.ts';

interface Order {
  readonly sort: readonly SortKey[];
  readonly scope: Selection;
  readonly rows: Uint32Array;
}

const known = new WeakMap<ViewContext, Order>();

/** Selected rows in the table's order: by each sort key in turn, missing values last, then by row. */
export function orderRows(context: ViewContext): Uint32Array {
  const { mask, count } = context.selection();
  const all = orderAll(context);
  if (count === all.length) return all;
  const rows = new Uint32Array(count);
  let at = 0;
  for (let i = 0; i < all.length; i++) if (mask[all[i]!] === 1) rows[at++] = all[i]!;
  return rows;
}

/** All rows of the scope in order, kept until the sort or the scope changes: a brush then only filters. */
function orderAll(context: ViewContext): Uint32Array {
  const { sort } = context.store.state;
  const scope = context.scope();
  const last = known.get(context);
  if (last !== undefined && last.sort === sort && last.scope === scope) return last.rows;
  const rows = new Uint32Array(scope.count);
  let at = 0;
  for (let i = 0; i < scope.mask.length; i++) if (scope.mask[i] === 1) rows[at++] = i;
  const keys = sort.map((key) => costs(context, key));
  const [first, ...others] = keys;
  if (first !== undefined)
    rows.sort((a, b) => {
      const d = compare(first[a]!, first[b]!);
      if (d !== 0) return d;
      for (const key of others) {
        const e = compare(key[a]!, key[b]!);
        if (e !== 0) return e;
      }
      return a - b;
    });
  known.set(context, { sort, scope, rows });
  return rows;
}

const compare = (x: number, y: number): number => (x < y ? -1 : x > y ? 1 : 0);

/** A sort key as numbers to be ascended; what is missing costs most. */
function costs(context: ViewContext, { field, descending }: SortKey): Float64Array {
  const { column, id } = context.field(field);
  const sign = descending ? -1 : 1;
  return Float64Array.from({ length: column.length }, (_, i) => {
    const v = column[i]!;
    return Number.isNaN(v) || (id === 'rank' && v === 0) ? Number.POSITIVE_INFINITY : v * sign;
  });
}
