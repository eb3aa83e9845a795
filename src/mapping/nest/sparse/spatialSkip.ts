import type { DenseCounts } from '../denseCounts.ts';
import { type LoopNest, SPATIAL_X, TEMPORAL } from '../loopNest.ts';
import type { NestProblem } from '../nestProblem.ts';
import { type ActionTable, SPATIAL_SKIP } from './actionTable.ts';
import { tileOf } from './nestMolds.ts';
import type { SparseCell } from './sparseCell.ts';
import type { PlannedAction, SparsePlan } from './sparsePlan.ts';

/** Used compute units once empty positions have been squeezed out. */
export interface SqueezedComputes {
  readonly average: number;
  readonly x: number;
  readonly y: number;
}

/** Needed width, height and average share of each component (levels, then the compute), for one tensor. */
interface Expansion {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly average: Float64Array;
}

const mold = new Float64Array(64);

/**
 * Spatial skipping: a fan-out whose positions are known to be empty needs only as many instances as positions can be
 * non-empty at once (2:4 on a 16-wide loop needs 8), and uses the expected share of them.
 */
export function squeezeFanouts(
  problem: NestProblem,
  plan: SparsePlan,
  nest: LoopNest,
  dense: DenseCounts,
  extents: Float64Array,
  cells: readonly (SparseCell | undefined)[],
  table: ActionTable,
): SqueezedComputes {
  const T = problem.tensors.length;
  const L = problem.levelCount;
  const dims = problem.dimNames.length;
  const keeping = (level: number, t: number): SparseCell | undefined => {
    let l = level;
    while (l > 0 && cells[l * T + t] === undefined) l--;
    return cells[l * T + t];
  };
  /** Shrinks component `c` of `into` by what tensor `t` leaves empty along the loops of its parent; the kept share. */
  const squeeze = (
    into: Expansion,
    c: number,
    t: number,
    stays: (row: Float64Array, dim: number) => void,
  ): number => {
    const tensor = problem.tensors[t]!;
    const model = plan.densities[t]!;
    let share = -1;
    for (let l = nest.temporalStart[c]! - 1; l >= nest.spatialStart[c - 1]!; l--) {
      const dim = nest.dim[l]!;
      if (tensor.relevant[dim] === 0) continue;
      for (let d = 0; d < dims; d++) mold[d] = extents[(l + 1) * dims + d]!;
      stays(mold, dim);
      const part = tileOf(tensor, mold, 0, model.byShape);
      if (share < 0) share = 1 - model.empty(part);
      mold[dim]! *= nest.factor[l]!;
      const ratio = model.mostParts(tileOf(tensor, mold, 0, model.byShape), part) / nest.factor[l]!;
      if (nest.kind[l] === SPATIAL_X) into.x[c]! *= ratio;
      else into.y[c]! *= ratio;
    }
    return share < 0 ? 1 : share;
  };
  const expansions = problem.tensors.map((_, t): Expansion => {
    const e: Expansion = {
      x: dense.usedX.slice(),
      y: dense.usedY.slice(),
      average: new Float64Array(L + 1).fill(1),
    };
    const reduced = new Uint8Array(L + 1);
    for (let c = L; c >= 1; c--) {
      if (keeping(c - 1, t)?.format === undefined) continue;
      e.average[c] = squeeze(e, c, t, () => {});
      if (e.average[c] !== 1) reduced[c] = 1;
    }
    for (let c = 0; c < L; c++) {
      const rx = e.x[c]! / dense.usedX[c]!;
      const ry = e.y[c]! / dense.usedY[c]!;
      if (rx === 1 && ry === 1) continue;
      const cell = cells[c * T + t];
      if (cell !== undefined) {
        cell.usedX = e.x[c]!;
        cell.usedY = e.y[c]!;
      }
      let crossed = false;
      for (let inner = c + 1; inner <= L; inner++) {
        e.x[inner]! *= rx;
        e.y[inner]! *= ry;
        if (reduced[inner] === 1) crossed = true;
        if (!crossed) e.average[inner]! *= e.average[c]!;
      }
    }
    return e;
  });
  for (const action of plan.spatialSkips) skipInto(action);

  function skipInto(action: PlannedAction): void {
    const c = action.level + 1;
    const target = problem.tensors[action.target]!;
    const e = expansions[action.target]!;
    let childKeeps = false;
    for (let l = c; l < L; l++) if (cells[l * T + action.target] !== undefined) childKeeps = true;
    let source = action.level;
    while (source > 0 && cells[source * T + action.target] === undefined) source--;
    let share = 1;
    for (const other of action.on) {
      if (keeping(action.level, other)?.format === undefined) continue;
      share *= squeeze(e, c, other, (row, dim) => {
        if (!childKeeps || target.relevant[dim] === 0) return;
        // The spread tile of the target stays while temporal loops that do not index it run.
        for (let l = nest.spatialStart[action.level]! - 1; l >= nest.temporalStart[source]!; l--) {
          if (nest.kind[l] !== TEMPORAL) continue;
          if (target.relevant[nest.dim[l]!] === 1) return;
          row[nest.dim[l]!]! *= nest.factor[l]!;
        }
      });
    }
    e.average[c] = share;
    table.kind[action.level * T + action.target] = SPATIAL_SKIP;
  }

  let computes: SqueezedComputes = { average: 0, x: 0, y: 0 };
  expansions.forEach((e, t) => {
    for (let c = 0; c <= L; c++) {
      if (c > 0) {
        const i = (c - 1) * T + t;
        if (table.kind[i] === SPATIAL_SKIP) table.share[i] = 1 - e.average[c]!;
      }
      if (c === L) {
        computes = {
          average: Math.max(computes.average, dense.usedComputes * e.average[c]!),
          x: Math.max(computes.x, e.x[c]!),
          y: Math.max(computes.y, e.y[c]!),
        };
        continue;
      }
      const cell = cells[c * T + t];
      const rx = e.x[c]! / (cell?.usedX ?? dense.usedX[c]!);
      const ry = e.y[c]! / (cell?.usedY ?? dense.usedY[c]!);
      if (cell !== undefined) {
        cell.averageInstances = dense.usedInstances[c]! * e.average[c]!;
        cell.usedX = e.x[c]!;
        cell.usedY = e.y[c]!;
      }
      if (rx === 1 && ry === 1) continue;
      let crossed = false;
      for (let inner = c + 1; inner <= L; inner++) {
        if (table.kind[(inner - 1) * T + t] === SPATIAL_SKIP) crossed = true;
        if (!crossed) e.average[inner]! *= e.average[c]!;
        e.x[inner]! *= rx;
        e.y[inner]! *= ry;
      }
    }
  });
  return computes;
}
