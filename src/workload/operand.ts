import type { PatternSpec } from '../tensor/patternSpec.ts';

/** Operand roles of a matrix product: out[M,N] = a[M,K] × b[K,N]. */
export type OperandName = 'a' | 'b' | 'out';

/** What is known of one operand. */
export interface Operand {
  /** Width of one element in storage and on the wires. */
  readonly bits: number;
  /** Sparsity pattern; `{ pattern: 'dense' }` when nothing is said. */
  readonly sparsity: PatternSpec;
}

export type Operands = Readonly<Record<OperandName, Operand>>;
