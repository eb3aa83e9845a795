import type * as z from 'zod';
import type { PatternSpec } from '../tensor/patternSpec.ts';
import type { Attention } from './operations/attention.ts';
import type { Convolution } from './operations/convolution.ts';
import type { Elementwise } from './operations/elementwise.ts';
import type { Gemm } from './operations/gemm.ts';
import type { GroupedGemm } from './operations/groupedGemm.ts';
import type { Spgemm } from './operations/spgemm.ts';
import type { TensorProduct } from './operations/tensorProduct.ts';
import type { patternSpec } from './workloadSpec.ts';

/** A matrix product whose operands' widths and sparsity are not yet known. */
export type BareProduct = Omit<Gemm, 'operands'> | Omit<Convolution, 'operands'>;
/** An operation whose operands' widths and sparsity are not yet known. */
export type BareOperation =
  | BareProduct
  | Omit<Spgemm, 'operands'>
  | Omit<Attention, 'operands'>
  | Omit<GroupedGemm, 'operands'>
  | Omit<Elementwise, 'operands' | 'producer'>
  | Omit<TensorProduct, 'operands'>;

/** Sparsity as written, by what an operand is rather than by its place in the product. */
export interface RoleSparsity {
  readonly weights?: z.output<typeof patternSpec> | undefined;
  readonly activations?: z.output<typeof patternSpec> | undefined;
  readonly outputs?: z.output<typeof patternSpec> | undefined;
}

/** Layers of one shape as a model family or a file gives them. */
export interface DraftLayer {
  readonly names: readonly string[];
  /** How often each of the names runs. */
  readonly repeat: number;
  readonly operation: BareOperation;
  /** Sparsity given with the layer itself; the workload's own entries win over it. */
  readonly sparsity?: RoleSparsity;
  /** Patterns that are part of the operation itself: the matrices of a sparse product, the inputs of an einsum. */
  readonly patterns?: { readonly a: PatternSpec; readonly b: PatternSpec };
  /** Its activations are the network's input: training needs no gradient of them. */
  readonly input?: true;
  /** For an element-wise operation on a product's output: the product's layer for each of `names`. */
  readonly after?: readonly string[];
}

/** `batch` products with a trained b, which is what most layers are. */
export function linear(names: readonly string[], m: number, n: number, k: number): DraftLayer {
  const operation = { kind: 'gemm', batch: 1, m, n, k, weights: 'b', b_shared_by: 1 } as const;
  return { names, repeat: 1, operation };
}
