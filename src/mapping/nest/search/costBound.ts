import { createDenseCounts, type DenseCounts } from '../denseCounts.ts';
import { createLoopNest, type LoopNest, TEMPORAL } from '../loopNest.ts';
import { distinctPositions } from '../spatialReuse.ts';
import { boxWords } from '../tileBox.ts';
import { encodeGenome, type Genome } from './genome.ts';
import type { SearchRun } from './searchRun.ts';

/** Scratch space of `lowerBound`. */
export interface BoundWork {
  readonly nest: LoopNest;
  readonly counts: DenseCounts;
  readonly received: Float64Array;
}

export function createBoundWork(run: SearchRun): BoundWork {
  return {
    nest: createLoopNest(run.space.problem),
    counts: createDenseCounts(run.space.problem),
    received: new Float64Array(run.space.problem.levelCount + 1),
  };
}

/**
 * A true lower bound on the cost of every mapping that agrees with `genome` from level `decided` inwards and places the
 * remaining factors `rest` further out. Total words into a tile: what its own decided loops move, times the remaining
 * factors: all of them when a decided loop above indexes the tensor (then every outer iteration comes back), else only
 * those that index it; for tensors with halos, the tensor once. Undecided levels: every tensor crosses them once. Where
 * factors are imperfect, at least extent / product of a dim's iterations exist.
 */
export function lowerBound(
  run: SearchRun,
  work: BoundWork,
  genome: Genome,
  decided: number,
  rest: Float64Array,
): number {
  const { space } = run;
  const { problem } = space;
  const { levels, compute } = problem.architecture;
  const L = problem.levelCount;
  const dims = problem.dimNames.length;
  const { nest, received } = work;
  encodeGenome(space, genome, nest);
  const { extent, stride, boundaryExtent } = work.counts;
  extent.fill(1);
  boundaryExtent.fill(1, L * dims, (L + 1) * dims);
  let spread = 1;
  for (let l = nest.count - 1; l >= nest.temporalStart[decided]!; l--) {
    stride[l] = extent[nest.dim[l]!]!;
    extent[nest.dim[l]!]! *= nest.factor[l]!;
    if (nest.kind[l] !== TEMPORAL) spread *= nest.factor[l]!;
    for (let level = L - 1; level >= decided; level--)
      if (nest.temporalStart[level] === l) boundaryExtent.set(extent, level * dims);
  }
  for (let level = L - 1; level >= decided; level--)
    if (nest.temporalStart[level] === nest.temporalStart[level + 1])
      boundaryExtent.copyWithin(level * dims, (level + 1) * dims, (level + 2) * dims);
  let restAll = 1;
  for (const r of rest) restAll *= r;
  let exists = 1;
  if (space.imperfect !== 'none')
    for (let d = 0; d < dims; d++) {
      let padded = extent[d]! * rest[d]!;
      for (let s = 0; s < space.slots.length; s++)
        if (space.slots[s]!.level < decided) padded *= space.fixed[s * dims + d]!;
      exists *= Math.min(1, problem.dimSizes[d]! / padded);
    }
  let energy = problem.computes * compute.energyPj.compute;
  let cycles = 0;
  problem.tensors.forEach((tensor, t) => {
    let restRelevant = 1;
    for (let d = 0; d < dims; d++) if (tensor.relevant[d] === 1) restRelevant *= rest[d]!;
    // Words into the tiles of each decided level, over all instances.
    received[L] = problem.computes;
    for (let c = L - 1; c > decided; c--) {
      const box = boxWords(tensor, boundaryExtent, c * dims);
      let moves = 1;
      let back = false;
      let fan = 1;
      for (let l = nest.temporalStart[c]! - 1; l >= nest.temporalStart[decided]!; l--) {
        if (nest.kind[l] !== TEMPORAL) fan *= nest.factor[l]!;
        else if (back || tensor.relevant[nest.dim[l]!] === 1) {
          back = true;
          moves *= nest.factor[l]!;
        }
      }
      received[c] = tensor.simple
        ? box * moves * fan * exists * (back ? restAll : restRelevant)
        : tensor.size;
    }
    let inner = L;
    let shared = 1;
    for (let level = L - 1; level >= 0; level--) {
      const kept = ((genome.keep[level]! >> t) & 1) === 1;
      const e = levels[level]!.energyPj;
      const perRow = levels[level]!.wordsPerAccess;
      let accesses = tensor.size;
      if (level >= decided) {
        const from = nest.spatialStart[level]!;
        const to = nest.temporalStart[level + 1]!;
        let fan = 1;
        for (let l = from; l < to; l++) fan *= nest.factor[l]!;
        shared *= distinctPositions(tensor, nest, from, to, stride) / fan;
        if (!kept) continue;
        accesses = Math.max(tensor.simple || inner === L ? received[inner]! * shared : 0, tensor.size);
        if (level > decided && !tensor.isOutput) energy += (received[level]! / perRow) * e.write;
        inner = level;
        shared = 1;
      } else if (level > 0) continue;
      energy += (accesses / perRow) * (tensor.isOutput ? e.write : e.read);
      const bandwidth = tensor.isOutput ? levels[level]!.writeBandwidth : levels[level]!.readBandwidth;
      if (bandwidth !== undefined)
        cycles = Math.max(
          cycles,
          accesses / bandwidth / (levels[level]!.instances.x * levels[level]!.instances.y),
        );
    }
  });
  const outerUnits = levels[decided]!.instances.x * levels[decided]!.instances.y;
  cycles = Math.max(
    cycles,
    problem.computes / Math.min(spread * outerUnits, compute.instances.x * compute.instances.y),
  );
  return run.objective === 'cycles' ? cycles : run.objective === 'energy' ? energy : energy * cycles;
}
