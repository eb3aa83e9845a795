import { convolutionOutput } from '../../workload/convolutionOutput.ts';
import type { Operation } from '../../workload/operation.ts';

export type ImageOperation = Extract<Operation, { kind: 'conv2d' | 'conv2d-gradient' }>;

/** An image under the windows of a convolution. */
export interface ImageReads {
  /** Taps of a window. */
  readonly taps: number;
  /** Pixels of one channel under the windows of `rows` consecutive outputs that start a row of the output map. */
  pixels(rows: number): number;
}

/** Pixels along one axis that the first `outputs` windows touch, kept inside the image. */
function span(outputs: number, kernel: number, stride: number, dilation: number, size: number): number {
  const reach = dilation * (kernel - 1) + 1;
  const covered = stride >= reach ? outputs * kernel : (outputs - 1) * stride + reach;
  return Math.min(size, covered);
}

/** Rows of im2col repeat pixels; memory and buffers hold each pixel once. Padding is not read. */
export function imageReads(operation: ImageOperation): ImageReads {
  const { height, width, kernel_height, kernel_width, stride, dilation } = operation;
  const { out_height, out_width } = convolutionOutput(operation);
  const taps = kernel_height * kernel_width;
  const across = span(out_width, kernel_width, stride, dilation, width);
  const whole = span(out_height, kernel_height, stride, dilation, height) * across;
  const image = out_height * out_width;
  return {
    taps,
    pixels(rows) {
      const left = rows % image;
      const down = span(Math.ceil(left / out_width), kernel_height, stride, dilation, height);
      const part = left === 0 ? 0 : Math.min(left * taps, down * across);
      return Math.floor(rows / image) * Math.min(image * taps, whole) + part;
    },
  };
}
