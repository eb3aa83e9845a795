import type { Operation } from '../workload/operation.ts';

/** An operation as `batch` products out[M,N] = a[M,K] × b[K,N]; the groups of a convolution are its batch. */
export interface Product {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** The product that an operation computes, or null where it multiplies no matrices. */
export function asProduct(operation: Operation): Product | null {
  switch (operation.kind) {
    case 'gemm':
      return { batch: operation.batch, m: operation.m, n: operation.n, k: operation.k };
    case 'conv2d': {
      const { outHeight, outWidth } = outputSize(operation);
      return {
        batch: operation.groups,
        m: operation.batch * outHeight * outWidth,
        n: operation.filters / operation.groups,
        k: (operation.kernel_height * operation.kernel_width * operation.channels) / operation.groups,
      };
    }
    case 'elementwise':
      return null;
    default:
      return unreachable(operation);
  }
}

/** Output height and width: floor((size + padding − dilation·(kernel − 1) − 1) / stride) + 1. */
export function outputSize(conv: Extract<Operation, { kind: 'conv2d' }>): {
  outHeight: number;
  outWidth: number;
} {
  const [top, bottom, left, right] = conv.padding;
  const size = (input: number, padding: number, kernel: number): number =>
    Math.floor((input + padding - conv.dilation * (kernel - 1) - 1) / conv.stride) + 1;
  return {
    outHeight: size(conv.height, top + bottom, conv.kernel_height),
    outWidth: size(conv.width, left + right, conv.kernel_width),
  };
}

/** Dense multiply-accumulates of an operation. */
export function denseMacs(operation: Operation): number {
  const product = asProduct(operation);
  return product === null ? 0 : product.batch * product.m * product.n * product.k;
}

function unreachable(operation: never): never {
  throw new TypeError(`operation ${JSON.stringify(operation)}`);
}
