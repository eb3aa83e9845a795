import { spanOf, storedOf } from './kSpace.ts';
import type { Problem } from './problem.ts';

/** Values and index bits that columns [c0, c1) of b store for slots [s0, s1). */
export function storedBitsB(
  problem: Problem,
  element: number,
  c0: number,
  c1: number,
  s0: number,
  s1: number,
): number {
  const { space, sparse, bitsB, kept } = problem;
  if (kept !== null) return storedValues(problem, element, c0, c1, s0, s1) * valueBitsB(problem);
  if (sparse === 'b') return (c1 - c0) * storedOf(space, s0, s1, space.kept) * (bitsB + space.indexBits);
  return (c1 - c0) * spanOf(space, s0, s1) * bitsB;
}

export const valueBitsB = ({ sparse, bitsB, space }: Problem): number =>
  sparse === 'b' ? bitsB + space.indexBits : bitsB;

/** Values that columns [c0, c1) of b number `element` store for slots [s0, s1), where columns differ. */
export function storedValues(
  problem: Problem,
  element: number,
  c0: number,
  c1: number,
  s0: number,
  s1: number,
): number {
  const { space, kept } = problem;
  const columns = kept![element % kept!.length]!;
  let total = 0;
  for (let j = c0; j < c1; ) {
    const value = columns[j]!;
    let end = j + 1;
    while (end < c1 && columns[end] === value) end++;
    total += (end - j) * storedOf(space, s0, s1, value);
    j = end;
  }
  return total;
}

/** Values and index bits that a row of a brings for slots [s0, s1). */
export function rowBitsA({ space, sparse, bitsA }: Problem, s0: number, s1: number): number {
  return sparse === 'a'
    ? storedOf(space, s0, s1, space.kept) * (bitsA + space.indexBits)
    : spanOf(space, s0, s1) * bitsA;
}
