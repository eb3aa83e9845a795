import type { PatternSpec } from '../../tensor/patternSpec.ts';
import type { Convolution } from './convolution.ts';

/**
 * A product of a convolution's backward pass, with the forward convolution's sizes. `data`: a = gradient of the output,
 * b = filters, out = gradient of the input, summed where windows overlap. `weights`: a = input, b = gradient of the
 * output, out = gradient of the filters. Both hold as many multiply-accumulates as the forward convolution.
 */
export interface ConvolutionGradient extends Omit<Convolution, 'kind'> {
  readonly kind: 'conv2d-gradient';
  readonly of: 'data' | 'weights';
  /** Of `weights`: patterns by which the updated weights are pruned again, for the next forward and backward pass. */
  readonly repruned?: readonly PatternSpec[];
}
