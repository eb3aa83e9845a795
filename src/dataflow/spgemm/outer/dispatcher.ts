import type { OuterProblem } from './outerProblem.ts';

/**
 * Hands out blocks of outer products: k ascending, empty ones passed over; the row of b in pieces, for each the column
 * of a in pieces. The fields describe the block given last, as places in the two matrices.
 */
export interface Dispatcher {
  readonly outer: OuterProblem;
  k: number;
  aFrom: number;
  aTo: number;
  bFrom: number;
  bTo: number;
  /** Pointers read since the block before: one of a and one of b for each k passed. */
  pointers: number;
}

export const createDispatcher = (outer: OuterProblem): Dispatcher => ({
  outer,
  k: -1,
  aFrom: 0,
  aTo: 0,
  bFrom: 0,
  bTo: 0,
  pointers: 0,
});

/** false when there is none left. */
export function nextBlock(d: Dispatcher): boolean {
  const { columnsOfA, block, problem } = d.outer;
  const { rowPointers: aPointers } = columnsOfA;
  const { rowPointers: bPointers, rows } = problem.b;
  d.pointers = 0;
  if (d.k >= 0 && d.k < rows && d.aTo < aPointers[d.k + 1]!) {
    d.aFrom = d.aTo;
    d.aTo = Math.min(aPointers[d.k + 1]!, d.aFrom + block);
    return true;
  }
  if (d.k >= 0 && d.k < rows && d.bTo < bPointers[d.k + 1]!) {
    d.bFrom = d.bTo;
    d.bTo = Math.min(bPointers[d.k + 1]!, d.bFrom + block);
  } else {
    do {
      if (d.k >= rows - 1) {
        d.k = rows;
        return false;
      }
      d.k++;
      d.pointers += 2;
    } while (aPointers[d.k] === aPointers[d.k + 1] || bPointers[d.k] === bPointers[d.k + 1]);
    d.bFrom = bPointers[d.k]!;
    d.bTo = Math.min(bPointers[d.k + 1]!, d.bFrom + block);
  }
  d.aFrom = aPointers[d.k]!;
  d.aTo = Math.min(aPointers[d.k + 1]!, d.aFrom + block);
  return true;
}
