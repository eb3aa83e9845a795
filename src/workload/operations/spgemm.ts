import type { Operands } from '../operand.ts';

/**
 * Product of two sparse matrices, out[M,N] = a[M,K] × b[K,N], whose positions are concrete: the operands' patterns name
 * a matrix by the hash of its file, or a generator with its seed.
 */
export interface Spgemm {
  readonly kind: 'spgemm';
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Multiplications of two non-zeros, exact: the work that every dataflow has to account for. */
  readonly products: number;
  readonly operands: Operands;
}
