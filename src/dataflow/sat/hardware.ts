import * as z from 'zod';
import { fpgaDevice } from '../../arch/fpga/fpgaDevice.ts';

const size = z.int().min(1).max(4096);
const kib = z.int().min(1).max(1_048_576);

/** Parameters of SAT's training accelerator (Fang et al., arXiv 2309.13015). */
export const satHardware = z.strictObject({
  fpga: fpgaDevice,
  array: z.strictObject({
    rows: size.meta({ description: 'Rows of processing elements' }),
    cols: size.meta({ description: 'Columns of processing elements' }),
    group: z.int().min(1).max(64).meta({ description: 'Largest m of n:m that an element selects from' }),
    interleave: z
      .int()
      .min(1)
      .max(256)
      .meta({ description: 'Independent sums that an element takes in turn' }),
    latency: z
      .int()
      .min(1)
      .max(64)
      .meta({ description: 'From an operand to its sum, fp32 accumulation', unit: 'cycles' }),
    dsp_per_mac: z.int().min(1).max(16).meta({ description: 'DSP slices of a multiply-add' }),
  }),
  buffers: z.strictObject({
    left_kib: kib.meta({ description: 'Operand that streams, two halves', unit: 'KiB' }),
    right_kib: kib.meta({ description: 'Operand that may be n:m, two halves', unit: 'KiB' }),
    out_kib: kib.meta({ description: 'Sums, two halves', unit: 'KiB' }),
  }),
  reduction: z.strictObject({
    elements_per_cycle: size.meta({
      description: 'Weights that the online reduction engine takes in a cycle',
    }),
    pregenerate: z.boolean().meta({
      description:
        'true: sparse weights are made behind the update; false: weights come dense and are reduced on their way to the array',
    }),
  }),
  update: z.strictObject({
    lanes: size.meta({ description: 'Weights that the update engine takes in a cycle' }),
    state_words: z
      .int()
      .min(0)
      .max(4)
      .meta({ description: 'fp32 words of optimiser state a weight: 1 for momentum, 2 for Adam' }),
  }),
  memory: z.strictObject({
    kind: z.string().meta({ description: 'Row of the DRAM energy table' }),
    bandwidth_bytes_per_s: z.number().positive().meta({ description: 'All channels', unit: 'B/s' }),
  }),
});

export type SatHardware = z.output<typeof satHardware>;
