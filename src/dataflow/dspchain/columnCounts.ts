import { roundUp } from './roundUp.ts';

/** Probabilities of 0 … `height` non-zeros in a column of independent weights. */
export function binomial(density: number, height: number): Float64Array {
  const counts = new Float64Array(height + 1);
  let mass = 1;
  for (let i = 0; i < height; i++) mass *= 1 - density;
  for (let count = 0; count <= height; count++) {
    counts[count] = mass;
    mass *= ((height - count) / (count + 1)) * (density / (1 - density));
  }
  return counts;
}

/** The same for `height` of the `m` places of a group that holds `n` non-zeros: hypergeometric. */
export function drawn(n: number, m: number, height: number): Float64Array {
  const counts = new Float64Array(height + 1);
  let total = 0;
  for (let count = 0; count <= height; count++) {
    counts[count] = choose(n, count) * choose(m - n, height - count);
    total += counts[count]!;
  }
  return counts.map((ways) => ways / total);
}

function choose(of: number, take: number): number {
  if (take < 0 || take > of) return 0;
  let ways = 1;
  for (let i = 0; i < take; i++) ways *= (of - i) / (take - i);
  return ways;
}

/**
 * Mean N of blocks of `width` columns that fill independently, each as `counts` says, and the share of it in blocks with
 * N < `block`: the fullest column has at most c non-zeros with the probability of one column to the power of the width.
 */
export function independentColumns(
  counts: Float64Array,
  width: number,
  block: number,
): { readonly mean: number; readonly partial: number } {
  let below = 0;
  let before = 0;
  let mean = 0;
  let whole = 0;
  for (let count = 0; count < counts.length; count++) {
    below += counts[count]!;
    const n = roundUp(count, block);
    if (count + 1 < counts.length && roundUp(count + 1, block) === n) continue;
    let all = 1;
    for (let i = 0; i < width; i++) all *= Math.min(1, below);
    mean += n * (all - before);
    if (n === block) whole += n * (all - before);
    before = all;
  }
  return { mean, partial: mean > 0 ? 1 - whole / mean : 0 };
}
