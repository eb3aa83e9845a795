import * as z from 'zod';
import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import type { Attention } from '../../../workload/operations/attention.ts';
import {
  type AttentionRates,
  attentionBound,
  attentionFits,
  attentionRun,
} from '../attention/attentionRun.ts';
import { computeAttention } from '../attention/computeAttention.ts';
import type { GpuKernel } from '../gpuKernel.ts';

const mapping = z.strictObject({
  kernel: z.literal('block-attention'),
  tile_q: z.literal(128).meta({ description: 'Queries of a CTA' }),
  tile_k: z.literal(128).meta({ description: 'Keys of a block' }),
});

type Mapping = z.output<typeof mapping>;

const only: Mapping = { kernel: 'block-attention', tile_q: 128, tile_k: 128 };

const rates = ({ kernels, hbm_efficiency }: GpuDevice): AttentionRates => ({
  ...kernels.block_attention,
  stream_share: hbm_efficiency,
});

/** Fused attention over lists of blocks of 128 × 128 (flex attention): any mask, at the price of looking blocks up. */
export const blockAttention: GpuKernel<Mapping> = {
  name: 'block-attention',
  mapping,
  weights: 'none',
  accepts(operation) {
    if (operation.kind !== 'attention') return 'needs fused attention';
    const { mask } = operation;
    if (mask.mask === 'random-blocks' && mask.block % only.tile_k !== 0)
      return `needs blocks that are multiples of ${only.tile_k}, has ${mask.block}`;
    return attentionFits(operation);
  },
  plans(operation, device, clock_hz) {
    const { cycles } = attentionRun(
      operation as Attention,
      { ...only, splits: 1 },
      rates(device),
      device,
      clock_hz,
      'estimate',
    );
    return [{ mapping: only, cycles }];
  },
  run: (operation, chosen, device, { clock_hz }, fidelity) =>
    attentionRun(operation as Attention, { ...chosen, splits: 1 }, rates(device), device, clock_hz, fidelity),
  bound: (operation, device, clock_hz) =>
    attentionBound(operation as Attention, rates(device), device, clock_hz),
  compute: (operation, { tile_k }, data) => computeAttention(operation as Attention, tile_k, data),
};
