import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Spgemm } from '../../workload/operations/spgemm.ts';
import type { SimulationContext } from '../simulationContext.ts';

/** A product of two concrete matrices as the SpGEMM dataflows see it. */
export interface SparseProblem {
  readonly a: SparseMatrix;
  readonly b: SparseMatrix;
  readonly nnzA: number;
  readonly nnzB: number;
  readonly products: number;
  /** Bytes of a stored element: index and value. */
  readonly bytesA: number;
  readonly bytesB: number;
  readonly bytesOut: number;
  readonly indexBytes: number;
}

/** true, or why an operation is no sparse product with whole-byte values. */
export function supportsSparse(operation: Operation): true | string {
  if (operation.kind !== 'spgemm') return `${operation.kind} is no product of given sparse matrices`;
  const { a, b, out } = operation.operands;
  return [a, b, out].every(({ bits }) => bits % 8 === 0) || 'values must be whole bytes';
}

export const asSparse = (operation: Operation): Spgemm => {
  if (operation.kind !== 'spgemm') throw new TypeError(`no sparse product: ${operation.kind}`);
  return operation;
};

export function sparseProblem(
  operation: Operation,
  indexBytes: number,
  context: SimulationContext,
): SparseProblem {
  const { products, operands } = asSparse(operation);
  const a = context.pattern('a');
  const b = context.pattern('b');
  return {
    a,
    b,
    nnzA: a.rowPointers[a.rows]!,
    nnzB: b.rowPointers[b.rows]!,
    products,
    bytesA: indexBytes + operands.a.bits / 8,
    bytesB: indexBytes + operands.b.bits / 8,
    bytesOut: indexBytes + operands.out.bits / 8,
    indexBytes,
  };
}
