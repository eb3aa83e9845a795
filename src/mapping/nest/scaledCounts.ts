import { countTensor, splitAccesses } from './denseAnalysis.ts';
import type { DenseCounts } from './denseCounts.ts';
import { type LoopNest, TEMPORAL } from './loopNest.ts';
import type { NestProblem } from './nestProblem.ts';
import { countSteps, residualDigits } from './residualDigits.ts';

/**
 * An estimate for searches of what `countAccesses` says of an imperfect nest, after `measureTiles`: the closed form of
 * the extents that the factors multiply to, with each tensor's accesses in proportion to what exists of its dims. At the
 * innermost level the steps count, too. Cycles are exact; the walk of the nest is a thousand times slower.
 */
export function scaleAccesses(problem: NestProblem, nest: LoopNest, out: DenseCounts): void {
  const T = problem.tensors.length;
  const L = problem.levelCount;
  const dims = problem.dimNames.length;
  const steps = countSteps(problem, nest, residualDigits(problem, nest, out.stride));
  for (let t = 0; t < T; t++) countTensor(problem, nest, out, t);
  splitAccesses(problem, nest, out);
  const padded = out.cycles;
  out.cycles = steps;
  for (let t = 0; t < T; t++) {
    const { relevant } = problem.tensors[t]!;
    let exists = 1;
    let temporal = 1;
    for (let d = 0; d < dims; d++)
      if (relevant[d] === 1) exists *= problem.dimSizes[d]! / out.boundaryExtent[d]!;
    for (let l = 0; l < nest.count; l++)
      if (nest.kind[l] === TEMPORAL && relevant[nest.dim[l]!] === 0) temporal *= nest.factor[l]!;
    // Steps over dims that do not index the tensor, as a share of those of the product.
    const shown = temporal === 1 ? 1 : Math.min(1, steps / padded / exists);
    for (let level = 0; level < L; level++) {
      const cell = level * T + t;
      const share = level === L - 1 ? exists * shown : exists;
      out.reads[cell]! *= share;
      out.updates[cell]! *= share;
      out.fills[cell]! *= exists;
    }
  }
}
