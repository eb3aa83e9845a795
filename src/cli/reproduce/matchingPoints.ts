import type { SweepPlan } from '../../explore/plan/planSweep.ts';
import type { PlanSelector } from '../../io/planSelector.ts';

/** Indices of the points whose columns have the values of a selector, in grid order. */
export function matchingPoints(plan: SweepPlan, selector: PlanSelector): number[] {
  const wanted = Object.entries(selector);
  const choices = plan.dimensions.map(({ columns, labels, size }) =>
    Array.from({ length: size }, (_, i) => i).filter((i) =>
      wanted.every(([column, value]) => {
        const place = columns.indexOf(column);
        return place < 0 || String(labels[i]![place]) === String(value);
      }),
    ),
  );
  let found: number[][] = [[]];
  for (const values of choices) found = found.flatMap((start) => values.map((value) => [...start, value]));
  return found.map((coordinates) => plan.index(coordinates));
}

/** The point that differs from another one in the columns of a selector alone. */
export function partnerOf(plan: SweepPlan, index: number, selector: PlanSelector): number | null {
  const labels = plan.labels(index);
  const rest = Object.fromEntries(plan.columns.map((column, i) => [column, labels[i]!]));
  return matchingPoints(plan, { ...rest, ...selector })[0] ?? null;
}
