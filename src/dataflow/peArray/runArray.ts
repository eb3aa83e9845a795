import { DiagnosticError } from '../../core/diagnostic.ts';
import type { NestProblem } from '../../mapping/nest/nestProblem.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Execution, MacCounts } from '../execution.ts';
import { analyseNest } from '../nest/analyseNest.ts';
import { operandStatistics } from '../nest/densities.ts';
import { effectualProducts } from '../nest/effectual.ts';
import { executionOf } from '../nest/execute.ts';
import type { NestHardware } from '../nest/hardware.ts';
import type { LoopNestMapping } from '../nest/mapping.ts';
import { nestProblemOf } from '../nest/nestProblemOf.ts';
import { isSparse } from '../nest/sparseFeatures.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { type ElementTiles, elementTiles } from './elementTiles.ts';
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
    return { ...run, breakdown: { ...run.breakdown, imbalance: 0, empty: 0 } };
  }
  const tiles = elementTiles(problem, analysed.nest);
  refuseLong(problem, tiles, operation);
  const work = tileWork(operation, problem, tiles, seesA, seesB, context);
  const { even, imbalance, empty, slots } = walkSteps(tiles, work);
  const computeCycles = even + imbalance + empty;
  const cycles = analysed.levels.reduce(
    (most, { trafficCycles }) => Math.max(most, trafficCycles),
    computeCycles,
  );
  const levels = analysed.levels.map((level) => ({
    ...level,
    cycles: Math.max(computeCycles, level.trafficCycles),
  }));
  const walked = { ...analysed, cycles, computeCycles, levels };
  const run = executionOf(operation, hardware, walked, macsOf(slots));
  return { ...run, breakdown: { ...run.breakdown, compute: even, imbalance, empty } };
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
