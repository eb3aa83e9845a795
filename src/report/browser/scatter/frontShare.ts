import { hypervolume } from '../pareto.ts';
import type { ViewContext } from '../views/defineView.ts';
import type { PlaneAxis } from './plane.ts';

/**
 * Normalised hypervolume of a front as drawn: the share of the box from the best to the worst feasible values of both
 * fields that the front dominates. The reference point is the corner of the worst values. null without a box.
 */
export function frontShare(
  context: ViewContext,
  front: readonly number[],
  x: PlaneAxis,
  y: PlaneAxis,
): number | null {
  const { points } = context.report;
  const { mask } = context.scope();
  const costs = [x, y].map(({ field, log }) => {
    const sign = field.better === 'higher' ? -1 : 1;
    const cost = (row: number): number => sign * (log ? Math.log(field.column[row]!) : field.column[row]!);
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < points.count; i++) {
      if (mask[i] === 0 || points.status[i] !== 0 || !Number.isFinite(field.column[i]!)) continue;
      const c = cost(i);
      if (c < low) low = c;
      if (c > high) high = c;
    }
    return { span: high - low, column: front.map((row) => (cost(row) - low) / (high - low)) };
  });
  if (front.length === 0 || costs.some(({ span }) => !(span > 0))) return null;
  const [u, v] = costs.map(({ column }) => ({ column, sign: 1 as const, log: false }));
  return hypervolume([...front.keys()], u!, v!, [1, 1]);
}
