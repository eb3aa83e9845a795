import { DiagnosticError } from '../../core/diagnostic.ts';
import { analyseDense } from '../../mapping/nest/denseAnalysis.ts';
import { clusterShare, rowAccesses, slowdownOf } from '../../mapping/nest/denseCost.ts';
import { createDenseCounts } from '../../mapping/nest/denseCounts.ts';
import { encodeMapping } from '../../mapping/nest/encodeMapping.ts';
import { denseResult } from '../../mapping/nest/evaluateDense.ts';
import type { LoopNest } from '../../mapping/nest/loopNest.ts';
import { legalityOf } from '../../mapping/nest/nestLegality.ts';
import type { NestProblem } from '../../mapping/nest/nestProblem.ts';
import { analyseSparse, createSparseWorkspace } from '../../mapping/nest/sparse/analyseSparse.ts';
import { type CellAccesses, cellAccesses } from '../../mapping/nest/sparse/cellAccesses.ts';
import { formatBits } from '../../mapping/nest/sparse/formatOccupancy.ts';
import type { FormatOutcome, SparseCell } from '../../mapping/nest/sparse/sparseCell.ts';
import { levelSlowdowns } from '../../mapping/nest/sparse/sparseCost.ts';
import { sparseProblems } from '../../mapping/nest/sparse/sparseLegality.ts';
import { planSparse } from '../../mapping/nest/sparse/sparsePlan.ts';
import type { Operation } from '../../workload/operation.ts';
import type { TensorAccesses } from '../levelAccesses.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { densitiesOf } from './densities.ts';
import type { NestHardware } from './hardware.ts';
import type { LoopNestMapping } from './mapping.ts';
import { nestOf } from './nestOf.ts';
import { nestProblemOf } from './nestProblemOf.ts';
import { isSparse, mappedSpec, sparseSpecOf } from './sparseFeatures.ts';

/** What one level does in an execution, over all its instances. */
export interface AnalysedLevel {
  readonly usedInstances: number;
  readonly cycles: number;
  /** Cycles that its bandwidth alone asks for. */
  readonly trafficCycles: number;
  readonly tensors: readonly TensorAccesses[];
  /** Row accesses by kind, all tensors together, whole. */
  readonly accesses: Readonly<Partial<Record<keyof CellAccesses, number>>>;
}

/** A mapped operation with everything counted. */
export interface AnalysedNest {
  readonly nest: LoopNest;
  readonly cycles: number;
  readonly computeCycles: number;
  readonly usedComputes: number;
  /** Products done, gated; the rest is skipped. */
  readonly actual: number;
  readonly gated: number;
  readonly levels: readonly AnalysedLevel[];
}

/** Counts a mapping; sparse features see the densities of `context`'s samples. Throws with every reason when illegal. */
export function analyseNest(
  operation: Operation,
  hardware: NestHardware,
  mapping: LoopNestMapping,
  context: SimulationContext | null,
): AnalysedNest {
  const problem = nestProblemOf(operation, hardware);
  if (mapping.sparse !== undefined && hardware.sparse === undefined && hardware.choose === undefined)
    throw new DiagnosticError([
      {
        code: 'WIN-MAP-207',
        severity: 'error',
        message: 'the mapping has sparse features, the architecture has none',
        hint: 'give the architecture sparse (as built) or choose (to be searched), or leave sparse out of the mapping',
      },
    ]);
  return isSparse(hardware, mapping)
    ? sparseNest(problem, operation, hardware, mapping, context)
    : denseNest(problem, hardware, mapping);
}

function denseNest(problem: NestProblem, hardware: NestHardware, mapping: LoopNestMapping): AnalysedNest {
  const nest = encodeMapping(problem, nestOf(mapping, hardware));
  const counts = createDenseCounts(problem);
  analyseDense(problem, nest, counts);
  const illegal = legalityOf(problem, nest, counts);
  if (illegal.length > 0) throw new DiagnosticError(illegal);
  const result = denseResult(problem, nest, counts);
  return {
    nest,
    cycles: result.cycles,
    computeCycles: counts.cycles,
    usedComputes: result.usedComputes,
    actual: problem.computes,
    gated: 0,
    levels: result.levels.map(({ usedInstances, cycles, tensors }, l) => {
      const { wordsPerAccess, instances, clusterSize } = problem.architecture.levels[l]!;
      const copies = usedInstances * clusterShare(usedInstances, instances.x * instances.y, clusterSize);
      let read = 0;
      let write = 0;
      let readWords = 0;
      let writtenWords = 0;
      for (const t of tensors) {
        readWords += t.reads;
        writtenWords += t.fills + t.updates;
        read += rowAccesses(t.reads, wordsPerAccess);
        write += rowAccesses(t.fills, wordsPerAccess) + rowAccesses(t.updates, wordsPerAccess);
      }
      return {
        usedInstances,
        cycles,
        trafficCycles: Math.ceil(1 / slowdownOf(problem.architecture.levels[l]!, readWords, writtenWords)),
        tensors: tensors.map(({ tensor, tileWords, reads, fills, updates }) => ({
          tensor,
          tile_words: tileWords,
          reads: Math.round(reads * usedInstances),
          fills: Math.round(fills * usedInstances),
          updates: Math.round(updates * usedInstances),
          gated: 0,
          skipped: 0,
          metadata_bits: 0,
        })),
        accesses: { read: Math.round(read * copies), write: Math.round(write * copies) },
      };
    }),
  };
}

