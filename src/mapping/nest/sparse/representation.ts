import type { DenseCounts } from '../denseCounts.ts';
import type { LoopNest } from '../loopNest.ts';
import type { NestProblem } from '../nestProblem.ts';
import { type ExpectationCache, expectationOf } from './expectation.ts';
import type { FormatUnits } from './formatOccupancy.ts';
import { leftOut } from './leftOut.ts';
import { tileOf } from './nestMolds.ts';
import { bindRanks } from './rankBinding.ts';
import { type FormatOutcome, NO_RANKS, type Outcome, type SparseCell } from './sparseCell.ts';
import type { SparsePlan } from './sparsePlan.ts';

function setAll(outcome: Outcome, actual: number): void {
  outcome.actual = actual;
  outcome.gated = 0;
  outcome.skipped = 0;
}

function scale(to: FormatOutcome, units: FormatUnits, ratio: number): void {
  const { actual, gated, skipped } = to;
  for (let i = 0; i < units.length; i++) {
    actual[i] = Math.ceil(units[i]! * ratio);
    gated[i] = 0;
    skipped[i] = 0;
  }
  if (actual.length === units.length) return;
  actual.length = units.length;
  gated.length = units.length;
  skipped.length = units.length;
}

const NO_UNITS: FormatUnits = [];

/**
 * Fills `cells` with the kept tensors of a nest (index `level × tensors + tensor`, `undefined` where bypassed; objects of
 * `pool`): ranks bound, occupancies expected, accesses of data and metadata before any gating or skipping.
 */
export function representTensors(
  problem: NestProblem,
  plan: SparsePlan,
  nest: LoopNest,
  dense: DenseCounts,
  extents: Float64Array,
  cache: ExpectationCache,
  pool: readonly SparseCell[],
  cells: (SparseCell | undefined)[],
): void {
  const T = problem.tensors.length;
  const L = problem.levelCount;
  const dims = problem.dimNames.length;
  for (let t = 0; t < T; t++) {
    const tensor = problem.tensors[t]!;
    const { byShape } = plan.densities[t]!;
    let child: SparseCell | undefined;
    for (let level = L - 1; level >= 0; level--) {
      const i = level * T + t;
      if (((nest.keep[level]! >> t) & 1) === 0) {
        cells[i] = undefined;
        continue;
      }
      let parent = level - 1;
      while (parent >= 0 && ((nest.keep[parent]! >> t) & 1) === 0) parent--;
      const cell = pool[i]!;
      cell.tile = tileOf(tensor, extents, nest.temporalStart[level]! * dims, byShape);
      cell.child = child === undefined ? -1 : child.level;
      cell.parent = parent;
      cell.format = plan.formats[i];
      cell.denseReads = dense.reads[i]!;
      cell.denseFills = dense.fills[i]!;
      cell.denseUpdates = dense.updates[i]!;
      setAll(cell.reads, cell.denseReads);
      setAll(cell.fills, cell.denseFills);
      setAll(cell.updates, cell.denseUpdates);
      cell.temporalReductions = tensor.isOutput ? cell.denseReads : 0;
      cell.averageInstances = dense.usedInstances[level]!;
      cell.usedX = dense.usedX[level]!;
      cell.usedY = dense.usedY[level]!;
      cell.bound =
        plan.formatted[t] === true
          ? bindRanks(problem, nest, extents, t, level, cell.format, child, byShape)
          : NO_RANKS;
      cells[i] = cell;
      child = cell;
    }
  }
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell === undefined) continue;
    const above = cell.parent < 0 ? undefined : cells[cell.parent * T + cell.tensor];
    expect(plan, cell, above?.format !== undefined, problem.tensors[cell.tensor]!.isOutput, cache);
  }
}

function expect(
  plan: SparsePlan,
  cell: SparseCell,
  conditional: boolean,
  isOutput: boolean,
  cache: ExpectationCache,
): void {
  const { format } = cell;
  const { words } = cell.tile;
  const found = expectationOf(plan, cell, conditional, cache);
  const { units, expected } = found;
  cell.averageInstances *= 1 - found.dropped;
  cell.expected = expected;
  cell.density = expected / words;
  cell.expectation = found;
  cell.units = format === undefined ? NO_UNITS : units;
  scale(cell.formatReads, cell.units, cell.denseReads / words);
  scale(cell.formatFills, cell.units, cell.denseFills / words);
  scale(cell.formatUpdates, cell.units, cell.denseUpdates / words);
  // Words of empty positions are neither read nor written where metadata tells which they are.
  if (format === undefined || (!format.compressed && !plan.peerRules)) return;
  const sparsity = 1 - cell.density;
  cell.reads.actual = cell.denseReads - leftOut(cell.denseReads, sparsity);
  cell.fills.actual = cell.denseFills - leftOut(cell.denseFills, sparsity);
  if (isOutput) cell.updates.actual = cell.denseUpdates - leftOut(cell.denseUpdates, sparsity);
}
