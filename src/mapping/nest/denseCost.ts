import type { DenseCounts } from './denseCounts.ts';
import type { LoopNest } from './loopNest.ts';
import type { NestProblem } from './nestProblem.ts';

/** Cost of a nest. */
export interface NestCost {
  /** Cycles of the slowest of the compute and every level's bandwidth. */
  cycles: number;
  energyPj: number;
}

/** Rows that `words` words take, `perRow` a row. */
export const rowAccesses = (words: number, perRow: number): number => Math.ceil(words / perRow);

/** Share of a row's energy that one instance bears when several share the row (clusters filled evenly). */
export function clusterShare(usedInstances: number, instances: number, clusterSize: number): number {
  if (clusterSize === 1) return 1;
  return Math.min(usedInstances, Math.floor(instances / clusterSize)) / usedInstances;
}

/** min(1, bandwidth / demand) over the read, write and shared ports; demands in words per cycle and instance. */
export function slowdownOf(
  level: {
    readonly readBandwidth?: number;
    readonly writeBandwidth?: number;
    readonly sharedBandwidth?: number;
  },
  read: number,
  write: number,
): number {
  let slowdown = 1;
  if (level.readBandwidth !== undefined && level.readBandwidth < read)
    slowdown = Math.min(slowdown, level.readBandwidth / read);
  if (level.writeBandwidth !== undefined && level.writeBandwidth < write)
    slowdown = Math.min(slowdown, level.writeBandwidth / write);
  if (level.sharedBandwidth !== undefined && level.sharedBandwidth < read + write)
    slowdown = Math.min(slowdown, level.sharedBandwidth / (read + write));
  return slowdown;
}

/**
 * Latency and energy of dense counts: per level cycles = ⌈compute cycles / slowdown⌉ with perfect overlap; energy =
 * row accesses × energy of one, per instance, over the used instances, plus the computes.
 */
export function costOfDense(problem: NestProblem, nest: LoopNest, counts: DenseCounts, cost: NestCost): void {
  const T = problem.tensors.length;
  const { reads, fills, updates, usedInstances } = counts;
  const base = counts.cycles;
  let cycles = base;
  let energy = 0;
  for (let l = 0; l < problem.levelCount; l++) {
    const level = problem.architecture.levels[l]!;
    const perRow = level.wordsPerAccess;
    let read = 0;
    let write = 0;
    let instance = 0;
    for (let t = 0; t < T; t++) {
      const cell = l * T + t;
      if (((nest.keep[l]! >> t) & 1) === 0) continue;
      const words = fills[cell]! + updates[cell]!;
      read += reads[cell]! / base;
      write += words / base;
      instance +=
        rowAccesses(reads[cell]!, perRow) * level.energyPj.read +
        (rowAccesses(fills[cell]!, perRow) + rowAccesses(updates[cell]!, perRow)) * level.energyPj.write;
    }
    const used = usedInstances[l]!;
    energy +=
      level.clusterSize === 1
        ? instance * used
        : instance * used * clusterShare(used, level.instances.x * level.instances.y, level.clusterSize);
    const slowdown = slowdownOf(level, read, write);
    if (slowdown < 1) cycles = Math.max(cycles, Math.ceil(base / slowdown));
  }
  cost.cycles = cycles;
  cost.energyPj = energy + problem.computes * problem.architecture.compute.energyPj.compute;
}