function sparseNest(
  problem: NestProblem,
  operation: Operation,
  hardware: NestHardware,
  mapping: LoopNestMapping,
  context: SimulationContext | null,
): AnalysedNest {
  const nest = encodeMapping(problem, nestOf(mapping, hardware));
  if (nest.imperfect)
    throw new DiagnosticError([
      {
        code: 'WIN-MAP-206',
        severity: 'error',
        message: 'the mapping has imperfect factors, sparse features take perfect ones',
        hint: 'choose factors whose product is the extent of each dim',
      },
    ]);
  const spec =
    mapping.sparse === undefined
      ? sparseSpecOf(problem, hardware.sparse!, nest.keep)
      : mappedSpec(mapping.sparse);
  // Buffers are sized for what the pattern promises; a sample may be fuller, which is left out.
  const promised = planSparse(problem, densitiesOf(operation, null), spec);
  let plan = promised;
  let result = analyseSparse(problem, promised, nest, createSparseWorkspace(problem));
  const illegal = sparseProblems(problem, promised, nest, result.cells);
  if (illegal.length > 0) throw new DiagnosticError(illegal);
  if (context !== null) {
    plan = planSparse(problem, densitiesOf(operation, context), spec);
    result = analyseSparse(problem, plan, nest, createSparseWorkspace(problem));
  }
  const T = problem.tensors.length;
  // Slowdowns of one cycle: all words of an instance against its bandwidth.
  const ports = levelSlowdowns(problem, result.cells, 1);
  return {
    nest,
    // Nothing to do still takes the cycle that finds it out.
    cycles: Math.max(1, result.cycles),
    computeCycles: Math.max(1, Math.min(result.computeCycles, result.cycles)),
    usedComputes: result.usedComputes,
    actual: result.computes.actual,
    gated: result.computes.gated,
    levels: problem.architecture.levels.map((_, l) => {
      const cells = result.cells.slice(l * T, (l + 1) * T).filter((cell) => cell !== undefined);
      const sums: Partial<Record<keyof CellAccesses, number>> = {};
      for (const cell of cells) {
        const counted = cellAccesses(problem, plan, result.cells, cell);
        for (const [kind, count] of Object.entries(counted) as [keyof CellAccesses, number][])
          sums[kind] = (sums[kind] ?? 0) + count;
      }
      const accesses = Object.fromEntries(Object.entries(sums).map(([kind, n]) => [kind, Math.round(n)]));
      return {
        usedInstances: Math.round(Math.max(0, ...cells.map((cell) => cell.averageInstances))),
        cycles: Math.ceil(result.computeCycles / result.slowdowns[l]!),
        trafficCycles: Math.ceil(1 / ports[l]!),
        tensors: cells.map((cell) => tensorAccesses(problem, cell)),
        accesses,
      };
    }),
  };
}

function tensorAccesses(problem: NestProblem, cell: SparseCell): TensorAccesses {
  const { reads, fills, updates, averageInstances } = cell;
  const total = (count: number): number => Math.round(count * averageInstances);
  const ranks = cell.format?.ranks ?? [];
  const bits = ({ actual }: FormatOutcome): number => formatBits(ranks, actual);
  const metadata =
    ranks.length === 0 ? 0 : bits(cell.formatReads) + bits(cell.formatFills) + bits(cell.formatUpdates);
  return {
    tensor: problem.tensors[cell.tensor]!.name,
    tile_words: cell.tile.words,
    reads: total(reads.actual),
    fills: total(fills.actual),
    updates: total(updates.actual),
    gated: total(reads.gated + fills.gated + updates.gated),
    skipped: total(reads.skipped + fills.skipped + updates.skipped),
    metadata_bits: total(metadata),
  };
}
