import * as z from 'zod';
import { offChipMemory } from '../../../arch/offChipMemory.ts';

/** Processing elements with sorting queues: docs/models/spgemm-orders.md. */
export const queueHardware = z
  .strictObject({
    elements: z
      .strictObject({
        count: z
          .int()
          .min(1)
          .max(512)
          .meta({ description: 'Processing elements; row r runs on r mod count' }),
        queues: z
          .int()
          .min(2)
          .max(64)
          .meta({ description: 'Sorting queues of a set, one of which is empty; an element has two sets' }),
        queue_kib: z.number().positive().max(1024).meta({ description: 'Size of a queue', unit: 'KiB' }),
        fetches: z
          .int()
          .min(1)
          .max(64)
          .meta({ description: 'Rows of b that an element fetches or holds at once' }),
        value_bits: z.int().min(8).max(64).meta({ description: 'Width of the multipliers', unit: 'bits' }),
      })
      .refine(({ count, fetches }) => count * (fetches + 2) < 4096, {
        path: ['fetches'],
        message: 'count × (fetches + 2) must stay below 4096',
      })
      .meta({ description: 'Processing elements, one multiplier each' }),
    word_bits: z.int().min(8).max(512).meta({ description: 'Width of the queues', unit: 'bits' }),
    index_bytes: z
      .int()
      .min(1)
      .max(8)
      .meta({ description: 'Width of an index and of a pointer', unit: 'bytes' }),
    dram: offChipMemory,
  })
  .meta({ description: 'A row-wise machine with sorting queues' });

export type QueueHardware = z.output<typeof queueHardware>;

/** Elements of the output that a queue holds. */
export const queueElements = ({ elements }: QueueHardware, bytesOut: number): number =>
  Math.floor((elements.queue_kib * 1024) / bytesOut);
