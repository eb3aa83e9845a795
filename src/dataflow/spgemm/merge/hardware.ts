import * as z from 'zod';
import { offChipMemory } from '../../../arch/offChipMemory.ts';

/** Processing elements with a merger each behind one cache of rows of b and partial rows of the output. */
export const mergeHardware = z
  .strictObject({
    elements: z
      .strictObject({
        count: z.int().min(1).max(1024).meta({ description: 'Processing elements' }),
        radix: z
          .int()
          .min(2)
          .max(4096)
          .meta({ description: 'Fibers that one merger takes, one element a cycle' }),
      })
      .meta({ description: 'Processing elements: a merger, a multiplier and an adder each' }),
    cache: z
      .strictObject({
        capacity_kib: z.number().positive().max(1_048_576).meta({ description: 'Capacity', unit: 'KiB' }),
        banks: z
          .int()
          .min(1)
          .max(4096)
          .meta({ description: 'Banks, lines interleaved over them; each serves one line a cycle' }),
        ways: z.int().min(1).max(64).meta({ description: 'Associativity, least recently used goes' }),
        line_bytes: z.int().min(8).max(4096).meta({ description: 'Line', unit: 'bytes' }),
        hit_cycles: z
          .int()
          .min(0)
          .max(1000)
          .meta({ description: 'From the last line at a bank to the merger', unit: 'cycles' }),
      })
      .meta({ description: 'Cache of fibers, shared' }),
    index_bytes: z.int().min(1).max(8).meta({ description: 'Width of an index', unit: 'bytes' }),
    dram: offChipMemory,
  })
  .refine(({ cache }) => setsOfBank(cache) >= 1, {
    path: ['cache'],
    message: 'less than one set of lines in a bank',
  })
  .refine(({ cache }) => setsOfBank(cache) * cache.banks * cache.ways <= 33_554_432, {
    path: ['cache'],
    message: 'more than 2^25 lines',
  });

export type MergeHardware = z.output<typeof mergeHardware>;

/** Sets in a bank of the cache. */
export function setsOfBank(cache: {
  readonly capacity_kib: number;
  readonly banks: number;
  readonly ways: number;
  readonly line_bytes: number;
}): number {
  return Math.floor((cache.capacity_kib * 1024) / (cache.line_bytes * cache.ways * cache.banks));
}
