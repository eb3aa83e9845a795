import { select } from '../dom.ts';
import { pointName } from '../pointWords.ts';
import type { ViewContext } from '../views/defineView.ts';

/** A list of the designs whose layers this file holds, and of the two that are compared now. */
export function sideSelect(
  context: ViewContext,
  label: string,
  rows: readonly (number | null)[],
  chosen: number | null,
  onChange: (row: number) => void,
): HTMLElement {
  const { report, fields } = context;
  const { mask } = context.scope();
  const known = new Set([...report.detailRows].filter((row) => mask[row] === 1));
  for (const row of rows) if (row !== null) known.add(row);
  const listed = [...known].sort((a, b) => report.points.rank[a]! - report.points.rank[b]! || a - b);
  const varying = fields.filter(
    (f) => f.group === 'axis' && listed.some((row) => f.column[row] !== f.column[listed[0]!]),
  );
  const control = select(
    label,
    [
      {
        label: '',
        options: listed.map((row) => [
          String(row),
          `${pointName(context, row)}: ${varying
            .map((f) => f.text(row))
            .join(', ')
            .slice(0, 90)}`,
        ]),
      },
    ],
    (value) => onChange(Number(value)),
  );
  if (chosen !== null) control.set(String(chosen));
  return control.element;
}
