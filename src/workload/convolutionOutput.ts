import type { Convolution } from './operations/convolution.ts';

/** Output map of a convolution: ⌊(size + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1 along each axis. */
export function convolutionOutput(operation: Omit<Convolution, 'kind' | 'operands'>): {
  readonly out_height: number;
  readonly out_width: number;
} {
  const { height, width, kernel_height, kernel_width, stride, padding, dilation } = operation;
  const [top, bottom, left, right] = padding;
  const extent = (size: number, pad: number, kernel: number) =>
    Math.floor((size + pad - dilation * (kernel - 1) - 1) / stride) + 1;
  return {
    out_height: extent(height, top + bottom, kernel_height),
    out_width: extent(width, left + right, kernel_width),
  };
}
