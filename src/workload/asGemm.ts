import { convolutionOutput } from './convolutionOutput.ts';
import type { Operation } from './operation.ts';

/** An operation seen as `batch` independent products out[M,N] = a[M,K] × b[K,N]. */
export interface GemmView {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Consecutive batch elements that share one b. */
  readonly b_shared_by: number;
}

/**
 * The view of a product whose operands have values everywhere or follow a pattern of their shape; null for operations
 * that are none, and for products of given sparse matrices, which run on dataflows of their own. Convolutions by im2col: groups become the batch,
 * M = batch · out_height · out_width, N = filters / groups, K = kernel_height · kernel_width · channels / groups. The
 * gradient of the data is the product before its columns are summed into the image (N is K of the forward view, K its N);
 * that of the weights is im2col transposed times the gradient of the output.
 */
export function asGemm(operation: Operation): GemmView | null {
  switch (operation.kind) {
    case 'gemm': {
      const { batch, m, n, k, b_shared_by } = operation;
      return { batch, m, n, k, b_shared_by };
    }
    case 'conv2d': {
      const { out_height, out_width } = convolutionOutput(operation);
      return {
        batch: operation.groups,
        m: operation.batch * out_height * out_width,
        n: operation.filters / operation.groups,
        k: (operation.kernel_height * operation.kernel_width * operation.channels) / operation.groups,
        b_shared_by: 1,
      };
    }
    case 'conv2d-gradient': {
      const { groups } = operation;
      const { out_height, out_width } = convolutionOutput(operation);
      const rows = operation.batch * out_height * out_width;
      const outputs = operation.filters / groups;
      const window = (operation.kernel_height * operation.kernel_width * operation.channels) / groups;
      return operation.of === 'data'
        ? { batch: groups, m: rows, n: window, k: outputs, b_shared_by: 1 }
        : { batch: groups, m: window, n: outputs, k: rows, b_shared_by: 1 };
    }
    case 'spgemm':
    case 'elementwise':
    case 'attention':
    case 'grouped-gemm':
    case 'einsum':
      return null;
    default:
      return operation satisfies never;
  }
}
