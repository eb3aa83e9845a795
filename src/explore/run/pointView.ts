import type { Lookup } from '../expression/evaluateExpression.ts';
import type { Goals } from '../expression/goals.ts';
import type { SweepPlan } from '../plan/planSweep.ts';
import type { RecordTable } from '../store/recordTable.ts';
import type { UserMetrics } from './userMetrics.ts';

/** Reads quantities of points by name: built-in metrics first, then the user's, then axes that are numbers. */
export interface PointView {
  lookup(index: number, row: number): Lookup;
  /** Points compete within a group: the workload's number. */
  group(index: number): number;
  /** One number per objective, smaller is better; null unless the point ran and has every quantity. */
  scores(index: number, row: number): number[] | null;
  /** The first constraint on axes and the user's numbers alone that the point breaks: no need to run it. */
  ruledOut(index: number): string | null;
  /** Sum of relative violations, 0 when all constraints are kept; the first broken one in words. */
  violation(index: number, row: number): { readonly total: number; readonly first: string | null };
}

export function makePointView(
  plan: SweepPlan,
  table: RecordTable,
  user: UserMetrics,
  goals: Goals,
): PointView {
  const column = new Map(plan.columns.map((name, i) => [name, i]));
  const own = new Set(user.names);
  const early = goals.constraints.filter(({ names }) => names.every((n) => own.has(n) || column.has(n)));
  const lookup = (index: number, row: number): Lookup => {
    let labels: ReturnType<SweepPlan['labels']> | null = null;
    return (name) => {
      if (own.has(name)) {
        labels ??= plan.labels(index);
        return user.value(name, labels);
      }
      const value = row < 0 ? Number.NaN : table.metric(row, name);
      if (!Number.isNaN(value)) return value;
      const at = column.get(name);
      if (at === undefined) return Number.NaN;
      labels ??= plan.labels(index);
      const label = labels[at];
      return typeof label === 'number' ? label : Number.NaN;
    };
  };
  return {
    lookup,
    group: (index) => plan.coordinates(index)[0]!,
    scores(index, row) {
      if (table.status(row) !== 'ok') return null;
      const read = lookup(index, row);
      const scores = goals.objectives.map((o) => (o.direction === 'max' ? -o.value(read) : o.value(read)));
      return scores.some(Number.isNaN) ? null : scores;
    },
    ruledOut(index) {
      if (early.length === 0) return null;
      const read = lookup(index, -1);
      return early.find((constraint) => constraint.violation(read) > 0)?.text ?? null;
    },
    violation(index, row) {
      const read = lookup(index, row);
      let total = 0;
      let first: string | null = null;
      for (const constraint of goals.constraints) {
        const broken = constraint.violation(read);
        if (broken === 0) continue;
        // A quantity that the point hasn't can't be shown to be within its limit.
        total += Number.isNaN(broken) ? 1 : broken;
        first ??= Number.isNaN(broken) ? `${constraint.text}: no value` : constraint.text;
      }
      return { total, first };
    },
  };
}
