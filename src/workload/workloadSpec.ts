import * as z from 'zod';
import { attentionMask } from './attentionMask.ts';
import { trainingMethod } from './trainingMethod.ts';

/** A sparsity pattern in a file: `{ pattern: n:m, n: 2, m: 4 }`; parameters are checked by the pattern itself. */
export const patternSpec = z
  .looseObject({ pattern: z.string().meta({ description: 'Name of a pattern (winnow list patterns)' }) })
  .meta({ description: 'Sparsity pattern and its parameters' });

const sparsityByRole = z.strictObject({
  layers: z.string().optional().meta({ description: 'Glob over layer names; all layers when left out' }),
  weights: patternSpec.optional(),
  activations: patternSpec.optional(),
  outputs: patternSpec.optional(),
});

const width = z.int().min(1).max(64).optional();
const bitsByRole = z.strictObject({
  layers: z.string().optional().meta({ description: 'Glob over layer names; all layers when left out' }),
  weights: width,
  activations: width,
  outputs: width,
});

/**
 * One workload of a sweep. Exactly one of `model`, `layers`, `topology` says what it is; the rest say how it runs.
 * The loader replaces `model: name` or `file:` by the definition it names (`definition`).
 */
export const workloadSpec = z
  .strictObject({
    kind: z.literal('workload').optional(),
    version: z.literal(1).optional(),
    name: z.string().min(1).max(200).optional(),
    model: z.string().optional().meta({ description: 'A model of the zoo (winnow list models)' }),
    file: z.string().optional().meta({ description: 'A workload file' }),
    topology: z.string().optional().meta({ description: 'A SCALE-Sim topology CSV (conv or GEMM)' }),
    layers: z
      .array(z.looseObject({ name: z.string() }))
      .optional()
      .meta({ description: 'Layers written out' }),
    definition: z.looseObject({}).optional().meta({ description: 'Filled in by the loader' }),
    phase: z.enum(['inference', 'training', 'prefill', 'decode']).optional(),
    training: z
      .strictObject({ method: trainingMethod })
      .optional()
      .meta({ description: 'What sparse weights mean in `phase: training`' }),
    batch: z.int().min(1).max(1_000_000).optional().meta({ description: 'Samples or sequences at once' }),
    context: z
      .int()
      .min(1)
      .max(100_000_000)
      .optional()
      .meta({ description: 'Tokens in the KV cache or the prompt', unit: 'tokens' }),
    output_head: z
      .union([z.boolean(), z.literal('all')])
      .optional()
      .meta({
        description: 'Include the language-model head; all: over every token of a prompt, not the last alone',
      }),
    detail: z.enum(['products', 'operators']).optional().meta({
      description:
        'products: matrix products only, q, k and v as one; operators: q, k and v apart, and norms, softmax, activations, residuals too',
    }),
    attention: z
      .enum(['products', 'fused'])
      .optional()
      .meta({ description: 'Attention as two matrix products (the default), or as one fused operation' }),
    attention_mask: attentionMask
      .optional()
      .meta({ description: "Mask of fused attention; the model's own where left out" }),
    experts: z
      .enum(['separate', 'grouped'])
      .optional()
      .meta({ description: 'Experts as products of their own (the default), or all in one grouped product' }),
    bits: z
      .union([bitsByRole, z.array(bitsByRole)])
      .optional()
      .meta({ description: 'Operand widths; of a list, later entries win', unit: 'bits' }),
    sparsity: z.union([sparsityByRole, z.array(sparsityByRole)]).optional(),
  })
  .meta({ description: 'A workload' });

export type WorkloadSpec = z.output<typeof workloadSpec>;
