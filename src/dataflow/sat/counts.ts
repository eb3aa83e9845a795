import type { SatHardware } from './hardware.ts';
import type { SatMapping } from './mapping.ts';
import type { StageProblem } from './stageProblem.ts';
import type { UnitWork } from './unitWork.ts';

/** What all steps of a product did, in bits, words and weights. */
export interface SatCounts {
  left: number;
  right: number;
  index: number;
  state: number;
  out: number;
  copies: number;
  updated: number;
  /** Weights through the reduction engine, before the array or behind the update. */
  reduced: number;
  /** Words of the buffers' banks. */
  leftWritten: number;
  leftRead: number;
  rightWritten: number;
  rightRead: number;
  sumsWritten: number;
  sumsRead: number;
}

export const noCounts = (): SatCounts => ({
  left: 0,
  right: 0,
  index: 0,
  state: 0,
  out: 0,
  copies: 0,
  updated: 0,
  reduced: 0,
  leftWritten: 0,
  leftRead: 0,
  rightWritten: 0,
  rightRead: 0,
  sumsWritten: 0,
  sumsRead: 0,
});

/** Adds a step `times` over. `size` is its rows × cols and the length of its sum. */
export function addUnit(
  counts: SatCounts,
  unit: UnitWork,
  problem: StageProblem,
  { array }: SatHardware,
  mapping: SatMapping,
  size: { readonly rows: number; readonly cols: number; readonly sum: number },
  times: number,
): void {
  const { rows, cols, sum } = size;
  const { group } = problem;
  const kept = Math.ceil(sum / group.m) * group.n;
  const sums = rows * cols;
  counts.left += times * unit.left;
  counts.right += times * unit.right;
  counts.index += times * unit.index;
  counts.state += times * unit.state;
  counts.out += times * unit.out;
  counts.copies += times * unit.copies;
  counts.updated += times * unit.updated;
  counts.reduced += times * (unit.pruned + unit.reduced);
  counts.leftWritten += times * Math.ceil(unit.left / (16 * array.group));
  counts.leftRead += times * rows * Math.ceil(sum / array.group);
  counts.rightWritten += times * (unit.right > 0 ? kept * cols : 0);
  counts.rightRead += times * kept * cols;
  // Where weights stay, every step adds to the sums in the out buffer; where sums stay, they come once.
  const passes = mapping.stationary === 'weight' || unit.last ? 1 : 0;
  counts.sumsWritten += times * passes * sums;
  counts.sumsRead +=
    times * ((mapping.stationary === 'weight' && !unit.first ? sums : 0) + (unit.last ? sums : 0));
}
