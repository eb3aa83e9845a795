/** One term of an affine index expression: `coefficient × dim` (stride, dilation). */
export interface IndexTerm {
  readonly dim: string;
  /** Positive integer. */
  readonly coefficient: number;
}

export type TensorRole = 'input' | 'output';

/** A tensor of an einsum: each rank is indexed by a sum of terms, outermost rank first. */
export interface EinsumTensor {
  readonly name: string;
  readonly role: TensorRole;
  readonly ranks: readonly (readonly IndexTerm[])[];
}

/**
 * A tensor operation as an einsum with affine index expressions: dense GEMM is `Z[m,n] += A[m,k] · B[k,n]`, a strided
 * convolution has `I[c, 2p + r, 2q + s]`. Exactly one output, one or more inputs.
 */
export interface Einsum {
  readonly name: string;
  /** Dimension name → extent, in a fixed order. */
  readonly dims: Readonly<Record<string, number>>;
  readonly tensors: readonly EinsumTensor[];
}
