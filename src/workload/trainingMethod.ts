import * as z from 'zod';
import type { PatternSpec } from '../tensor/patternSpec.ts';
import { dense } from '../tensor/patternSpec.ts';
import { turnedPattern } from '../tensor/turnedPattern.ts';

/** Which of the three products of a layer the pattern of its weights thins. */
export const trainingMethod = z.enum(['static', 'dense', 'forward-only', 'sr-ste', 'bdwp', 'sdgp']).meta({
  description:
    'static: one mask for weights in all products (the default); dense: patterns are ignored; forward-only: weights in the forward product; sr-ste: the same mask also in the backward product, across its sum; bdwp: weights along inputs forward and along outputs backward; sdgp: the output gradient in the backward product',
});

export type TrainingMethod = z.output<typeof trainingMethod>;

/** Patterns of the three products out = x·w, dx = dy·wᵀ, dw = xᵀ·dy of a layer; what is left out is dense. */
export interface TrainingPatterns {
  readonly forward_b: PatternSpec;
  readonly backward_a: PatternSpec;
  readonly backward_b: PatternSpec;
  readonly update_out: PatternSpec;
  /** By which the updated weights are pruned again: their positions follow the weights. */
  readonly repruned: readonly PatternSpec[];
}

const allDense: TrainingPatterns = {
  forward_b: dense,
  backward_a: dense,
  backward_b: dense,
  update_out: dense,
  repruned: [],
};

/**
 * What a method does with the pattern of a layer's weights, written for w as K × N (groups along k, the inputs).
 * BDWP: Fang et al., arXiv 2309.13015; SR-STE: Zhou et al., ICLR 2021; SDGP: McDanel et al., 2022 (recalled).
 * In the backward product k is the outputs of the layer, so that the same words mean groups along them.
 */
export function trainingPatterns(method: TrainingMethod, pattern: PatternSpec): TrainingPatterns {
  switch (method) {
    case 'dense':
      return allDense;
    case 'forward-only':
      return { ...allDense, forward_b: pattern, repruned: [pattern] };
    case 'sr-ste':
      return {
        ...allDense,
        forward_b: pattern,
        backward_b: turnedPattern(pattern, 'transposed'),
        repruned: [pattern],
      };
    case 'bdwp':
      return { ...allDense, forward_b: pattern, backward_b: pattern, repruned: [pattern, pattern] };
    case 'sdgp':
      return { ...allDense, backward_a: pattern };
    case 'static':
      return {
        ...allDense,
        forward_b: pattern,
        backward_b: turnedPattern(pattern, 'transposed'),
        update_out: turnedPattern(pattern, 'output'),
      };
    default:
      return method satisfies never;
  }
}
