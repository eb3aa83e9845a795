import type { Operands } from '../operand.ts';

/**
 * 2-D convolution: a = activations (batch × height × width × channels), b = filters, out = output map.
 * The GEMM view per group: M = batch·out_height·out_width, N = filters/groups, K = kernel_height·kernel_width·channels/groups.
 */
export interface Convolution {
  readonly kind: 'conv2d';
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly kernel_height: number;
  readonly kernel_width: number;
  readonly stride: number;
  /** Zero padding: top, bottom, left, right. */
  readonly padding: readonly [number, number, number, number];
  readonly dilation: number;
  readonly groups: number;
  readonly operands: Operands;
}
