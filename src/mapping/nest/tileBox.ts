import type { CompiledTensor } from './nestProblem.ts';

/** Lengths per rank of the box that `boxWords` measured last. */
export const boxLengths = new Float64Array(16);

/**
 * Words of the bounding box that the dims' extents (`extent[offset …]`) span in a tensor: per rank
 * 1 + Σ coefficient · (extent − 1). Leaves the lengths per rank in `boxLengths`.
 */
export function boxWords(tensor: CompiledTensor, extent: Float64Array, offset: number): number {
  const { rankCount, rankStart, termDim, termCoefficient } = tensor;
  let words = 1;
  for (let r = 0, i = 0; r < rankCount; r++) {
    let span = 1;
    for (const end = rankStart[r + 1]!; i < end; i++)
      span += termCoefficient[i]! * (extent[offset + termDim[i]!]! - 1);
    boxLengths[r] = span;
    words *= span;
  }
  return words;
}
