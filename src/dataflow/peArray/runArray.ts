import { DiagnosticError } from '../../core/diagnostic.ts';
import type { NestProblem } from '../../mapping/nest/nestProblem.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Execution, MacCounts } from '../execution.ts';
import { type AnalysedNest, analyseNest } from '../nest/analyseNest.ts';
import { operandStatistics } from '../nest/densities.ts';
import { effectualProducts } from '../nest/effectual.ts';
import { executionOf } from '../nest/execute.ts';
import type { NestHardware } from '../nest/hardware.ts';
import type { LoopNestMapping } from '../nest/mapping.ts';
import { nestProblemOf } from '../nest/nestProblemOf.ts';
import { isSparse } from '../nest/sparseFeatures.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { type ElementTiles, elementTiles } from './elementTiles.ts';
import { packedVectors } from './packedVectors.ts';
import { tileWork } from './tileWork.ts';
import { visibleZeros } from './visibleZeros.ts';
import { walkSteps } from './walkSteps.ts';

/** Additions over which a walk is refused: some seconds. */
const mostAdditions = 4e9;

/**
 * Runs a mapping tile by tile on the sampled operands. Traffic, capacities and the cycles of bandwidths are those of the
 * nest's analysis with the samples' histograms; transfers overlap the steps, so the slower of the two decides.
 */
export function runArray(
  operation: Operation,
  hardware: NestHardware,
  mapping: LoopNestMapping,
  context: SimulationContext,
): Execution {
  const problem = nestProblemOf(operation, hardware);
  const analysed = analyseNest(operation, hardware, mapping, context);
  const zeros = visibleZeros(hardware, mapping);
  const seesA = zeros.a && operandStatistics(operation, 'a').density < 1;
  const seesB = zeros.b && operandStatistics(operation, 'b').density < 1;
  const effectual = effectualProducts(operation, context);
  const macsOf = (slots: number): MacCounts => {
    const idle = slots - effectual;
    return {
      effectual,
      skipped: problem.computes - slots,
      gated: zeros.gates ? idle : 0,
      padded: zeros.gates ? 0 : idle,
    };
  };
  // Without sparse features every element does the same in every step: the nest's own cycles.
  if (!isSparse(hardware, mapping)) {
    const run = executionOf(operation, hardware, analysed, macsOf(problem.computes));
    return { ...run, breakdown: { ...run.breakdown, imbalance: 0, packing: 0, empty: 0 } };
  }
  const vectors = hardware.sparse?.vectors;
  if (vectors !== undefined && mapping.sparse === undefined) {
    const packed = packedVectors(operation, problem, analysed.nest, vectors, context);
    const full = Math.ceil(packed.products / (vectors.a * vectors.b));
    const parts = { compute: full, imbalance: 0, packing: packed.cycles - full, empty: 0 };
    const share = packed.products / problem.computes;
    return timed(withPartialSums(analysed, hardware, share), parts, macsOf(packed.products));
  }
  const tiles = elementTiles(problem, analysed.nest);
  refuseLong(problem, tiles, operation);
  const work = tileWork(operation, problem, tiles, seesA, seesB, context);
  const { even, imbalance, empty, slots } = walkSteps(tiles, work);
  return timed(analysed, { compute: even, imbalance, packing: 0, empty }, macsOf(slots));

  /** An execution whose elements take `parts` cycles; the slowest level may take longer. */
  function timed(run: AnalysedNest, parts: Readonly<Record<string, number>>, macs: MacCounts): Execution {
    const computeCycles = Object.values(parts).reduce((sum, cycles) => sum + cycles, 0);
    const levels = run.levels.map((level) => ({
      ...level,
      cycles: Math.max(computeCycles, level.trafficCycles),
    }));
    const cycles = levels.reduce((most, level) => Math.max(most, level.cycles), computeCycles);
    const done = executionOf(operation, hardware, { ...run, cycles, computeCycles, levels }, macs);
    return { ...done, breakdown: { ...done.breakdown, ...parts } };
  }
}

/** The innermost level that keeps outputs sees only the partial sums of the products that are done. */
function withPartialSums(analysed: AnalysedNest, hardware: NestHardware, share: number): AnalysedNest {
  const { levels } = analysed;
  let inner = levels.length - 1;
  while (inner > 0 && !levels[inner]!.tensors.some(({ tensor }) => tensor === 'out')) inner--;
  const { read_words_per_cycle, write_words_per_cycle, shared_words_per_cycle } = hardware.levels[inner]!;
  return {
    ...analysed,
    levels: levels.map((level, l) => {
      if (l !== inner) return level;
      const scaled = (tensor: string, words: number): number => (tensor === 'out' ? words * share : words);
      let read = 0;
      let written = 0;
      for (const { tensor, reads, fills, updates } of level.tensors) {
        read += scaled(tensor, reads);
        written += fills + scaled(tensor, updates);
      }
      const cycles = Math.max(
        1,
        read / (read_words_per_cycle ?? Number.POSITIVE_INFINITY),
        written / (write_words_per_cycle ?? Number.POSITIVE_INFINITY),
        (read + written) / (shared_words_per_cycle ?? Number.POSITIVE_INFINITY),
      );
      return { ...level, trafficCycles: Math.ceil(cycles) };
    }),
  };
}

function refuseLong(problem: NestProblem, { tile }: ElementTiles, operation: Operation): void {
  const depth = operation.kind === 'conv2d' ? ['R', 'S', 'C'] : ['K'];
  let additions = problem.computes;
  problem.dimNames.forEach((name, d) => {
    if (!depth.includes(name)) additions /= tile[d]!;
  });
  if (additions <= mostAdditions) return;
  throw new DiagnosticError([
    {
      code: 'WIN-PEA-001',
      severity: 'error',
      message: `walking the tiles of this mapping takes ${additions.toExponential(1)} additions, more than ${mostAdditions.toExponential(0)}`,
      hint: 'use larger tiles in the elements, fidelity: estimate, or the dataflow loop-nest',
    },
  ]);
}
