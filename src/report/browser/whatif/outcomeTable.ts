import type { PointResult } from '../../../engine/pointResult.ts';
import { changePct } from '../../changePct.ts';
import { formatExact, formatQuantity } from '../../quantity.ts';
import type { Field } from '../fields.ts';
import type { TableData, ViewContext } from '../views/defineView.ts';

/** A metric before and after. */
export interface OutcomeLine {
  readonly field: Field;
  readonly before: number;
  readonly after: number;
  /** In percent of what it was. */
  readonly change: number;
}

/** The metrics of two results, objectives first; those that neither has are left out. */
export function outcomeLines(
  { fields, report }: ViewContext,
  before: PointResult,
  after: PointResult,
): readonly OutcomeLine[] {
  const aim = (field: Field): number => {
    const at = report.objectives.indexOf(field.id.slice(2));
    return at < 0 ? report.objectives.length : at;
  };
  return fields
    .filter((f) => f.group === 'metric')
    .flatMap((field) => {
      const name = field.id.slice(2);
      const [from, to] = [before.metrics[name], after.metrics[name]];
      if (typeof from !== 'number' || typeof to !== 'number') return [];
      return [{ field, before: from, after: to, change: changePct(from, to) }];
    })
    .sort((p, q) => aim(p.field) - aim(q.field));
}

/** `−12.3 %`, or `=` where nothing moved. */
export const changeText = (change: number): string =>
  change === 0
    ? '='
    : `${change > 0 ? '+' : '−'}${Math.abs(change) < 1000 ? Math.abs(change).toPrecision(3) : Math.round(Math.abs(change))}\u202f%`;

export const outcomeTable = (lines: readonly OutcomeLine[]): TableData => ({
  caption: 'The pinned design, and with the changes',
  columns: [
    { label: 'Metric', numeric: false },
    { label: 'Pinned', numeric: true },
    { label: 'Changed', numeric: true },
    { label: 'Change', numeric: true },
  ],
  rows: lines.map(({ field, before, after, change }) => [
    field.label,
    formatQuantity(before, field.unit) || formatExact(before, field.unit),
    formatQuantity(after, field.unit) || formatExact(after, field.unit),
    changeText(change),
  ]),
});
