import { exp2, log2 } from '../../core/logarithm.ts';
import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';

/** Multiplications of each output row: O(non-zeros of a). */
export function rowProductsOf(a: SparseMatrix, b: SparseMatrix): Float64Array {
  const products = new Float64Array(a.rows);
  for (let row = 0; row < a.rows; row++)
    for (let i = a.rowPointers[row]!; i < a.rowPointers[row + 1]!; i++) {
      const k = a.columns[i]!;
      products[row]! += b.rowPointers[k + 1]! - b.rowPointers[k]!;
    }
  return products;
}

/** Outputs to be expected of rows whose products fall on any column alike: columns × (1 − (1 − 1/columns)^products). */
export function expectedOutputs(rowProducts: Float64Array, columns: number): number {
  if (columns === 1) return rowProducts.reduce((sum, products) => sum + (products > 0 ? 1 : 0), 0);
  const miss = log2(1 - 1 / columns);
  let sum = 0;
  for (const products of rowProducts) if (products > 0) sum += columns * (1 - exp2(products * miss));
  return Math.round(sum);
}
