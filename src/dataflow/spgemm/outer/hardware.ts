import * as z from 'zod';
import { offChipMemory } from '../../../arch/offChipMemory.ts';

const kib = z.number().positive().max(1_048_576);

/** Tiles of processing elements that multiply, then merge: docs/models/spgemm-orders.md. */
export const outerHardware = z
  .strictObject({
    array: z
      .strictObject({
        tiles: z.int().min(1).max(1024).meta({ description: 'Tiles; an outer product runs in one of them' }),
        elements: z.int().min(1).max(1024).meta({ description: 'Processing elements of a tile' }),
        value_bits: z.int().min(8).max(64).meta({ description: 'Width of the multipliers', unit: 'bits' }),
      })
      .meta({ description: 'Processing elements, one multiplier each' }),
    multiply: z
      .strictObject({
        buffer_kib: kib.meta({ description: 'Memory of a tile for operands', unit: 'KiB' }),
        buffers: z.int().min(1).max(256).meta({
          description:
            'Parts of it: each holds one block of a column of a and of a row of b, or loads the next',
        }),
      })
      .meta({ description: 'Multiply phase' }),
    merge: z
      .strictObject({
        scratchpad_kib: kib.meta({
          description: 'Memory of a processing element for list heads',
          unit: 'KiB',
        }),
        head_bytes: z
          .int()
          .min(1)
          .max(64)
          .meta({ description: 'Bytes of a head and its link', unit: 'bytes' }),
      })
      .meta({ description: 'Merge phase' }),
    word_bits: z.int().min(8).max(512).meta({ description: 'Width of the on-chip memories', unit: 'bits' }),
    index_bytes: z
      .int()
      .min(1)
      .max(8)
      .meta({ description: 'Width of an index and of a pointer', unit: 'bytes' }),
    dram: offChipMemory,
  })
  .refine(({ array }) => array.tiles * array.elements < 2048, {
    path: ['array', 'elements'],
    message: 'at most 2047 processing elements in all',
  })
  .refine(({ array, multiply }) => array.tiles * multiply.buffers < 2048, {
    path: ['multiply', 'buffers'],
    message: 'at most 2047 buffers in all',
  })
  .refine(({ merge }) => merge.scratchpad_kib * 1024 >= 2 * merge.head_bytes, {
    path: ['merge', 'scratchpad_kib'],
    message: 'the scratchpad must hold two heads',
  });

export type OuterHardware = z.output<typeof outerHardware>;

/** Lists that an element merges at once. */
export const mergeWays = ({ merge }: OuterHardware): number =>
  Math.floor((merge.scratchpad_kib * 1024) / merge.head_bytes);
