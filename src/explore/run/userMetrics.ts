import { DiagnosticError } from '../../core/diagnostic.ts';
import type { SweepPlan } from '../plan/planSweep.ts';
import type { Label } from '../plan/valueLabel.ts';

/** A user's CSV as read: column → text. */
export type TableRows = readonly Readonly<Record<string, string>>[];

/** The user's own numbers, joined to points by the values of their axes. */
export interface UserMetrics {
  readonly names: readonly string[];
  /** NaN where the table has no row for the point. */
  value(name: string, labels: readonly Label[]): number;
}

/**
 * Joins tables to the plan: a column named as a column of the plan (an axis path, its last part, `workload` or
 * `architecture`) selects, the column named as the metric gives the value.
 */
export function joinUserMetrics(plan: SweepPlan, tables: Readonly<Record<string, TableRows>>): UserMetrics {
  const joined = new Map(Object.entries(tables).map(([name, rows]) => [name, joinTable(plan, name, rows)]));
  return {
    names: [...joined.keys()],
    value: (name, labels) => joined.get(name)?.(labels) ?? Number.NaN,
  };
}

function joinTable(plan: SweepPlan, name: string, rows: TableRows): (labels: readonly Label[]) => number {
  const fail = (message: string, hint: string): DiagnosticError =>
    new DiagnosticError([
      { code: 'WIN-MET-001', severity: 'error', message, hint, path: ['metrics', name, 'table'] },
    ]);
  const header = Object.keys(rows[0] ?? {});
  if (!header.includes(name))
    throw fail(
      `the table of metric ${name} has no column ${name}`,
      `columns: ${header.join(', ') || 'none'}`,
    );
  const keys = header
    .filter((column) => column !== name)
    .map((column) => {
      const exact = plan.columns.indexOf(column);
      const ends = plan.columns.flatMap((c, i) =>
        c.endsWith(`.${column}`) || c.split('.').includes(column) ? [i] : [],
      );
      const at = exact >= 0 ? exact : ends.length === 1 ? ends[0]! : -1;
      if (at < 0)
        throw fail(
          `column ${column} of metric ${name}'s table is no axis of the sweep`,
          `axes: ${plan.columns.join(', ')}`,
        );
      return { column, at };
    });
  const values = new Map<string, number>();
  for (const [i, row] of rows.entries()) {
    const value = Number(row[name]);
    if (row[name]?.trim() === '' || !Number.isFinite(value))
      throw fail(
        `row ${i + 2} of metric ${name}'s table: "${row[name]}" is not a number`,
        'write a finite number',
      );
    const key = keys.map(({ column }) => row[column]!.trim()).join('\u0000');
    if (values.has(key) && values.get(key) !== value)
      throw fail(
        `row ${i + 2} of metric ${name}'s table repeats an earlier row with another value`,
        'keep one',
      );
    values.set(key, value);
  }
  return (labels) => values.get(keys.map(({ at }) => String(labels[at])).join('\u0000')) ?? Number.NaN;
}
