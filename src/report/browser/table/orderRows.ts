import type { ViewContext } from '../views/defineView.ts';

/** Selected rows in the table's order: by each sort key in turn, missing values last, then by row. */
export function orderRows(context: ViewContext): Uint32Array {
  const { mask, count } = context.selection();
  const rows = new Uint32Array(count);
  let at = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) rows[at++] = i;
  const keys = context.store.state.sort.map(({ field, descending }) => {
    const { column, id } = context.field(field);
    const sign = descending ? -1 : 1;
    const value = id === 'rank' ? (r: number) => column[r]! || Number.NaN : (r: number) => column[r]!;
    return { value, sign };
  });
  if (keys.length === 0) return rows;
  return rows.sort((a, b) => {
    for (const { value, sign } of keys) {
      const x = value(a);
      const y = value(b);
      if (x === y) continue;
      if (Number.isNaN(x)) {
        if (Number.isNaN(y)) continue;
        return 1;
      }
      if (Number.isNaN(y)) return -1;
      return (x - y) * sign;
    }
    return a - b;
  });
}
