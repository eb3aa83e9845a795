import { columnScale, formatExact } from '../../quantity.ts';
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
export function gridColumns(context: ViewContext): GridColumn[] {
  return columnOrder(context).map((field): GridColumn => {
    if (field.kind === 'category' || field.group === 'point')
      return { field, unit: field.unit, text: (row) => field.text(row) };
    if (field.group === 'axis')
      return { field, unit: field.unit, text: (row) => formatExact(field.column[row], '') };
    const { low, high } = extentOf(field, context.scope().mask);
    const middle = low > 0 ? Math.sqrt(low * high) : high;
    const scale = columnScale(field.unit, middle);
    return { field, unit: scale.unit, text: (row) => scale.format(field.column[row]!) };
  });
}

/** Point and rank, objectives, axes, other metrics, then what hardly varies: what is aimed for stands in sight. */
export function columnOrder({ fields, report }: ViewContext): readonly Field[] {
  const place = (f: Field): number => {
    if (f.id === 'index') return 0;
    if (f.id === 'rank') return 1;
    if (f.group === 'metric') return report.objectives.includes(f.id.slice(2)) ? 2 : 4;
    return f.group === 'axis' ? 3 : 5;
  };
  return [...fields].sort((a, b) => place(a) - place(b));
}
