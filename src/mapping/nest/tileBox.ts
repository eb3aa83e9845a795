import type { CompiledTensor } from './nestProblem.ts';

/** Lengths per rank of the box that `boxWords` measured last. */
export const boxLengths = new Float64Array(16);

/**
 * Words of the bounding box that the dims' extents (`extent[offset …]`) span in a tensor: per rank
 * 1 + Σ coefficient · (extent − 1). Leaves the lengths per rank in `boxLengths`.
 */
export function boxWords(tensor: CompiledTensor, extent: Float64Array, offset: number): number {
  const { coefficient, rankCount } = tensor;
  const dims = tensor.relevant.length;
  let words = 1;
  for (let r = 0; r < rankCount; r++) {
    let span = 1;
    const row = r * dims;
    for (let d = 0; d < dims; d++) {
      const c = coefficient[row + d]!;
      if (c > 0) span += c * (extent[offset + d]! - 1);
    }
    boxLengths[r] = span;
    words *= span;
  }
  return words;
}
