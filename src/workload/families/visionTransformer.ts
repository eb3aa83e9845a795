import * as z from 'zod';
import { definitionKeys, dimension } from '../definitionKeys.ts';
import { linear } from '../draftLayer.ts';
import { defineFamily } from './defineFamily.ts';
import { attention, checkHeads, feedForward, fusedMask, transformerKeys } from './transformerBlock.ts';

const schema = z
  .strictObject({
    ...definitionKeys,
    family: z.literal('vision-transformer'),
    ...transformerKeys,
    image: dimension.meta({ description: 'Height and width of the input', unit: 'pixels' }),
    patch: dimension.meta({ description: 'Height and width of a patch', unit: 'pixels' }),
    channels: dimension.default(3).meta({ description: 'Channels of the input' }),
    extra_tokens: z
      .int()
      .min(0)
      .max(65_536)
      .default(1)
      .meta({ description: 'Class and distillation tokens' }),
    classes: dimension.meta({ description: 'Outputs of the classifier' }),
  })
  .superRefine((definition, context) => {
    checkHeads(definition, context);
    if (definition.patch > definition.image) {
      context.addIssue({
        code: 'custom',
        path: ['patch'],
        message: `must not exceed image (${definition.image})`,
      });
    }
  });

/** Vision transformers: a patch embedding, encoder blocks over patches and class token, a classifier. */
export default defineFamily({
  name: 'vision-transformer',
  description: 'Image classifier on patches',
  schema,
  phases: ['inference', 'training'],
  options: ['attention', 'attention_mask'],
  default_bits: 16,
  defaultContext: () => 0,
  layers(definition, { batch, fused }) {
    const { hidden, image, patch, channels, extra_tokens, classes } = definition;
    const side = Math.floor(image / patch);
    const tokens = side * side + extra_tokens;
    return [
      {
        names: ['patch_embed'],
        repeat: 1,
        input: true,
        operation: {
          kind: 'conv2d',
          batch,
          height: image,
          width: image,
          channels,
          filters: hidden,
          kernel_height: patch,
          kernel_width: patch,
          stride: patch,
          padding: [0, 0, 0, 0],
          dilation: 1,
          groups: 1,
        },
      },
      ...attention('encoder', definition, {
        batch,
        queries: tokens,
        keys: tokens,
        mask: fusedMask(fused, { mask: 'none' }),
      }),
      ...feedForward('encoder', 'ffn', definition, batch * tokens),
      linear(['head'], batch, classes, hidden),
    ];
  },
  outputs: (_definition, { batch }) => ({ unit: 'samples', count: batch }),
});
