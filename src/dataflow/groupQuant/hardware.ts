import * as z from 'zod';
import { gpuDevice } from '../../arch/gpu/gpuDevice.ts';

const ctas = z.int().min(1).max(64);
const cycles = z.number().min(0).max(1e6);

/** The kernel of products of group-sparse quantised weights with few tokens. */
const groupGemv = z.strictObject({
  group: z
    .int()
    .min(1)
    .max(4096)
    .meta({ description: 'Inputs that are kept or left out together, with a scale' }),
  dense_group: z
    .int()
    .min(1)
    .max(65_536)
    .meta({ description: 'Inputs of a scale where all weights are kept' }),
  row_ctas_per_sm: ctas.meta({ description: 'CTAs that an SM holds, a warp to a row' }),
  task_ctas_per_sm: ctas.meta({ description: 'CTAs that an SM holds, a warp to a share' }),
  latency_us: z
    .number()
    .min(0)
    .max(1000)
    .meta({ description: 'From the loads of a step to its sum, other warps idle', unit: 'us' }),
  step_cycles: cycles.meta({
    description: 'Unpacking and multiplying 512 values with one token, all of an SM busy',
    unit: 'clk',
  }),
  scattered_cycles: cycles.meta({
    description: 'Beyond that where groups are left out: inputs come from all over',
    unit: 'clk',
  }),
});

export const groupQuantHardware = z.strictObject({ gpu: gpuDevice, group_gemv: groupGemv });

export type GroupQuantHardware = z.output<typeof groupQuantHardware>;
