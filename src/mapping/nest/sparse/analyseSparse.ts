import { analyseDense } from '../denseAnalysis.ts';
import { createDenseCounts, type DenseCounts } from '../denseCounts.ts';
import type { LoopNest } from '../loopNest.ts';
import type { NestProblem } from '../nestProblem.ts';
import { applyActions } from './actionImpact.ts';
import { type ActionTable, createActionTable, NO_ACTION } from './actionTable.ts';
import { combineActions, type RemainingComputes } from './combineActions.ts';
import { computeOutcome } from './computeOutcome.ts';
import type { ExpectationCache } from './expectation.ts';
import { measureMolds } from './nestMolds.ts';
import { representTensors } from './representation.ts';
import { createCells, type Outcome, type SparseCell } from './sparseCell.ts';
import { cellEnergy, levelSlowdowns } from './sparseCost.ts';
import type { SparsePlan } from './sparsePlan.ts';
import { squeezeFanouts } from './spatialSkip.ts';

/** Scratch space, caches and cells of the sparse analysis of one problem; plans of equal densities and rules may share one. */
export interface SparseWorkspace {
  readonly dense: DenseCounts;
  readonly extents: Float64Array;
  readonly expectations: ExpectationCache;
  readonly pool: readonly SparseCell[];
  readonly cells: (SparseCell | undefined)[];
  readonly table: ActionTable;
  readonly rest: RemainingComputes;
}

export function createSparseWorkspace(problem: NestProblem): SparseWorkspace {
  return {
    dense: createDenseCounts(problem),
    extents: new Float64Array(161 * problem.dimNames.length),
    expectations: new Map(),
    pool: createCells(problem),
    cells: new Array<SparseCell | undefined>(problem.levelCount * problem.tensors.length).fill(undefined),
    table: createActionTable(problem),
    rest: { computes: 0, leftOut: new Float64Array(problem.tensors.length) },
  };
}

/** Result of the sparse analysis of one nest; its cells hold until the workspace is used again. */
export interface SparseAnalysis {
  readonly cells: readonly (SparseCell | undefined)[];
  readonly computes: Outcome;
  /** Compute units in use on average. */
  readonly usedComputes: number;
  readonly computeCycles: number;
  readonly slowdowns: readonly number[];
  readonly cycles: number;
  readonly energyPj: number;
  readonly computeEnergyPj: number;
}

/** Sparseloop counts whole compute units. */
const averageUnits = (plan: SparsePlan, average: number): number =>
  plan.peerRules ? Math.max(1, Math.floor(average)) : average;

/** Expected counts, cycles and energy of a nest with perfect factors under a sparse plan. */
export function analyseSparse(
  problem: NestProblem,
  plan: SparsePlan,
  nest: LoopNest,
  work: SparseWorkspace,
): SparseAnalysis {
  const { dense, extents, cells, table, rest } = work;
  analyseDense(problem, nest, dense);
  measureMolds(problem, nest, extents);
  representTensors(problem, plan, nest, dense, extents, work.expectations, work.pool, cells);
  table.kind.fill(NO_ACTION);
  table.share.fill(0);
  applyActions(problem, plan, nest, extents, cells, table);
  const units =
    plan.spatialSkips.length > 0
      ? averageUnits(plan, squeezeFanouts(problem, plan, nest, dense, extents, cells, table).average)
      : dense.usedComputes;
  combineActions(problem, cells, table, plan.peerRules, rest);
  const computes = computeOutcome(problem, plan, cells, rest);
  const computeCycles = Math.ceil((computes.actual + computes.gated) / units);
  const slowdowns = levelSlowdowns(problem, cells, computeCycles);
  let cycles = computeCycles;
  for (const slowdown of slowdowns) cycles = Math.max(cycles, Math.ceil(computeCycles / slowdown));
  const { energyPj } = problem.architecture.compute;
  const gated = energyPj.gated ?? energyPj.compute;
  const computeEnergyPj =
    computes.actual * energyPj.compute +
    computes.gated * gated +
    computes.skipped * (energyPj.skipped ?? gated);
  let energy = computeEnergyPj;
  for (const cell of cells)
    if (cell !== undefined) energy += cellEnergy(problem, plan, cells, cell) * cell.averageInstances;
  return {
    cells,
    computes,
    usedComputes: units,
    computeCycles,
    slowdowns,
    cycles,
    energyPj: energy,
    computeEnergyPj,
  };
}
