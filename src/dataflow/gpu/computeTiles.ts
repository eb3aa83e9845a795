import type { GemmView } from '../../workload/asGemm.ts';
import type { OperandData } from '../operandData.ts';
import type { KernelTile } from './kernelTile.ts';

/**
 * The product in the kernel's order: K step by K step within a part of K, partial sums in fp32, parts added in order.
 * Operands are taken as they are: round them to the number format first.
 */
export function computeTiles(
  view: GemmView,
  tile: Pick<KernelTile, 'tile_k' | 'split_k'>,
  { a, b }: OperandData,
): Float64Array {
  const { batch, m, n, k, b_shared_by } = view;
  const out = new Float64Array(batch * m * n);
  const steps = Math.ceil(Math.ceil(k / tile.tile_k) / tile.split_k);
  const part = steps * tile.tile_k;
  const sum = new Float32Array(1);
  const total = new Float32Array(1);
  for (let g = 0; g < batch; g++) {
    const aBase = g * m * k;
    const bBase = Math.floor(g / b_shared_by) * k * n;
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        total[0] = 0;
        for (let from = 0; from < k; from += part) {
          sum[0] = 0;
          for (let l = from; l < Math.min(k, from + part); l++)
            sum[0] += a[aBase + i * k + l]! * b[bBase + l * n + j]!;
          total[0] += sum[0];
        }
        out[g * m * n + i * n + j] = total[0];
      }
  }
  return out;
}
