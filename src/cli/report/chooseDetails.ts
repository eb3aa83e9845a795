import type { PointView } from '../../explore/run/pointView.ts';
import { ranksOf } from '../../explore/run/promotion.ts';
import type { SweepPoint } from '../../explore/run/runSweep.ts';

/**
 * Designs whose layers a report shows: of the first three ranks of each workload, best ranks first, and before all the front
 * of the first two objectives: the page opens with it, one of its designs pinned.
 */
const mostDetails = 60;
const deepestRank = 3;

/** Chooses the points whose layers are computed for the report. */
export function chooseDetails(objectives: number) {
  return (points: readonly SweepPoint[], view: PointView): SweepPoint[] => {
    const ranks = ranksOf(points, view, objectives);
    const plane = ranksOf(points, view, Math.min(2, objectives));
    const shownFirst = (i: number): number => (plane[i] === 1 ? 0 : 1);
    return [...points.keys()]
      .filter((i) => ranks[i]! > 0 && ranks[i]! <= deepestRank)
      .sort((a, b) => shownFirst(a) - shownFirst(b) || ranks[a]! - ranks[b]! || a - b)
      .slice(0, mostDetails)
      .map((i) => points[i]!);
  };
}
