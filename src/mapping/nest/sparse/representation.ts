import type { DenseCounts } from '../denseCounts.ts';
import type { LoopNest } from '../loopNest.ts';
import type { NestProblem } from '../nestProblem.ts';
import type { TileShape } from './densityModel.ts';
import { addUnits, emptyShares, type FormatUnits } from './formatOccupancy.ts';
import { leftOut } from './leftOut.ts';
import { tileOf } from './nestMolds.ts';
import { type BoundRanks, bindRanks } from './rankBinding.ts';
import type { FormatOutcome, SparseCell } from './sparseCell.ts';
import type { SparsePlan } from './sparsePlan.ts';

const NO_UNITS: FormatUnits = [];
const NO_RANKS: BoundRanks = { fibers: [], tiles: [], missing: 0 };

interface Expectation {
  readonly expected: number;
  readonly units: FormatUnits;
  /** P(the tile is left out because it is empty). */
  readonly dropped: number;
}

/** Expectations by tensor, format, tile and ranks: searches meet the same tiles again and again. */
export type ExpectationCache = Map<string, Expectation>;

const NO_OUTCOME: FormatOutcome = { actual: NO_UNITS, gated: NO_UNITS, skipped: NO_UNITS };

const shapeKey = (tile: TileShape, byShape: boolean): string | number =>
  byShape ? tile.lengths.join('x') : tile.words;

function expectationOf(
  plan: SparsePlan,
  cell: SparseCell,
  conditional: boolean,
  cache: ExpectationCache,
): Expectation {
  const { tile, format, bound } = cell;
  const model = plan.densities[cell.tensor]!;
  let key = `${cell.tensor} ${cell.level} ${conditional ? 1 : 0} ${shapeKey(tile, model.byShape)}`;
  if (format !== undefined)
    for (let r = 0; r < bound.fibers.length; r++)
      key += ` ${bound.fibers[r]}:${shapeKey(bound.tiles[r]!, model.byShape)}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const { first, probability, empty, least } = model.occupancies(tile);
  // Sparseloop takes the first occupancy with a probability for the empty tile, even where no tile can be empty.
  const dropFirst = conditional && plan.peerRules && least === 0;
  const dropped = dropFirst ? probability[0]! : conditional && !plan.peerRules ? empty : 0;
  // Sparseloop counts no metadata at a level whose outer-first format leaves inner ranks without a loop.
  const uncounted =
    plan.peerRules && format?.innerToOuter === false && bound.fibers[0] === 1 && bound.fibers.length > 1;
  const units = new Array<number>(format === undefined ? 0 : 2 * format.ranks.length).fill(0);
  const shares =
    format === undefined || uncounted
      ? undefined
      : emptyShares(bound, model, tile, first, probability.length);
  let expected = 0;
  for (let i = 0; i < probability.length; i++) {
    if ((dropFirst && i === 0) || (conditional && first + i === 0)) continue;
    const p = probability[i]! / (1 - dropped);
    expected += p * (first + i);
    if (format !== undefined && shares !== undefined) addUnits(units, format.ranks, bound, shares, i, p);
  }
  const found = { expected, units, dropped };
  cache.set(key, found);
  return found;
}

function scaled(units: FormatUnits, ratio: number): FormatOutcome {
  const actual: number[] = [];
  const gated: number[] = [];
  const skipped: number[] = [];
  for (let i = 0; i < units.length; i++) {
    actual.push(Math.ceil(units[i]! * ratio));
    gated.push(0);
    skipped.push(0);
  }
  return { actual, gated, skipped };
}

/**
 * The kept tensors of a nest as sparse cells (index `level × tensors + tensor`, bypassed ones undefined): ranks bound,
 * occupancies expected, accesses of data and metadata before any gating or skipping.
 */
export function representTensors(
  problem: NestProblem,
  plan: SparsePlan,
  nest: LoopNest,
  dense: DenseCounts,
  extents: Float64Array,
  cache: ExpectationCache,
): (SparseCell | undefined)[] {
  const T = problem.tensors.length;
  const L = problem.levelCount;
  const dims = problem.dimNames.length;
  const cells = new Array<SparseCell | undefined>(L * T).fill(undefined);
  for (let t = 0; t < T; t++) {
    const tensor = problem.tensors[t]!;
    let child: SparseCell | undefined;
    for (let level = L - 1; level >= 0; level--) {
      if (((nest.keep[level]! >> t) & 1) === 0) continue;
      const i = level * T + t;
      let parent = level - 1;
      while (parent >= 0 && ((nest.keep[parent]! >> t) & 1) === 0) parent--;
      const format = plan.formats[i];
      const cell: SparseCell = {
        level,
        tensor: t,
        tile: tileOf(tensor, extents, nest.temporalStart[level]! * dims),
        child: child?.level ?? -1,
        parent,
        format,
        bound: NO_RANKS,
        expected: 0,
        density: 1,
        units: NO_UNITS,
        denseReads: dense.reads[i]!,
        denseFills: dense.fills[i]!,
        denseUpdates: dense.updates[i]!,
        reads: { actual: dense.reads[i]!, gated: 0, skipped: 0 },
        fills: { actual: dense.fills[i]!, gated: 0, skipped: 0 },
        updates: { actual: dense.updates[i]!, gated: 0, skipped: 0 },
        formatReads: NO_OUTCOME,
        formatFills: NO_OUTCOME,
        formatUpdates: NO_OUTCOME,
        temporalReductions: tensor.isOutput ? dense.reads[i]! : 0,
        averageInstances: dense.usedInstances[level]!,
        usedX: dense.usedX[level]!,
        usedY: dense.usedY[level]!,
      };
      if (plan.formatted[t] === true)
        cell.bound = bindRanks(
          problem,
          nest,
          extents,
          t,
          level,
          format,
          child === undefined
            ? undefined
            : { level: child.level, words: child.tile.words, bound: child.bound },
        );
      cells[i] = cell;
      child = cell;
    }
  }
  for (const cell of cells) if (cell !== undefined) expect(problem, plan, cells, cell, cache);
  return cells;
}

function expect(
  problem: NestProblem,
  plan: SparsePlan,
  cells: readonly (SparseCell | undefined)[],
  cell: SparseCell,
  cache: ExpectationCache,
): void {
  const { format } = cell;
  const parent = cell.parent < 0 ? undefined : cells[cell.parent * problem.tensors.length + cell.tensor];
  const conditional = parent?.format !== undefined;
  const { expected, units, dropped } = expectationOf(plan, cell, conditional, cache);
  cell.averageInstances *= 1 - dropped;
  cell.expected = expected;
  cell.density = expected / cell.tile.words;
  cell.units = units;
  if (format === undefined) return;
  cell.formatReads = scaled(units, cell.denseReads / cell.tile.words);
  cell.formatFills = scaled(units, cell.denseFills / cell.tile.words);
  cell.formatUpdates = scaled(units, cell.denseUpdates / cell.tile.words);
  // Words of empty positions are neither read nor written where metadata tells which they are.
  if (!format.compressed && !plan.peerRules) return;
  const sparsity = 1 - cell.density;
  cell.reads.actual = cell.denseReads - leftOut(cell.denseReads, sparsity);
  cell.fills.actual = cell.denseFills - leftOut(cell.denseFills, sparsity);
  if (problem.tensors[cell.tensor]!.isOutput)
    cell.updates.actual = cell.denseUpdates - leftOut(cell.denseUpdates, sparsity);
}
