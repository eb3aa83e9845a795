import type { LoopNest } from '../../mapping/nest/loopNest.ts';
import type { NestProblem } from '../../mapping/nest/nestProblem.ts';
import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { sideCounts } from './sideCounts.ts';

/**
 * An outer product whose non-zeros are packed by position (Wang et al., ISCA 2021): at each k the non-zeros of a tile's
 * column of a fill vectors of `vectors.a`, those of its row of b vectors of `vectors.b`, and every pair of vectors takes a
 * cycle. A tile is that of the innermost level. Σ over tiles and k of ⌈rows / va⌉ · ⌈columns / vb⌉, where the sums over
 * tiles of rows and of columns factor.
 */
export function packedVectors(
  operation: Operation,
  problem: NestProblem,
  nest: LoopNest,
  vectors: { readonly a: number; readonly b: number },
  context: SimulationContext,
): { readonly cycles: number; readonly products: number } {
  const { batch, k } = asGemm(operation)!;
  const tile = new Float64Array(problem.dimNames.length).fill(1);
  for (let i = nest.temporalStart[problem.levelCount - 1]!; i < nest.count; i++)
    tile[nest.dim[i]!] = tile[nest.dim[i]!]! * nest.factor[i]!;
  const counts = sideCounts(operation, problem, tile, true, true, context);
  let cycles = 0;
  let products = 0;
  for (let e = 0; e < batch; e++) {
    const rows = perDepth(counts.rowCounts(e), k, vectors.a);
    const columns = perDepth(counts.columnCounts(e), k, vectors.b);
    for (let i = 0; i < k; i++) {
      cycles += rows.vectors[i]! * columns.vectors[i]!;
      products += rows.entries[i]! * columns.entries[i]!;
    }
  }
  return { cycles, products };
}

/** Sums over tiles at each k: entries, and vectors that they fill. */
function perDepth(
  counts: Int32Array,
  k: number,
  width: number,
): { readonly entries: Float64Array; readonly vectors: Float64Array } {
  const entries = new Float64Array(k);
  const vectors = new Float64Array(k);
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    const at = i % k;
    entries[at] = entries[at]! + count;
    vectors[at] = vectors[at]! + Math.ceil(count / width);
  }
  return { entries, vectors };
}
