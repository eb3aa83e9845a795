import type { Convolution } from '../../workload/operations/convolution.ts';
import type { Operation } from '../../workload/operation.ts';

/** `batch` products out[M,N] = a[M,K] × b[K,N]; `sharedBy` consecutive ones read the same b. */
export interface Product {
  readonly batch: number;
  readonly sharedBy: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

export function outputHeight(conv: Convolution): number {
  const size = conv.height + conv.padding[0] + conv.padding[1];
  return Math.floor((size - conv.dilation * (conv.kernel_height - 1) - 1) / conv.stride) + 1;
}

export function outputWidth(conv: Convolution): number {
  const size = conv.width + conv.padding[2] + conv.padding[3];
  return Math.floor((size - conv.dilation * (conv.kernel_width - 1) - 1) / conv.stride) + 1;
}

/** The product behind an operation, or null where it multiplies no matrices. Groups of a convolution are its batch. */
export function lower(operation: Operation): Product | null {
  switch (operation.kind) {
    case 'gemm': {
      const { batch, m, n, k, b_shared_by } = operation;
      return { batch, sharedBy: b_shared_by, m, n, k };
    }
    case 'conv2d': {
      const { groups, channels, filters, kernel_height, kernel_width } = operation;
      return {
        batch: groups,
        sharedBy: 1,
        m: operation.batch * outputHeight(operation) * outputWidth(operation),
        n: filters / groups,
        k: (kernel_height * kernel_width * channels) / groups,
      };
    }
    default:
      return null;
  }
}
