import type { Problem } from './problem.ts';

/** Lanes that a column keeping `kept` of a block takes: a power of two within an element, else whole elements. */
export function laneWidth(kept: number, lanes: number): number {
  if (kept >= lanes) return Math.ceil(kept / lanes) * lanes;
  let width = 1;
  while (width < kept) width *= 2;
  return width;
}

/**
 * Ends of the column passes over columns [from, to) of b number `element` in row-wise mode: columns are packed in
 * order, and one that would straddle the array's edge begins the next pass. Columns come densest first, so that their
 * widths are aligned.
 */
export function packedPasses(
  problem: Problem,
  element: number,
  from: number,
  to: number,
  cols: number,
): number[] {
  const { kept, lanes } = problem;
  const widths = kept![element % kept!.length]!;
  const room = cols * lanes;
  const ends: number[] = [];
  let used = 0;
  for (let j = from; j < to; j++) {
    const width = laneWidth(widths[j]!, lanes);
    if (used + width > room) {
      ends.push(j);
      used = 0;
    }
    used += width;
  }
  ends.push(to);
  return ends;
}
