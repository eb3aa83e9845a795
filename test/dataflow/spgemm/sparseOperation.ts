import { countProducts } from '../../../src/tensor/productWork.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';
import type { Spgemm } from '../../../src/workload/operations/spgemm.ts';

/** a × b as an operation, with values of `bits`; the patterns are handed over by the test's context. */
export function sparseOperation(a: SparseMatrix, b: SparseMatrix, bits: number): Spgemm {
  const operand = { bits, sparsity: { pattern: 'dense' as const } };
  return {
    kind: 'spgemm',
    m: a.rows,
    n: b.cols,
    k: a.cols,
    products: countProducts(a, b),
    operands: { a: operand, b: operand, out: operand },
  } as Spgemm;
}
