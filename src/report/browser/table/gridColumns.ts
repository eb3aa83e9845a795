import { columnScale, formatExact } from '../../quantity.ts';
import type { Selection } from '../crossfilter.ts';
import type { Field } from '../fields.ts';
import { extentOf } from '../scatter/plane.ts';
import type { ViewContext } from '../views/defineView.ts';

export interface GridColumn {
  readonly field: Field;
  /** With the unit and one prefix for the whole column. */
  readonly unit: string;
  text(row: number): string;
}

const known = new WeakMap<ViewContext, { readonly scope: Selection; readonly columns: GridColumn[] }>();

/**
 * Columns as the table shows them; metrics get one SI prefix each, chosen so that the middle reads well, and those
 * that no point of the scope has are left out.
 */
export function gridColumns(context: ViewContext): GridColumn[] {
  const scope = context.scope();
  const last = known.get(context);
  if (last?.scope === scope) return last.columns;
  const columns = columnOrder(context)
    .filter((f) => f.group !== 'metric' || hasValues(f, scope.mask))
    .map((f) => gridColumn(f, scope.mask));
  known.set(context, { scope, columns });
  return columns;
}

function gridColumn(field: Field, mask: Uint8Array): GridColumn {
  if (field.kind === 'category' || field.group === 'point')
    return { field, unit: field.unit, text: (row) => field.text(row) };
  if (field.group === 'axis')
    return { field, unit: field.unit, text: (row) => formatExact(field.column[row], '') };
  const { low, high } = extentOf(field, mask);
  const scale = columnScale(field.unit, low > 0 ? Math.sqrt(low * high) : high);
  return { field, unit: scale.unit, text: (row) => scale.format(field.column[row]!) };
}

function hasValues({ column }: Field, mask: Uint8Array): boolean {
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1 && Number.isFinite(column[i]!)) return true;
  return mask.length === 0;
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
