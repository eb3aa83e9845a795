import * as z from 'zod';
import { offChipMemory } from '../../../arch/offChipMemory.ts';

const slots = z.int().min(1).max(1000);

/** Issue slots of the inner loops: the program is in docs/models/spgemm.md. */
export const instructions = z
  .strictObject({
    row: slots.meta({ description: 'Begin a row of a: fetch its two pointers', unit: 'instructions' }),
    nonzero: slots.meta({
      description: "Begin a non-zero of a: load it, then the pointers of b's row",
      unit: 'instructions',
    }),
    load: slots.meta({
      description: "Load index and value of one element of b's row",
      unit: 'instructions',
    }),
    multiply: slots.meta({
      description: 'Multiply, hash, send the atomic operation, loop',
      unit: 'instructions',
    }),
    probe: slots.meta({ description: 'Compare and step to the next slot', unit: 'instructions' }),
    scan: slots.meta({
      description: 'Look at one slot of the table when it is emptied',
      unit: 'instructions',
    }),
  })
  .meta({ description: 'Instructions of each step of the program' });

/** Parts that every machine of this family has. */
export const threadParts = {
  cores: z
    .strictObject({
      count: z.int().min(1).max(1024).meta({ description: 'In-order cores, one instruction a cycle each' }),
      threads: z.int().min(1).max(1024).meta({ description: 'Hardware threads of a core' }),
    })
    .refine(({ count, threads }) => count * threads < 4096, {
      path: ['threads'],
      message: 'at most 4095 threads in all',
    })
    .meta({ description: 'Multi-threaded cores' }),
  instructions,
  scratchpad: z
    .strictObject({
      capacity_kib: z.number().positive().max(1_048_576).meta({ description: 'Capacity', unit: 'KiB' }),
      banks: z.int().min(1).max(4096).meta({ description: 'Banks, slots interleaved over them' }),
      atomic_cycles: z
        .int()
        .min(1)
        .max(1000)
        .meta({ description: 'Cycles of one atomic operation at a bank', unit: 'cycles' }),
    })
    .meta({ description: 'Scratchpad that the threads share' }),
  index_bytes: z
    .int()
    .min(1)
    .max(8)
    .meta({ description: 'Width of an index and of a row pointer', unit: 'bytes' }),
  dram: offChipMemory,
};

export const hashPart = z
  .strictObject({
    kind: z.literal('hash'),
    bits: z.enum(['high', 'low']).meta({
      description: "Bits of the column that choose the slot, from the row's first one on",
    }),
    slot_bytes: z.int().min(1).max(64).meta({ description: 'Tag and value of a slot', unit: 'bytes' }),
    load: z
      .number()
      .min(0.001)
      .max(0.95)
      .meta({ description: 'Slots that a window may fill, of all', unit: '1' }),
  })
  .meta({ description: 'Hash table with linear probing' });

export const accumulator = z
  .discriminatedUnion('kind', [
    hashPart,
    z.strictObject({
      kind: z.literal('dense'),
    }),
    z.strictObject({
      kind: z.literal('memory'),
    }),
  ])
  .meta({
    description:
      'Where products are added: a hash table or whole rows in the scratchpad, or whole rows in memory',
  });

/** How work is handed out, operands are fetched and results are written. */
export const policies = {
  distribution: z.enum(['static', 'row-tokens', 'nonzero-tokens']).meta({
    description: 'Rows dealt to threads in turn; rows, or non-zeros of a, taken by whoever is free',
  }),
  operands: z
    .enum(['loads', 'dma'])
    .meta({ description: 'Elements of b loaded one by one, or its rows moved in bulk' }),
  write_back: z.enum(['threads', 'dma']).meta({
    description: 'Threads empty the table between windows, or the DMA engine does beside the next one',
  }),
  transfers: z
    .int()
    .min(1)
    .max(4096)
    .meta({ description: 'Rows of b that the DMA engine has under way at once; others wait for one to end' }),
  fragment_bytes: z
    .int()
    .min(1)
    .max(1_048_576)
    .meta({ description: 'Bytes that the DMA engine writes at once', unit: 'bytes' }),
};

/** What the simulation needs of a machine, whichever dataflow describes it. */
export interface ThreadHardware {
  readonly cores: { readonly count: number; readonly threads: number };
  readonly instructions: z.output<typeof instructions>;
  readonly scratchpad: {
    readonly capacity_kib: number;
    readonly banks: number;
    readonly atomic_cycles: number;
  };
  readonly index_bytes: number;
  readonly dram: z.output<typeof offChipMemory>;
  readonly accumulator: z.output<typeof accumulator>;
  readonly distribution: 'static' | 'row-tokens' | 'nonzero-tokens';
  readonly operands: 'loads' | 'dma';
  readonly write_back: 'threads' | 'dma';
  readonly transfers: number;
  readonly fragment_bytes: number;
}
