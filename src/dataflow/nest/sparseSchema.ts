import * as z from 'zod';
import { nestDim } from './constraintSchema.ts';

const bits = z.int().min(0).max(64);
const tensor = z.enum(['a', 'b', 'c', 'out']);

export const rankSchema = z.strictObject({
  format: z.enum(['UOP', 'CP', 'RLE', 'B', 'UB']).meta({
    description: 'Offsets, coordinates, run lengths, bitmask, or bitmask beside uncompressed words',
  }),
  metadata_bits: bits.optional().meta({ description: 'Width of a metadata word', unit: 'bits' }),
  payload_bits: bits.optional().meta({ description: 'Width of a payload (UOP: an offset)', unit: 'bits' }),
  flatten: z.array(nestDim).optional().meta({ description: 'Dims whose adjacent loops join into the rank' }),
});

export const formatSchema = z
  .strictObject({
    level: z.string().min(1),
    tensor,
    ranks: z.array(rankSchema).min(1).max(16).meta({
      description:
        'Ranks, outermost first. One rank: a tile is one fiber in this format, under as many ranks of offsets as outer tiles need',
    }),
    order: z
      .enum(['inner-to-outer', 'outer-to-inner'])
      .default('inner-to-outer')
      .meta({ description: 'Which end of several ranks is bound to loops first' }),
    offset_bits: bits.optional().meta({ description: 'Width of the offsets above one rank', unit: 'bits' }),
  })
  .meta({ description: 'Storage format of a tensor at a level' });

export const actionSchema = z
  .strictObject({
    level: z.string().min(1),
    kind: z.enum(['gate', 'skip', 'spatial-skip']).meta({
      description:
        'gate: the cycle passes; skip: it does not; spatial-skip: empty positions leave the fan-out',
    }),
    target: tensor.meta({ description: 'Whose accesses are left out' }),
    on: z.array(tensor).min(1).meta({ description: 'Where all of these that they would meet are zero' }),
  })
  .meta({ description: 'Accesses that a level leaves out' });

export const computeActionSchema = z
  .strictObject({
    gate_on_zero: z
      .boolean()
      .default(false)
      .meta({ description: 'A zero operand keeps the unit from toggling' }),
    skip_unaligned: z
      .boolean()
      .default(false)
      .meta({ description: 'A product that lacks an operand takes no cycle' }),
  })
  .default({ gate_on_zero: false, skip_unaligned: false });

/** Sparse features as built. */
export const sparseSchema = z
  .strictObject({
    formats: z.array(formatSchema).default([]),
    actions: z.array(actionSchema).default([]),
    compute: computeActionSchema,
    vectors: z
      .strictObject({ a: z.int().min(1).max(4096), b: z.int().min(1).max(4096) })
      .optional()
      .meta({
        description:
          'pe-array: the non-zeros of a tile at one depth are packed into vectors of a and of b, a pair of vectors a cycle',
      }),
  })
  .meta({ description: 'Formats, and accesses and computes that are left out' });

/** Sparse features that the mapper chooses for each operation. */
export const choiceSchema = z
  .strictObject({
    formats: z.array(rankSchema).max(8).meta({ description: 'Formats that a tile may have' }),
    offset_bits: bits.optional().meta({ description: 'Width of the offsets of outer tiles', unit: 'bits' }),
    actions: z
      .array(z.strictObject({ level: z.string().min(1), kinds: z.array(z.enum(['gate', 'skip'])).min(1) }))
      .default([])
      .meta({ description: 'Levels that may leave out accesses, and how' }),
    compute: computeActionSchema,
  })
  .meta({ description: 'Sparse features to be searched together with the mapping' });

export type SparseFeatures = z.output<typeof sparseSchema>;
export type SparseChoiceFeatures = z.output<typeof choiceSchema>;
