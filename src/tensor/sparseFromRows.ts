import type { SparseMatrix } from './sparseMatrix.ts';

/** A matrix made row by row: `fill` adds the columns of a row in ascending order. */
export function sparseFromRows(
  rows: number,
  cols: number,
  fill: (row: number, add: (column: number) => void) => void,
): SparseMatrix {
  const rowPointers = new Int32Array(rows + 1);
  let columns = new Int32Array(1024);
  let length = 0;
  const add = (column: number): void => {
    if (length === columns.length) {
      const larger = new Int32Array(2 * length);
      larger.set(columns);
      columns = larger;
    }
    columns[length++] = column;
  };
  for (let row = 0; row < rows; row++) {
    fill(row, add);
    rowPointers[row + 1] = length;
  }
  return { rows, cols, rowPointers, columns: columns.slice(0, length) };
}
