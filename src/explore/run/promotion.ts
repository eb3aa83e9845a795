import { groupedRanks } from '../pareto/groupedRanks.ts';
import type { PointView } from './pointView.ts';
import type { SweepPoint } from './runSweep.ts';

/** Ranks of the estimate that are near enough to the front to be simulated. */
const nearFront = 3;

export interface Promotion {
  /** In the order of the estimates. */
  readonly chosen: readonly SweepPoint[];
  /** The estimates with each simulated point in its place. */
  merge(estimates: readonly SweepPoint[], simulated: readonly SweepPoint[]): SweepPoint[];
  /** How many promoted points change rank among themselves when simulated. */
  moved(simulated: readonly SweepPoint[]): number;
}

/** Chooses feasible estimates of rank ≤ 3 for simulation. */
export function promotion(estimates: readonly SweepPoint[], view: PointView, objectives: number): Promotion {
  const ranked = ranksOf(estimates, view, objectives);
  const chosen = estimates.filter((_, i) => ranked[i]! > 0 && ranked[i]! <= nearFront);
  return {
    chosen,
    merge(all, simulated) {
      const byIndex = new Map(simulated.map((point) => [point.index, point]));
      return all.map((point) => byIndex.get(point.index) ?? point);
    },
    moved(simulated) {
      const before = ranksOf(chosen, view, objectives);
      const after = ranksOf(simulated, view, objectives);
      const place = new Map(simulated.map((point, i) => [point.index, i]));
      return chosen.filter((point, i) => {
        const at = place.get(point.index);
        return at !== undefined && after[at] !== before[i];
      }).length;
    },
  };
}

/** Pareto rank by the first `objectives` scores of each point among those of its workload, 0 where it failed or breaks a constraint. */
export function ranksOf(points: readonly SweepPoint[], view: PointView, objectives: number): Int32Array {
  const feasible: number[] = [];
  const scores: number[][] = [];
  const groups: number[] = [];
  for (const [i, { index, row }] of points.entries()) {
    const own = view.scores(index, row);
    if (own === null || view.violation(index, row).total !== 0) continue;
    feasible.push(i);
    scores.push(own.slice(0, objectives));
    groups.push(view.group(index));
  }
  const ranks = groupedRanks(scores, objectives, groups);
  const all = new Int32Array(points.length);
  for (const [j, i] of feasible.entries()) all[i] = ranks[j]!;
  return all;
}
