import type { Operands } from '../operand.ts';

/** Products of many matrices with their own rows, in one operation: out[Mᵢ,N] = a[Mᵢ,K] × bᵢ[K,N] (experts of a mixture). */
export interface GroupedGemm {
  readonly kind: 'grouped-gemm';
  /** Mᵢ of each group; groups of no rows read nothing. */
  readonly rows: readonly number[];
  readonly n: number;
  readonly k: number;
  readonly operands: Operands;
}
