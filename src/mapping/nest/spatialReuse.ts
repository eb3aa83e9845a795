import type { LoopNest } from './loopNest.ts';
import type { CompiledTensor } from './nestProblem.ts';

const steps: number[] = [];
const counts: number[] = [];

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/**
 * Distinct values of Σ i_j · step_j, 0 ≤ i_j < count_j, of the `n` progressions in `steps` and `counts` (disturbed).
 * Progressions that continue one another are joined; two cross ones have n·m − (n − b)⁺(m − a)⁺ values, with
 * a = step1 / gcd and b = step2 / gcd the smallest pair that cancels; three and more are counted on a line.
 */
function distinctSums(n: number): number {
  for (let i = 1; i < n; i++) {
    const s = steps[i]!;
    const c = counts[i]!;
    let j = i - 1;
    for (; j >= 0 && steps[j]! > s; j--) {
      steps[j + 1] = steps[j]!;
      counts[j + 1] = counts[j]!;
    }
    steps[j + 1] = s;
    counts[j + 1] = c;
  }
  let m = 0;
  for (let i = 0; i < n; i++) {
    // The last progression covers 0, s, …, (c − 1)s: a step that is a multiple of s and at most c·s prolongs it.
    if (m > 0 && steps[i]! % steps[m - 1]! === 0 && steps[i]! <= steps[m - 1]! * counts[m - 1]!)
      counts[m - 1] = counts[m - 1]! + (counts[i]! - 1) * (steps[i]! / steps[m - 1]!);
    else {
      steps[m] = steps[i]!;
      counts[m] = counts[i]!;
      m++;
    }
  }
  if (m === 0) return 1;
  if (m === 1) return counts[0]!;
  if (m === 2) {
    const g = gcd(steps[0]!, steps[1]!);
    const a = steps[0]! / g;
    const b = steps[1]! / g;
    return counts[0]! * counts[1]! - Math.max(0, counts[0]! - b) * Math.max(0, counts[1]! - a);
  }
  let values = new Set([0]);
  for (let i = 0; i < m; i++) {
    const next = new Set<number>();
    for (const v of values) for (let k = 0; k < counts[i]!; k++) next.add(v + k * steps[i]!);
    values = next;
  }
  return values.size;
}

/** Children positions of a tensor whose dims appear in several ranks: the offsets are counted as vectors. */
function distinctVectors(
  tensor: CompiledTensor,
  nest: LoopNest,
  from: number,
  to: number,
  stride: Float64Array,
): number {
  const dims = tensor.relevant.length;
  let values = new Map<string, number[]>([['', new Array<number>(tensor.rankCount).fill(0)]]);
  for (let l = from; l < to; l++) {
    if (tensor.relevant[nest.dim[l]!] === 0) continue;
    const next = new Map<string, number[]>();
    for (const value of values.values())
      for (let k = 0; k < nest.factor[l]!; k++) {
        const moved = value.map((v, r) => v + k * tensor.coefficient[r * dims + nest.dim[l]!]! * stride[l]!);
        next.set(moved.join(), moved);
      }
    values = next;
  }
  return values.size;
}

/**
 * Distinct child positions of a tensor under one instance: what its children need at a time, in tiles. Children at the
 * same position share one access (multicast) or are summed on the way up (spatial reduction).
 */
export function distinctPositions(
  tensor: CompiledTensor,
  nest: LoopNest,
  from: number,
  to: number,
  stride: Float64Array,
): number {
  let result = 1;
  if (tensor.simple) {
    for (let l = from; l < to; l++) if (tensor.relevant[nest.dim[l]!] === 1) result *= nest.factor[l]!;
    return result;
  }
  const dims = tensor.relevant.length;
  for (let l = from; l < to; l++) {
    let ranks = 0;
    for (let r = 0; r < tensor.rankCount; r++) if (tensor.coefficient[r * dims + nest.dim[l]!]! > 0) ranks++;
    if (ranks > 1) return distinctVectors(tensor, nest, from, to, stride);
  }
  for (let r = 0; r < tensor.rankCount; r++) {
    let n = 0;
    for (let l = from; l < to; l++) {
      const c = tensor.coefficient[r * dims + nest.dim[l]!]!;
      if (c === 0) continue;
      steps[n] = c * stride[l]!;
      counts[n] = nest.factor[l]!;
      n++;
    }
    if (n === 1) result *= counts[0]!;
    else if (n > 1) result *= distinctSums(n);
  }
  return result;
}
