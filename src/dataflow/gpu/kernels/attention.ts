import * as z from 'zod';
import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import type { Attention } from '../../../workload/operations/attention.ts';
import {
  type AttentionRates,
  attentionBound,
  attentionFits,
  attentionRun,
  usualSplits,
} from '../attention/attentionRun.ts';
import { computeAttention } from '../attention/computeAttention.ts';
import type { GpuKernel } from '../gpuKernel.ts';

const mapping = z.strictObject({
  kernel: z.literal('attention'),
  tile_q: z.int().min(16).max(512).meta({ description: 'Queries of a CTA' }),
  tile_k: z.int().min(16).max(512).meta({ description: 'Keys of a step' }),
  splits: z.int().min(1).max(4096).meta({ description: 'Parts of the keys on CTAs of their own' }),
});

type Mapping = z.output<typeof mapping>;

/** Tile of the kernels measured: 128 queries (two warpgroups) by 128 keys. */
const tile = 128;

const rates = ({ kernels }: GpuDevice): AttentionRates => ({ ...kernels.attention, lookup_us: 0 });

/** Fused attention without a mask or with a causal one, and decode over a KV cache (cuDNN, FlashAttention). */
export const attention: GpuKernel<Mapping> = {
  name: 'attention',
  mapping,
  weights: 'none',
  accepts(operation) {
    if (operation.kind !== 'attention') return 'needs fused attention';
    const { mask } = operation.mask;
    const fits = attentionFits(operation);
    return fits === true && mask !== 'none' && mask !== 'causal' ? `has no blocks for a ${mask} mask` : fits;
  },
  plans(operation, device, clock_hz) {
    const given = operation as Attention;
    const splits = usualSplits(given, device, tile, tile);
    const chosen = { kernel: 'attention', tile_q: tile, tile_k: tile, splits } as const;
    const { cycles } = attentionRun(given, chosen, rates(device), device, clock_hz, 'estimate');
    return [{ mapping: chosen, cycles }];
  },
  run: (operation, chosen, device, { clock_hz }, fidelity) =>
    attentionRun(operation as Attention, chosen, rates(device), device, clock_hz, fidelity),
  bound: (operation, device, clock_hz) =>
    attentionBound(operation as Attention, rates(device), device, clock_hz),
  compute: (operation, { tile_k }, data) => computeAttention(operation as Attention, tile_k, data),
};
