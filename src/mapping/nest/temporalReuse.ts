import type { LoopNest } from './loopNest.ts';
import { TEMPORAL } from './loopNest.ts';
import type { CompiledTensor } from './nestProblem.ts';

const MAX_RANKS = 16;
const wrap = new Float64Array(MAX_RANKS);
const first = new Float64Array(MAX_RANKS);

/**
 * Words that one child receives over the whole nest, with perfect factors: the temporal loops above its tile move the
 * tile's box, and only the part that the box before did not hold is sent.
 *
 * Halo rule: the overlap is reused only while the box keeps moving by the same vector. With the innermost loop's
 * vector v0, n0 iterations, this has a closed form, because a run of n0 − 1 ≥ 1 steps by v0 always leaves the state at
 * v0: a step by v0 costs `box − overlap(v0)`, every other step (a wrap of inner loops, vector
 * v_k = d_k − Σ_{j<k} (n_j − 1) d_j) costs the whole box, unless v_k = v0.
 *
 * `boundary` is the number of loops outside the tile; `stride` their steps; `lengths` the tile's box per rank.
 */
export function temporalWords(
  tensor: CompiledTensor,
  nest: LoopNest,
  boundary: number,
  stride: Float64Array,
  box: number,
  lengths: Float64Array,
): number {
  const { dim, factor, kind } = nest;
  if (tensor.simple) {
    // Boxes of different steps never overlap: a step is free until the innermost relevant loop, and costs a box from there.
    const relevant = tensor.relevant;
    let l = boundary - 1;
    while (l >= 0 && (kind[l] !== TEMPORAL || relevant[dim[l]!] === 0)) l--;
    let steps = 1;
    for (; l >= 0; l--) if (kind[l] === TEMPORAL) steps *= factor[l]!;
    return box * steps;
  }
  return haloWords(tensor, nest, boundary, stride, box, lengths);
}

function haloWords(
  tensor: CompiledTensor,
  nest: LoopNest,
  boundary: number,
  stride: Float64Array,
  box: number,
  lengths: Float64Array,
): number {
  const { dim, factor, kind } = nest;
  const ranks = tensor.rankCount;
  const coefficient = tensor.coefficient;
  const dims = tensor.relevant.length;
  let inner = boundary - 1;
  while (inner >= 0 && kind[inner] !== TEMPORAL) inner--;
  if (inner < 0) return box;
  const n0 = factor[inner]!;
  let overlap = 1;
  for (let r = 0; r < ranks; r++) {
    const v = coefficient[r * dims + dim[inner]!]! * stride[inner]!;
    first[r] = v;
    wrap[r] = (n0 - 1) * v;
    const rest = lengths[r]! - v;
    overlap *= Math.max(rest, 0);
  }
  let outer = 1;
  for (let l = inner - 1; l >= 0; l--) if (kind[l] === TEMPORAL) outer *= factor[l]!;
  if (overlap === 0) return box * n0 * outer;
  let cheap = (n0 - 1) * outer;
  const steps = n0 * outer;
  for (let l = inner - 1; l >= 0; l--) {
    if (kind[l] !== TEMPORAL) continue;
    const n = factor[l]!;
    outer /= n;
    let same = true;
    for (let r = 0; r < ranks; r++) {
      const d = coefficient[r * dims + dim[l]!]! * stride[l]!;
      if (d - wrap[r]! !== first[r]) same = false;
      wrap[r]! += (n - 1) * d;
    }
    if (same) cheap += (n - 1) * outer;
  }
  return box * (steps - cheap) + (box - overlap) * cheap;
}
