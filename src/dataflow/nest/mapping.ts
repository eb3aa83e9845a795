import * as z from 'zod';
import { actionSchema, computeActionSchema, rankSchema } from './sparseSchema.ts';

const loop = z.tuple([z.string().min(1), z.int().min(1)]);
const tensor = z.enum(['a', 'b', 'c', 'out']);

/** A loop nest as found or written, and the sparse features where they were searched with it. */
export const nestMapping = z
  .strictObject({
    loops: z
      .array(
        z.strictObject({
          level: z.string().min(1).meta({ description: 'Name of the storage level' }),
          temporal: z
            .array(loop)
            .default([])
            .meta({ description: 'Loops as [dim, factor], outermost first' }),
          spatial: z
            .strictObject({ x: z.array(loop).default([]), y: z.array(loop).default([]) })
            .default({ x: [], y: [] })
            .meta({ description: 'Loops spread over the instances below the level' }),
          keep: z
            .array(tensor)
            .optional()
            .meta({ description: 'Tensors kept at the level; all it may hold when absent' }),
        }),
      )
      .min(1)
      .meta({
        description:
          'One entry a level, outermost first; factors of a dim multiply to its extent, or just above it',
      }),
    sparse: z
      .strictObject({
        formats: z.array(
          z.strictObject({
            level: z.string().min(1),
            tensor,
            order: z.enum(['inner-to-outer', 'outer-to-inner']).default('inner-to-outer'),
            ranks: z.array(rankSchema).min(1).max(16),
          }),
        ),
        actions: z.array(actionSchema),
        compute: computeActionSchema,
      })
      .optional()
      .meta({
        description: 'Formats and actions chosen with the mapping, in place of those of the architecture',
      }),
  })
  .meta({ description: 'Loop nest of one operation' });

export type LoopNestMapping = z.output<typeof nestMapping>;
