import { type LoopNest, TEMPORAL } from './loopNest.ts';
import type { CompiledTensor } from './nestProblem.ts';

/** Words that cross the network under one instance when neighbours may forward. */
export interface LinkedTraffic {
  /** Words read from the instance. */
  accesses: number;
  /** The same, each counted once per receiving child. */
  received: number;
  /** Words that children take from a neighbour instead. */
  links: number;
}

/** Positions of all children as single numbers, and the weights that turn an offset vector into one. */
interface Positions {
  readonly of: Float64Array;
  /** Largest offset per rank; vectors beyond it join no two children. */
  readonly span: Float64Array;
  readonly weight: Float64Array;
}

/** Child `y · width + x` as the loops enumerate them. Weights leave room for differences of either sign. */
function childPositions(
  tensor: CompiledTensor,
  nest: LoopNest,
  from: number,
  to: number,
  stride: Float64Array,
): Positions {
  const dims = tensor.relevant.length;
  const span = new Float64Array(tensor.rankCount);
  let children = 1;
  for (let l = from; l < to; l++) {
    children *= nest.factor[l]!;
    for (let r = 0; r < tensor.rankCount; r++)
      span[r]! += tensor.coefficient[r * dims + nest.dim[l]!]! * stride[l]! * (nest.factor[l]! - 1);
  }
  const weight = new Float64Array(tensor.rankCount);
  let room = 1;
  for (let r = 0; r < tensor.rankCount; r++) {
    weight[r] = room;
    room *= 2 * span[r]! + 1;
  }
  const of = new Float64Array(children);
  let filled = 1;
  for (let l = to - 1; l >= from; l--) {
    let step = 0;
    for (let r = 0; r < tensor.rankCount; r++)
      step += tensor.coefficient[r * dims + nest.dim[l]!]! * stride[l]! * weight[r]!;
    for (let k = 1; k < nest.factor[l]!; k++)
      for (let i = 0; i < filled; i++) of[k * filled + i] = of[i]! + k * step;
    filled *= nest.factor[l]!;
  }
  return { of, span, weight };
}

function countDistinct(positions: Float64Array, leaveOut: Uint8Array): number {
  const seen = new Set<number>();
  for (let c = 0; c < positions.length; c++) if (leaveOut[c] !== 1) seen.add(positions[c]!);
  return seen.size;
}

/**
 * Traffic under one instance with mesh links between its children: a child whose new part is what a neighbour received
 * one step before takes it over the link. A step uses links only if they lower the accesses of the instance. Steps are
 * told apart as the reference model does: each loop contributes its first two iterations, the second stands for all
 * later ones (Timeloop v3.0.3, loop-analysis; the moves of a wrap are therefore d_k − Σ_{j<k} d_j).
 *
 * `meshWidth` is the width of the physical mesh of children, `distinct` the number of their positions;
 * `reuse` is false for compute units, which keep nothing.
 */
export function linkedTraffic(
  tensor: CompiledTensor,
  nest: LoopNest,
  boundary: number,
  from: number,
  to: number,
  stride: Float64Array,
  lengths: Float64Array,
  meshWidth: number,
  distinct: number,
  reuse: boolean,
): LinkedTraffic {
  const dims = tensor.relevant.length;
  const { of, span, weight } = childPositions(tensor, nest, from, to, stride);
  const children = of.length;
  let box = 1;
  for (let r = 0; r < tensor.rankCount; r++) box *= lengths[r]!;
  const total: LinkedTraffic = { accesses: 0, received: 0, links: 0 };

  const plain = (words: number): void => {
    total.accesses += words * distinct;
    total.received += words * children;
  };
  const matchedBy = (vector: readonly number[]): Uint8Array | null => {
    let difference = 0;
    for (let r = 0; r < vector.length; r++) {
      if (Math.abs(vector[r]!) > span[r]!) return null;
      difference += vector[r]! * weight[r]!;
    }
    const matched = new Uint8Array(children);
    for (let c = 0; c < children; c++) {
      const x = c % meshWidth;
      const wanted = of[c]! + difference;
      if (
        of[c - meshWidth] === wanted ||
        of[c + meshWidth] === wanted ||
        (x > 0 && of[c - 1] === wanted) ||
        (x < meshWidth - 1 && of[c + 1] === wanted)
      )
        matched[c] = 1;
    }
    return matched;
  };
  const step = (weight: number, words: number, vector: readonly number[], comparable: boolean): void => {
    if (words === 0) return;
    if (!comparable) {
      plain(weight * words);
      return;
    }
    const matched = matchedBy(vector);
    let linked = 0;
    if (matched !== null) for (let c = 0; c < children; c++) linked += matched[c]!;
    const rest = matched === null || linked === 0 ? distinct : countDistinct(of, matched);
    if (rest >= distinct) {
      plain(weight * words);
      return;
    }
    total.accesses += weight * words * rest;
    total.received += weight * words * (children - linked);
    total.links += weight * words * linked;
  };

  const loops: number[] = [];
  for (let l = boundary - 1; l >= 0; l--) if (nest.kind[l] === TEMPORAL) loops.push(l);
  const move = (l: number): number[] =>
    Array.from(
      lengths.subarray(0, tensor.rankCount),
      (_, r) => tensor.coefficient[r * dims + nest.dim[l]!]! * stride[l]!,
    );
  plain(box);
  if (loops.length === 0) return total;
  const v0 = move(loops[0]!);
  let overlap = reuse ? 1 : 0;
  for (let r = 0; r < tensor.rankCount; r++) overlap *= Math.max(0, lengths[r]! - v0[r]!);
  const cost0 = box - overlap;
  const n0 = nest.factor[loops[0]!]!;
  step(n0 - 1, cost0, v0, overlap === 0);
  const wrap = [...v0];
  let above = 1;
  for (const l of loops) above *= nest.factor[l]!;
  above /= n0;
  for (const l of loops.slice(1)) {
    const n = nest.factor[l]!;
    above /= n;
    const d = move(l);
    const v = d.map((x, r) => x - wrap[r]!);
    const same = reuse && v.every((x, r) => x === v0[r]);
    const weight = (n - 1) * above;
    // The wrap itself follows a step by v0; the run of v0 steps after it follows the wrap.
    step(weight, same ? cost0 : box, v, same || overlap === 0);
    step(weight * (n0 - 1), cost0, v0, same || overlap === 0);
    d.forEach((x, r) => {
      wrap[r]! += x;
    });
  }
  return total;
}
