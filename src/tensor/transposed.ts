import type { SparseMatrix } from './sparseMatrix.ts';

const known = new WeakMap<SparseMatrix, SparseMatrix>();

/** The transpose (compressed by column, seen from the matrix); computed once for each matrix object. */
export function transposed(matrix: SparseMatrix): SparseMatrix {
  let result = known.get(matrix);
  if (result === undefined) {
    result = transpose(matrix);
    known.set(matrix, result);
  }
  return result;
}

function transpose({ rows, cols, rowPointers, columns, values }: SparseMatrix): SparseMatrix {
  const nnz = rowPointers[rows]!;
  const pointers = new Int32Array(cols + 1);
  for (let i = 0; i < nnz; i++) pointers[columns[i]! + 1]!++;
  for (let c = 0; c < cols; c++) pointers[c + 1]! += pointers[c]!;
  const next = pointers.slice(0, cols);
  const indices = new Int32Array(nnz);
  const moved = values === undefined ? null : new Float64Array(nnz);
  for (let r = 0; r < rows; r++)
    for (let i = rowPointers[r]!; i < rowPointers[r + 1]!; i++) {
      const at = next[columns[i]!]!++;
      indices[at] = r;
      if (moved !== null) moved[at] = values![i]!;
    }
  return {
    rows: cols,
    cols: rows,
    rowPointers: pointers,
    columns: indices,
    ...(moved === null ? {} : { values: moved }),
  };
}
