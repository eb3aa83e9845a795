import { type LoopNest, TEMPORAL } from '../loopNest.ts';
import type { NestProblem } from '../nestProblem.ts';
import { boxWords } from '../tileBox.ts';
import { type ActionTable, GATE, NO_ACTION, SKIP } from './actionTable.ts';
import { tileOf } from './nestMolds.ts';
import type { SparseCell } from './sparseCell.ts';
import type { PlannedAction, SparsePlan } from './sparsePlan.ts';

/** The loop whose iterations hand out one unit of the target, and the extents of that unit. */
interface TargetLoop {
  /** −1: an innermost unit is a single word. */
  readonly loop: number;
  readonly dim: number;
  readonly spatial: boolean;
  /** Row of the extents table that spans the loop's whole range. */
  readonly row: number;
  /** First loop index (exclusive upper bound) outside of it. */
  readonly above: number;
}

/** Innermost loop between a level and its child that indexes the target; under the innermost level, one word. */
function findTargetLoop(problem: NestProblem, nest: LoopNest, cell: SparseCell): TargetLoop {
  const relevant = problem.tensors[cell.tensor]!.relevant;
  const start = nest.temporalStart[cell.level]!;
  if (cell.child < 0) {
    const last = problem.levelCount - 1;
    const from = nest.spatialStart[last]!;
    for (let l = nest.count - 1; l >= from; l--)
      if (relevant[nest.dim[l]!] === 1)
        return { loop: l, dim: nest.dim[l]!, spatial: true, row: l, above: l };
    const inner = from - 1;
    const dim = inner >= nest.temporalStart[last]! ? nest.dim[inner]! : 0;
    if (from < nest.count) return { loop: from, dim: nest.dim[from]!, spatial: true, row: from, above: from };
    return { loop: -1, dim, spatial: false, row: nest.count, above: nest.count };
  }
  for (let l = nest.temporalStart[cell.child]! - 1; l >= start; l--)
    if (relevant[nest.dim[l]!] === 1)
      return { loop: l, dim: nest.dim[l]!, spatial: nest.kind[l] !== TEMPORAL, row: l, above: l };
  return {
    loop: -2,
    dim: nest.count > start ? nest.dim[start]! : 0,
    spatial: false,
    row: start,
    above: start,
  };
}

const unit = new Float64Array(64);
const condition = new Float64Array(64);
/** Per dim, factors of co-iterated loops: a unit is one iteration of them. */
const shared = new Float64Array(64);

/**
 * P(a unit of the target meets only zeros of the tensors it is conditioned on): 1 − Π (1 − P(the condition's tile is
 * empty)). The condition's tile is what one unit of the target meets while it stays: the iteration of the target loop,
 * times all spatial loops outside it (they run at once), times the temporal loops during which a spatially spread
 * target stays. Units are at least a row of the target's storage.
 */
export function ineffectualShare(
  problem: NestProblem,
  plan: SparsePlan,
  nest: LoopNest,
  extents: Float64Array,
  cell: SparseCell,
  on: readonly number[],
): number {
  const dims = problem.dimNames.length;
  const target = problem.tensors[cell.tensor]!;
  const relevant = target.relevant;
  const found = findTargetLoop(problem, nest, cell);
  const block = problem.architecture.levels[cell.level]!.wordsPerAccess;
  let effectual = 1;
  for (const other of on) {
    const conditionTensor = problem.tensors[other]!;
    for (let d = 0; d < dims; d++) unit[d] = condition[d] = extents[found.row * dims + d]!;
    const unitWords = boxWords(target, unit, 0);
    shared.fill(1, 0, dims);
    let product = 1;
    let coIterated = false;
    let discordant = false;
    if (found.loop >= 0) {
      const dim = nest.dim[found.loop]!;
      if (relevant[dim] === 1 && conditionTensor.relevant[dim] === 1) {
        shared[dim]! *= nest.factor[found.loop]!;
        product *= nest.factor[found.loop]!;
        coIterated = true;
      }
    }
    let staying = found.spatial && cell.child >= 0;
    for (let l = found.above - 1; l >= nest.temporalStart[cell.level]!; l--) {
      const dim = nest.dim[l]!;
      const spatial = nest.kind[l] !== TEMPORAL;
      if (spatial || (staying && relevant[dim] === 0)) {
        condition[dim]! *= nest.factor[l]!;
        if (found.loop !== -1 && conditionTensor.relevant[dim] === 1) {
          if (found.spatial && coIterated) discordant = true;
          else if (relevant[dim] === 1) {
            shared[dim]! *= nest.factor[l]!;
            product *= nest.factor[l]!;
            coIterated = true;
          }
        }
      }
      if (!spatial && relevant[dim] === 1) staying = false;
    }
    if (discordant) continue;
    let scale = Math.ceil(block / (unitWords / product));
    for (let dim = 0; dim < dims; dim++) {
      const factor = shared[dim]!;
      if (factor === 1) continue;
      condition[dim] = Math.ceil(condition[dim]! / (factor / scale));
      scale /= factor;
    }
    if (scale > 1) condition[found.dim] = Math.floor(condition[found.dim]! * scale);
    const model = plan.densities[other]!;
    effectual *= 1 - model.empty(tileOf(conditionTensor, condition, 0, model.byShape));
  }
  return 1 - effectual;
}

/** Enters gates and skips where their targets are kept; where two act on one tile, the more effective one does. */
export function applyActions(
  problem: NestProblem,
  plan: SparsePlan,
  nest: LoopNest,
  extents: Float64Array,
  cells: readonly (SparseCell | undefined)[],
  table: ActionTable,
): void {
  const T = problem.tensors.length;
  const act = (action: PlannedAction, kind: number): void => {
    let level = action.level;
    while (level > 0 && cells[level * T + action.target] === undefined) level--;
    const i = level * T + action.target;
    const cell = cells[i];
    if (cell === undefined) return;
    const share = ineffectualShare(problem, plan, nest, extents, cell, action.on);
    if (table.kind[i] !== NO_ACTION && table.share[i]! >= share) return;
    table.kind[i] = kind;
    table.share[i] = share;
  };
  for (const action of plan.gates) act(action, GATE);
  for (const action of plan.skips) act(action, SKIP);
}
