import type { PatternStatistics } from './patternStatistics.ts';
import type { SparseMatrix } from './sparseMatrix.ts';

/** Exact statistics of given positions: probabilities are 0 or 1, counts are counts. */
export function concreteStatistics(matrix: SparseMatrix): PatternStatistics {
  const { rows, cols, rowPointers, columns } = matrix;
  const nnz = rowPointers[rows]!;
  /** First index of `row` whose column is not below `col`. */
  const lowerBound = (row: number, col: number) => {
    let low = rowPointers[row]!;
    let high = rowPointers[row + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (columns[middle]! < col) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const tileNnz: PatternStatistics['tileNnz'] = ({ row, col, height, width }) => {
    if (col === 0 && width >= cols) return rowPointers[row + height]! - rowPointers[row]!;
    let sum = 0;
    for (let r = row; r < row + height; r++) sum += lowerBound(r, col + width) - lowerBound(r, col);
    return sum;
  };
  return {
    rows,
    cols,
    nnz,
    density: nnz / (rows * cols),
    exact: true,
    group: null,
    matrix,
    period: [rows, cols],
    tileNnz,
    tileEmpty: (tile) => (tileNnz(tile) === 0 ? 1 : 0),
  };
}
