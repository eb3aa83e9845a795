import * as z from 'zod';
import { convolutionOutput } from '../convolutionOutput.ts';
import { definitionKeys, dimension } from '../definitionKeys.ts';
import { type BareProduct, type DraftLayer, linear } from '../draftLayer.ts';
import { defineFamily } from './defineFamily.ts';

const pad = z.int().min(0).max(65_536);

const columns = z.tuple([
  z.literal('name'),
  z.literal('cin'),
  z.literal('cout'),
  z.literal('k'),
  z.literal('stride'),
  z.literal('pad'),
  z.literal('groups'),
  z.literal('h_in'),
  z.literal('h_out'),
]);

const schema = z
  .strictObject({
    ...definitionKeys,
    family: z.literal('cnn'),
    image: dimension.meta({ description: 'Height and width of the input', unit: 'pixels' }),
    columns: columns.optional().meta({ description: 'Names of the columns of `layers`, for readers' }),
    layers: z
      .array(
        z.tuple([
          z.string().min(1),
          dimension,
          dimension,
          dimension,
          dimension,
          z.union([pad, z.tuple([pad, pad, pad, pad])]),
          dimension,
          dimension,
          dimension,
        ]),
      )
      .min(1)
      .max(10_000)
      .meta({ description: '[name, cin, cout, k, stride, pad, groups, h_in, h_out]: square convolutions' }),
    squeeze_excite: z
      .array(z.tuple([z.string().min(1), dimension, dimension]))
      .optional()
      .meta({ description: '[name, channels, squeezed]: two fully connected layers on the pooled vector' }),
    fc: z
      .array(z.tuple([dimension, dimension]))
      .optional()
      .meta({ description: '[in, out] of the fully connected layers at the end' }),
  })
  .superRefine(({ layers }, context) => {
    layers.forEach((row, index) => {
      const [name, cin, cout, , , , groups, , h_out] = row;
      const wrong = (message: string) =>
        context.addIssue({ code: 'custom', path: ['layers', index], message: `${name}: ${message}` });
      if (cin % groups !== 0 || cout % groups !== 0) wrong(`${groups} groups must divide ${cin} and ${cout}`);
      const { out_height } = convolutionOutput(convolution(row, 1));
      if (out_height !== h_out) wrong(`h_out is ${out_height}, not ${h_out}`);
    });
  });

type Row = z.output<typeof schema>['layers'][number];

function convolution(row: Row, batch: number): Extract<BareProduct, { kind: 'conv2d' }> {
  const [, channels, filters, kernel, stride, given, groups, size] = row;
  return {
    kind: 'conv2d',
    batch,
    height: size,
    width: size,
    channels,
    filters,
    kernel_height: kernel,
    kernel_width: kernel,
    stride,
    padding: typeof given === 'number' ? [given, given, given, given] : given,
    dilation: 1,
    groups,
  };
}

/** Convolutional networks written out layer by layer. Pooling, activations and additions are no layers. */
export default defineFamily({
  name: 'cnn',
  description: 'Convolutions listed one by one, then fully connected layers',
  schema,
  phases: ['inference', 'training'],
  options: [],
  default_bits: 8,
  defaultContext: () => 0,
  layers({ layers, squeeze_excite = [], fc = [] }, { batch }): DraftLayer[] {
    return [
      ...layers.map((row, index) => ({
        names: [row[0]],
        repeat: 1,
        operation: convolution(row, batch),
        ...(index === 0 && { input: true as const }),
      })),
      ...squeeze_excite.flatMap(([name, channels, squeezed]) => [
        linear([`${name}.reduce`], batch, squeezed, channels),
        linear([`${name}.expand`], batch, channels, squeezed),
      ]),
      ...fc.map(([from, to], index) => linear([fc.length === 1 ? 'fc' : `fc${index + 1}`], batch, to, from)),
    ];
  },
  outputs: (_definition, { batch }) => ({ unit: 'samples', count: batch }),
});
