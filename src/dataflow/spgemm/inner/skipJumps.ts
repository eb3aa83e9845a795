import type { SparseMatrix } from '../../../tensor/sparseMatrix.ts';
import { transposed } from '../../../tensor/transposed.ts';

/**
 * Jumps of skip-ahead intersection, summed over all columns of b, for each row of a (cut into pieces of `piece`
 * elements). Of the merged sequence of a piece X and a column Y, each longest stretch of one list's own elements that
 * an element of the other follows is jumped over in one cycle. So the jumps are
 *   the x whose gap to the x before holds an element of Y, and the y whose gap to the y before holds an element of X.
 * With prev(y) the element before y in its column and F(r, l) = elements of b with row < r and prev ≤ l, the sums over
 * all columns are, for neighbours l < r of X (−1 in front, ∞ behind):
 *   columns with an element inside (l, r) = F(r, l) − F(l + 1, l), and
 *   elements y without an x between prev(y) and y = Σ over gaps of (elements with row ≤ r) − F(r + 1, l − 1).
 * One sweep over k answers both with a Fenwick tree over prev: O((nnz(a) + nnz(b)) log k).
 */
export function skipJumps(a: SparseMatrix, b: SparseMatrix, piece: number): Float64Array {
  const { rowPointers: starts, columns: rowsOfA } = transposed(a);
  const { rowPointers, columns, rows: k, cols } = b;
  const jumps = new Float64Array(a.rows);
  const tree = new Int32Array(k + 2);
  const previous = new Int32Array(cols).fill(-1);
  /** Last element of the open piece of each row, and elements in it. */
  const last = new Int32Array(a.rows).fill(-1);
  const held = new Int32Array(a.rows);
  const endedRow: number[] = [];
  const endedAt: number[] = [];
  // Elements so far whose predecessor is `prev` or less.
  const upTo = (prev: number): number => {
    let sum = 0;
    for (let i = prev + 2; i > 0; i -= i & -i) sum += tree[i]!;
    return sum;
  };
  for (let x = 0; x < k; x++) {
    for (let p = starts[x]!; p < starts[x + 1]!; p++) {
      const row = rowsOfA[p]!;
      const l = last[row]!;
      jumps[row]! += upTo(l) - rowPointers[l + 1]!;
    }
    for (let q = rowPointers[x]!; q < rowPointers[x + 1]!; q++) {
      const column = columns[q]!;
      for (let i = previous[column]! + 2; i < tree.length; i += i & -i) tree[i]!++;
      previous[column] = x;
    }
    for (let p = starts[x]!; p < starts[x + 1]!; p++) {
      const row = rowsOfA[p]!;
      jumps[row]! -= rowPointers[x + 1]! - upTo(last[row]! - 1);
      last[row] = x;
      held[row] = held[row]! + 1;
      if (held[row]! < piece) continue;
      endedRow.push(row);
      endedAt.push(x);
      last[row] = -1;
      held[row] = 0;
    }
  }
  for (let row = 0; row < a.rows; row++)
    if (held[row]! > 0) {
      endedRow.push(row);
      endedAt.push(last[row]!);
    }
  // The gap behind the last element of a piece, taken from all elements.
  for (let i = 0; i < endedRow.length; i++) jumps[endedRow[i]!]! += upTo(endedAt[i]! - 1);
  return jumps;
}
