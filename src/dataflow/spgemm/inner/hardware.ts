import * as z from 'zod';
import { offChipMemory } from '../../../arch/offChipMemory.ts';

const kib = z.number().positive().max(16_777_216);

export const intersection = z
  .discriminatedUnion('method', [
    z.strictObject({ method: z.literal('two-pointer') }),
    z.strictObject({ method: z.literal('skip-ahead') }),
    z.strictObject({
      method: z.literal('bitmap'),
      mask_bits: z
        .int()
        .min(1)
        .max(65_536)
        .meta({ description: 'Bits of two masks compared in a cycle', unit: 'bits' }),
    }),
  ])
  .meta({
    description:
      'How the common indices of a row of a and a column of b are found: one index a cycle; one jump a cycle; masks',
  });

/** Elements that intersect rows of a with the columns of b in a shared buffer: docs/models/spgemm-orders.md. */
export const innerHardware = z.strictObject({
  array: z
    .strictObject({
      elements: z.int().min(1).max(4095).meta({ description: 'Processing elements' }),
      buffer_kib: kib.meta({ description: 'Memory of an element for a row of a', unit: 'KiB' }),
      value_bits: z.int().min(8).max(64).meta({ description: 'Width of the multipliers', unit: 'bits' }),
    })
    .meta({ description: 'Processing elements: an intersection unit and a multiplier each' }),
  intersection,
  last_level: z
    .strictObject({
      capacity_kib: kib.meta({ description: 'Memory for columns of b', unit: 'KiB' }),
      bytes_per_cycle: z
        .int()
        .min(1)
        .max(1_048_576)
        .meta({ description: 'What it gives all elements together', unit: 'bytes/cycle' }),
      banks: z.int().min(1).max(4096).meta({ description: 'Banks' }),
    })
    .meta({ description: 'Buffer that the elements share' }),
  word_bits: z.int().min(8).max(512).meta({ description: 'Width of the on-chip memories', unit: 'bits' }),
  index_bytes: z
    .int()
    .min(1)
    .max(8)
    .meta({ description: 'Width of an index and of a pointer', unit: 'bytes' }),
  dram: offChipMemory,
});

export type InnerHardware = z.output<typeof innerHardware>;
