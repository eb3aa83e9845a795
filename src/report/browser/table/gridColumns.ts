import { columnScale } from '../../quantity.ts';
import type { Field } from '../fields.ts';
import { extentOf } from '../scatter/plane.ts';
import type { ViewContext } from '../views/defineView.ts';

export interface GridColumn {
  readonly field: Field;
  /** With the unit and one prefix for the whole column. */
  readonly unit: string;
  text(row: number): string;
}

/** Columns as the table shows them; metrics get one SI prefix each, chosen so that the median reads well. */
export function gridColumns({ fields }: ViewContext): GridColumn[] {
  return fields.map((field): GridColumn => {
    if (field.kind === 'category' || field.group === 'point')
      return { field, unit: field.unit, text: (row) => field.text(row) };
    const { low, high } = extentOf(field);
    const middle = low > 0 ? Math.sqrt(low * high) : high;
    const scale = columnScale(field.unit, middle);
    return { field, unit: scale.unit, text: (row) => scale.format(field.column[row]!) };
  });
}
