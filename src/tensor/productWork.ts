import type { SparseMatrix } from './sparseMatrix.ts';

/** Work of a sparse product a × b, row by row of the output. Exact. */
export interface ProductWork {
  /** Multiplications of two non-zeros. */
  readonly products: number;
  /** Positions of the output that some product falls on. */
  readonly outputs: number;
  /** The same by output row. */
  readonly rowProducts: Float64Array;
  readonly rowOutputs: Int32Array;
}

/** Multiplications of two non-zeros in a × b: Σ over non-zeros (i, k) of a of the length of row k of b. */
export function countProducts(a: SparseMatrix, b: SparseMatrix): number {
  const nnz = a.rowPointers[a.rows]!;
  let products = 0;
  for (let i = 0; i < nnz; i++) {
    const k = a.columns[i]!;
    products += b.rowPointers[k + 1]! - b.rowPointers[k]!;
  }
  return products;
}

const known = new WeakMap<SparseMatrix, WeakMap<SparseMatrix, ProductWork>>();

/** Products and outputs of each row, by a symbolic product; computed once for each pair of matrix objects. */
export function productWork(a: SparseMatrix, b: SparseMatrix): ProductWork {
  let ofA = known.get(a);
  if (ofA === undefined) {
    ofA = new WeakMap();
    known.set(a, ofA);
  }
  let work = ofA.get(b);
  if (work === undefined) {
    work = symbolic(a, b);
    ofA.set(b, work);
  }
  return work;
}

function symbolic(a: SparseMatrix, b: SparseMatrix): ProductWork {
  const rowProducts = new Float64Array(a.rows);
  const rowOutputs = new Int32Array(a.rows);
  // The row that last touched a column, plus one.
  const touched = new Int32Array(b.cols);
  let products = 0;
  let outputs = 0;
  for (let row = 0; row < a.rows; row++) {
    let multiplied = 0;
    let distinct = 0;
    for (let i = a.rowPointers[row]!; i < a.rowPointers[row + 1]!; i++) {
      const k = a.columns[i]!;
      const end = b.rowPointers[k + 1]!;
      const start = b.rowPointers[k]!;
      multiplied += end - start;
      for (let j = start; j < end; j++) {
        const column = b.columns[j]!;
        if (touched[column] !== row + 1) {
          touched[column] = row + 1;
          distinct++;
        }
      }
    }
    rowProducts[row] = multiplied;
    rowOutputs[row] = distinct;
    products += multiplied;
    outputs += distinct;
  }
  return { products, outputs, rowProducts, rowOutputs };
}
