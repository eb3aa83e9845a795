import type { LoopNest } from '../loopNest.ts';
import type { CompiledTensor, NestProblem } from '../nestProblem.ts';
import { boxLengths, boxWords } from '../tileBox.ts';
import type { TileShape } from './densityModel.ts';

/** Extents of the sub-nest from each loop inwards: `extents[loop × dims + dim]`, that loop included. */
export function measureMolds(problem: NestProblem, nest: LoopNest, extents: Float64Array): void {
  const dims = problem.dimNames.length;
  for (let d = 0; d < dims; d++) extents[nest.count * dims + d] = 1;
  for (let l = nest.count - 1; l >= 0; l--) {
    for (let d = 0; d < dims; d++) extents[l * dims + d] = extents[(l + 1) * dims + d]!;
    extents[l * dims + nest.dim[l]!]! *= nest.factor[l]!;
  }
}

const NO_LENGTHS: readonly number[] = [];

/** The tile of a tensor that `extents[offset …]` span, with its lengths per rank if the density model asks for them. */
export function tileOf(
  tensor: CompiledTensor,
  extents: Float64Array,
  offset: number,
  byShape: boolean,
): TileShape {
  const words = boxWords(tensor, extents, offset);
  if (!byShape) return { words, lengths: NO_LENGTHS };
  const lengths: number[] = [];
  for (let r = 0; r < tensor.rankCount; r++) lengths.push(boxLengths[r]!);
  return { words, lengths };
}
