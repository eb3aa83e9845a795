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

/** Offsets of all children in the tensor's ranks, child `y · width + x` as the loops enumerate them. */
function childOffsets(
  tensor: CompiledTensor,
  nest: LoopNest,
  from: number,
  to: number,
  stride: Float64Array,
): Float64Array[] {
  const dims = tensor.relevant.length;
  let offsets: Float64Array[] = [new Float64Array(tensor.rankCount)];
  for (let l = from; l < to; l++) {
    const next: Float64Array[] = [];
    for (const offset of offsets)
      for (let k = 0; k < nest.factor[l]!; k++)
        next.push(offset.map((v, r) => v + k * tensor.coefficient[r * dims + nest.dim[l]!]! * stride[l]!));
    offsets = next;
  }
  return offsets;
}

/**
 * Traffic under one instance with mesh links between its children: a child whose new part is what a neighbour received
 * one step before takes it over the link. A step uses links only if they lower the accesses of the instance. Steps are
 * told apart as the reference model does: each loop contributes its first two iterations, the second stands for all
 * later ones (Timeloop v3.0.3, loop-analysis; the moves of a wrap are therefore d_k − Σ_{j<k} d_j).
 *
 * `meshWidth × meshHeight` is the physical mesh of children;
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
  meshHeight: number,
  reuse: boolean,
): LinkedTraffic {
  const dims = tensor.relevant.length;
  const offsets = childOffsets(tensor, nest, from, to, stride);
  const children = offsets.length;
  const keys = offsets.map((o) => o.join());
  const distinct = new Set(keys).size;
  let box = 1;
  for (let r = 0; r < tensor.rankCount; r++) box *= lengths[r]!;
  const total: LinkedTraffic = { accesses: 0, received: 0, links: 0 };

  const plain = (words: number): void => {
    total.accesses += words * distinct;
    total.received += words * children;
  };
  const matchedBy = (vector: readonly number[]): boolean[] => {
    const matched = new Array<boolean>(children).fill(false);
    const compare = (c: number, neighbour: number): void => {
      const a = offsets[c];
      const b = offsets[neighbour];
      if (a !== undefined && b !== undefined && vector.every((v, r) => b[r]! - a[r]! === v))
        matched[c] = true;
    };
    for (let y = 0; y < meshHeight; y++)
      for (let x = 0; x < meshWidth; x++) {
        const c = y * meshWidth + x;
        if (c >= children) continue;
        if (y > 0) compare(c, c - meshWidth);
        if (y < meshHeight - 1) compare(c, c + meshWidth);
        if (x > 0) compare(c, c - 1);
        if (x < meshWidth - 1) compare(c, c + 1);
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
    const linked = matched.filter(Boolean).length;
    const rest = new Set(keys.filter((_, c) => !matched[c])).size;
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
