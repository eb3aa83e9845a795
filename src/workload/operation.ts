import type { Attention } from './operations/attention.ts';
import type { Convolution } from './operations/convolution.ts';
import type { ConvolutionGradient } from './operations/convolutionGradient.ts';
import type { Elementwise } from './operations/elementwise.ts';
import type { Gemm } from './operations/gemm.ts';
import type { GroupedGemm } from './operations/groupedGemm.ts';
import type { Spgemm } from './operations/spgemm.ts';
import type { TensorProduct } from './operations/tensorProduct.ts';

/**
 * What a layer computes. A union of plain objects told apart by `kind`: they serialise, hash and travel to workers.
 * Every operation that is a matrix product has a GEMM view (`asGemm`), out[M,N] = a[M,K] × b[K,N].
 */
export type Operation =
  | Gemm
  | Convolution
  | ConvolutionGradient
  | Elementwise
  | Spgemm
  | Attention
  | GroupedGemm
  | TensorProduct;
export type OperationKind = Operation['kind'];
