import type { Goals } from '../../explore/expression/goals.ts';
import { hypervolume } from '../../explore/pareto/hypervolume.ts';
import { knee } from '../../explore/pareto/knee.ts';
import type { ResultTable } from '../../explore/run/resultTable.ts';
import type { SweepRun } from '../../explore/run/runSweep.ts';

/** The front of one workload. Rows are those of the result table. */
export interface Front {
  readonly workload: string;
  /** Points of the workload that ran and keep the constraints. */
  readonly feasible: number;
  /** By the first objective, best first. */
  readonly rows: readonly number[];
  /** Row of the compromise. */
  readonly knee: number;
  /** Dominated volume and the corner that bounds it, the worst feasible value of each objective; null over 3. */
  readonly hypervolume: { readonly value: number; readonly reference: readonly number[] } | null;
}

/** Fronts in the order of the workloads; a workload without a feasible point has none. */
export function frontsOf(run: SweepRun, results: ResultTable, goals: Goals): readonly Front[] {
  const scores = (i: number): number[] => run.view.scores(run.points[i]!.index, run.points[i]!.row)!;
  const groups = new Map<number, number[]>();
  for (const [i, { index }] of run.points.entries()) {
    if (results.ranks[i] === 0) continue;
    const group = run.view.group(index);
    const rows = groups.get(group);
    if (rows) rows.push(i);
    else groups.set(group, [i]);
  }
  const name = results.columns.find((column) => column.name === 'workload')!;
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([, feasible]): Front => {
      const front = feasible.filter((i) => results.ranks[i] === 1);
      const own = front.map(scores);
      const reference = goals.objectives.map((_, o) =>
        feasible.reduce((worst, i) => Math.max(worst, scores(i)[o]!), Number.NEGATIVE_INFINITY),
      );
      const value = hypervolume(own, reference);
      const compromise = front[knee(own)]!;
      return {
        workload: String(name.value(front[0]!)),
        feasible: feasible.length,
        rows: front.slice().sort((a, b) => scores(a)[0]! - scores(b)[0]! || a - b),
        knee: compromise,
        hypervolume:
          value === null
            ? null
            : {
                value,
                reference: reference.map((v, o) => (goals.objectives[o]!.direction === 'max' ? -v : v)),
              },
      };
    });
}
