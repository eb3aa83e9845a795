import type { SparseMatrix } from './sparseMatrix.ts';

/** Positions given as ascending distinct cell numbers row · cols + column, compressed by row. */
export function sparseFromCells(rows: number, cols: number, cells: Uint32Array | Float64Array): SparseMatrix {
  const rowPointers = new Int32Array(rows + 1);
  const columns = new Int32Array(cells.length);
  let row = 0;
  let start = 0;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    while (cell >= start + cols) {
      rowPointers[++row] = i;
      start += cols;
    }
    columns[i] = cell - start;
  }
  rowPointers.fill(cells.length, row + 1);
  return { rows, cols, rowPointers, columns };
}
