import type { SatHardware } from './hardware.ts';
import type { SatMapping } from './mapping.ts';
import type { StageProblem } from './stageProblem.ts';
import { leftBits, type Tiling } from './tiling.ts';

/** What one step of one tile asks of each unit. One record is filled again and again. */
export interface UnitWork {
  /** Bits read from memory: operands, and master weights and optimiser state before an update. */
  left: number;
  right: number;
  index: number;
  state: number;
  /** Weights through the reduction engine before they reach the array. */
  pruned: number;
  /** Cycles in which weights are shifted into the elements. */
  shift: number;
  /** Cycles for which the first element is busy, and the share of them in which it has nothing to add. */
  length: number;
  bubbles: number;
  /** Cycles by which the last element is behind the first. */
  skew: number;
  first: boolean;
  /** Whether the tile's sums are complete after this step; what follows is 0 otherwise. */
  last: boolean;
  /** Cycles in which sums leave the elements. */
  drain: number;
  /** Weights through the update engine, and through the reduction engine behind it. */
  updated: number;
  reduced: number;
  /** Bits written: outputs or master weights, optimiser state, copies for the passes to come. */
  out: number;
  copies: number;
}

export const emptyUnit = (): UnitWork => ({
  left: 0,
  right: 0,
  index: 0,
  state: 0,
  pruned: 0,
  shift: 0,
  length: 0,
  bubbles: 0,
  skew: 0,
  first: false,
  last: false,
  drain: 0,
  updated: 0,
  reduced: 0,
  out: 0,
  copies: 0,
});

/** Bits of an element of master weights with its optimiser state. */
export const stateBits = ({ update }: SatHardware): number => 32 * update.state_words;

/**
 * Fills in the step `sum` long of a tile rows × cols. `loads` says which operands are read. Sums stay: every kept weight
 * of a group is a slot, the interleaved rows take turns in it; weights stay: an element holds a group and sees all rows,
 * `interleave` at a time, and its sums move on when it has added its own.
 */
export function fillUnit(
  unit: UnitWork,
  problem: StageProblem,
  hardware: SatHardware,
  mapping: SatMapping,
  tiling: Tiling,
  size: { readonly rows: number; readonly cols: number; readonly sum: number },
  loads: { readonly left: boolean; readonly right: boolean },
): void {
  const { rows, cols, sum } = size;
  const { group } = problem;
  const { interleave, latency } = hardware.array;
  const { period } = tiling;
  const groups = Math.ceil(sum / group.m);
  const onDemand = group.m > 1 && !hardware.reduction.pregenerate;
  unit.left = loads.left ? leftBits(problem, rows, sum) : 0;
  unit.right = !loads.right ? 0 : (onDemand ? sum : groups * group.n) * cols * problem.right_bits;
  unit.index = loads.right && !onDemand ? groups * group.n * cols * group.bits : 0;
  unit.pruned = loads.right && onDemand ? sum * cols : 0;
  if (mapping.stationary === 'output') {
    unit.length = groups * group.n * period;
    unit.skew = Math.ceil(rows / interleave) - 1 + cols - 1;
    unit.shift = 0;
    unit.drain = unit.last ? rows : 0;
  } else {
    unit.length = Math.ceil(rows / interleave) * group.n * period;
    unit.skew = (groups - 1) * ((group.n - 1) * period + latency) + cols - 1;
    unit.shift = groups * group.n;
    unit.drain = 0;
  }
  unit.bubbles = (unit.length / period) * (period - interleave);
  finishTile(unit, problem, hardware, rows * cols);
}

/** What follows the last step of a tile; `out` of a product is set by the caller, who knows how much was stored. */
function finishTile(
  unit: UnitWork,
  { update, out_bits }: StageProblem,
  hardware: SatHardware,
  elements: number,
): void {
  unit.state = 0;
  unit.updated = 0;
  unit.reduced = 0;
  unit.copies = 0;
  unit.out = 0;
  if (!unit.last || update === null) return;
  const { pregenerate } = hardware.reduction;
  unit.state = elements * (32 + stateBits(hardware));
  unit.out = elements * 32;
  unit.updated = elements;
  unit.reduced = pregenerate ? elements * update.reductions.length : 0;
  let copies = update.dense_copy || !pregenerate ? elements * out_bits : 0;
  if (pregenerate)
    for (const { n, m, bits } of update.reductions) copies += Math.ceil(elements / m) * n * (out_bits + bits);
  unit.copies = copies + elements * stateBits(hardware);
}
