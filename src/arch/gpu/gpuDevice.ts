import * as z from 'zod';
import { defineComponent } from '../defineComponent.ts';
import { kernelRates } from './kernelRates.ts';

const positive = z.number().positive();
const share = z.number().positive().max(1);

/** Multiply-accumulates per clock and SM, by number format; a format the device lacks is left out. */
const macRates = z.strictObject({
  f16: z.int().min(1).meta({ description: 'fp16 and bf16', unit: 'MAC/clk/SM' }),
  f8: z.int().min(1).optional().meta({ description: 'fp8', unit: 'MAC/clk/SM' }),
  i8: z.int().min(1).optional().meta({ description: 'int8', unit: 'MAC/clk/SM' }),
});

/** A GPU as the tensor-core dataflows see it. Rates of the data sheet, and efficiencies fitted to silicon. */
export const gpuDevice = z.strictObject({
  sm_count: z.int().min(1).max(4096).meta({ description: 'Streaming multiprocessors' }),
  tensor_macs_per_cycle: macRates,
  instruction: z.enum(['wgmma', 'mma']).meta({
    description: 'Matrix instructions: of a warpgroup from shared memory, or of a warp from registers',
  }),
  sparse_tensor_core: z.boolean().meta({ description: '2:4 operands at twice the logical rate' }),
  shared_memory_kib: positive.meta({ description: 'Largest shared memory of one CTA', unit: 'KiB' }),
  l2_mib: positive.meta({ description: 'L2 cache', unit: 'MiB' }),
  l2_operand_share: share.meta({
    description: 'Share of the L2 that operands may fill and still be found there by the next kernel',
  }),
  hbm_bytes_per_s: positive.meta({ description: 'Memory bandwidth of the data sheet', unit: 'B/s' }),
  hbm_efficiency: share.meta({ description: 'Sustained share of that bandwidth' }),
  cold_refetch: z.number().min(0).max(1).meta({
    description: 'Extra time for cold weights that several clusters fetch at once, as a share of one fetch',
  }),
  fill_bytes_per_cycle: positive.meta({ description: 'Fill of shared memory', unit: 'B/clk/SM' }),
  write_bytes_per_cycle: positive.meta({ description: 'Output writes with all SMs busy', unit: 'B/clk/SM' }),
  write_port_bytes_per_cycle: positive.meta({
    description: 'Output writes of one SM alone',
    unit: 'B/clk/SM',
  }),
  launch_us: z.number().min(0).meta({ description: 'Launch and drain of a kernel', unit: 'us' }),
  load_latency_us: z
    .number()
    .min(0)
    .meta({ description: 'First load from memory to shared memory', unit: 'us' }),
  l2_latency_us: z
    .number()
    .min(0)
    .meta({ description: 'The same from L2; also the turn to the next CTA', unit: 'us' }),
  step_floor_cycles: z
    .number()
    .min(0)
    .meta({ description: 'Shortest K step: barrier and issue', unit: 'cycles' }),
  reduction_us: z
    .number()
    .min(0)
    .meta({ description: "Split-K's second kernel, of 2:4 the clearing of its flags", unit: 'us' }),
  warp_int8: z
    .strictObject({
      rate_share: share.meta({ description: 'Measured mma.sync rate over the peak rate' }),
      efficiency: share.meta({ description: 'Share of that rate that the kernels reach between barriers' }),
      step_cycles: z
        .number()
        .min(0)
        .meta({ description: 'Cost of a K step that nothing hides', unit: 'cycles' }),
    })
    .optional()
    .meta({ description: 'The library runs dense int8 with warp instructions of the previous generation' }),
  sparse_step_cycles: z
    .number()
    .min(0)
    .meta({ description: '2:4 kernels: cost of a K step that nothing hides', unit: 'cycles' }),
  sparse_launch_us: z.number().min(0).meta({ description: '2:4 kernels: extra fixed time', unit: 'us' }),
  sparse_sustained_ratio: positive.meta({ description: 'Sustained logical rate of 2:4 over dense' }),
  overrun_rows_per_cycle: positive.meta({
    description: 'Rows beyond the operand that all load engines together answer for 2:4 tiles',
    unit: 'rows/clk',
  }),
  overrun_unicast_share: share.meta({
    description: 'Share of those rows that reach L2 where no cluster shares them',
  }),
  sustained_flops: z
    .strictObject({ f16: positive, f8: positive.optional(), i8: positive.optional() })
    .optional()
    .meta({
      description: 'Rate that the power limit sustains; left out where it does not bind',
      unit: 'FLOP/s',
    }),
  kernels: kernelRates,
  memory_kind: z.string().meta({ description: 'Memory technology, a row of the DRAM energy table' }),
  board_w: positive.meta({ description: 'Power limit of the board', unit: 'W' }),
  idle_w: z.number().min(0).meta({ description: 'Power of the idle board', unit: 'W' }),
  die_mm2: positive.meta({ description: 'Area of the die', unit: 'mm²' }),
});

export type GpuDevice = z.output<typeof gpuDevice>;

export default defineComponent<GpuDevice>({
  name: 'gpu',
  description: 'A GPU: SMs with tensor cores, shared memory, L2',
  params: gpuDevice,
  actions: { mac: 'one multiply-accumulate of a tensor core, with all that feeds it' },
  attributes: ({ board_w, idle_w, die_mm2 }) => ({ board_w, idle_w, die_mm2 }),
});
