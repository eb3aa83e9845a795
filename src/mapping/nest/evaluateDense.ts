import { DiagnosticError } from '../../core/diagnostic.ts';
import { analyseDense } from './denseAnalysis.ts';
import { clusterShare, costOfDense, type NestCost, rowAccesses, slowdownOf } from './denseCost.ts';
import { createDenseCounts, type DenseCounts } from './denseCounts.ts';
import { encodeMapping } from './encodeMapping.ts';
import type { LoopNest } from './loopNest.ts';
import { legalityOf } from './nestLegality.ts';
import type { NestMapping } from './nestMapping.ts';
import type { NestProblem } from './nestProblem.ts';

/** Counts of one tensor at one level, in words per instance, averaged over the used instances. */
export interface TensorAtLevel {
  readonly tensor: string;
  readonly tileWords: number;
  readonly partitionWords: number;
  readonly reads: number;
  readonly fills: number;
  readonly updates: number;
  readonly temporalReductions: number;
  /** Energy of one used instance. */
  readonly energyPj: number;
  readonly totalEnergyPj: number;
}

export interface LevelResult {
  readonly level: string;
  readonly usedInstances: number;
  readonly cycles: number;
  /** min(1, bandwidth / demand). */
  readonly slowdown: number;
  /** Kept tensors only. */
  readonly tensors: readonly TensorAtLevel[];
}

export interface NestResult {
  readonly cycles: number;
  readonly computes: number;
  readonly usedComputes: number;
  /** Computes over all units times all cycles. */
  readonly utilization: number;
  readonly energyPj: number;
  readonly computeEnergyPj: number;
  /** Joule · cycles. */
  readonly edp: number;
  readonly levels: readonly LevelResult[];
}

/** Full result of one dense mapping; throws with every reason when the mapping is illegal. */
export function evaluateDense(problem: NestProblem, mapping: NestMapping): NestResult {
  const nest = encodeMapping(problem, mapping);
  const counts = createDenseCounts(problem);
  analyseDense(problem, nest, counts);
  const illegal = legalityOf(problem, nest, counts);
  if (illegal.length > 0) throw new DiagnosticError(illegal);
  return denseResult(problem, nest, counts);
}

/** The result of counts that `analyseDense` made, legal or not. */
export function denseResult(problem: NestProblem, nest: LoopNest, counts: DenseCounts): NestResult {
  const cost: NestCost = { cycles: 0, energyPj: 0 };
  costOfDense(problem, nest, counts, cost);
  const { compute, levels } = problem.architecture;
  const T = problem.tensors.length;
  return {
    cycles: cost.cycles,
    computes: problem.computes,
    usedComputes: counts.usedComputes,
    utilization: problem.computes / (compute.instances.x * compute.instances.y) / cost.cycles,
    energyPj: cost.energyPj,
    computeEnergyPj: problem.computes * compute.energyPj.compute,
    edp: (cost.energyPj / 1e12) * cost.cycles,
    levels: levels.map((level, l) => {
      const used = counts.usedInstances[l]!;
      const share = clusterShare(used, level.instances.x * level.instances.y, level.clusterSize);
      let read = 0;
      let write = 0;
      const tensors = problem.tensors.flatMap((tensor, t): TensorAtLevel[] => {
        if (((nest.keep[l]! >> t) & 1) === 0) return [];
        const cell = l * T + t;
        const [reads, fills, updates] = [counts.reads[cell]!, counts.fills[cell]!, counts.updates[cell]!];
        read += reads / counts.cycles;
        write += (fills + updates) / counts.cycles;
        const B = level.wordsPerAccess;
        const energyPj =
          share *
          (rowAccesses(reads, B) * level.energyPj.read +
            (rowAccesses(fills, B) + rowAccesses(updates, B)) * level.energyPj.write);
        return [
          {
            tensor: tensor.name,
            tileWords: counts.tile[cell]!,
            partitionWords: counts.partition[cell]!,
            reads,
            fills,
            updates,
            temporalReductions: tensor.isOutput ? reads : 0,
            energyPj,
            totalEnergyPj: energyPj * used,
          },
        ];
      });
      const slowdown = slowdownOf(level, read, write);
      return {
        level: level.name,
        usedInstances: used,
        cycles: Math.ceil(counts.cycles / slowdown),
        slowdown,
        tensors,
      };
    }),
  };
}
