import * as z from 'zod';
import { definitionKeys, dimension } from '../definitionKeys.ts';
import { linear } from '../draftLayer.ts';
import { defineFamily } from './defineFamily.ts';
import { attention, checkHeads, feedForward, fusedMask, transformerKeys } from './transformerBlock.ts';

const schema = z
  .strictObject({
    ...definitionKeys,
    family: z.literal('encoder-transformer'),
    ...transformerKeys,
    vocab: dimension.meta({ description: 'Vocabulary', unit: 'tokens' }),
    default_seq: dimension.meta({ description: 'Sequence length when none is given', unit: 'tokens' }),
  })
  .superRefine(checkHeads);

/** Bidirectional encoders (BERT): batch sequences of `context` tokens; the output head is the vocabulary's. */
export default defineFamily({
  name: 'encoder-transformer',
  description: 'Bidirectional text encoder',
  schema,
  phases: ['inference', 'training'],
  options: ['context', 'output_head', 'attention', 'attention_mask'],
  default_bits: 16,
  defaultContext: ({ default_seq }) => default_seq,
  layers(definition, { batch, context, output_head, fused }) {
    const tokens = batch * context;
    return [
      ...attention('encoder', definition, {
        batch,
        queries: context,
        keys: context,
        mask: fusedMask(fused, { mask: 'none' }),
      }),
      ...feedForward('encoder', 'ffn', definition, tokens),
      ...(output_head ? [linear(['lm_head'], tokens, definition.vocab, definition.hidden)] : []),
    ];
  },
  outputs: (_definition, { batch }) => ({ unit: 'samples', count: batch }),
});
