import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import { attention } from '../../../dataflow/gpu/kernels/attention.ts';
import { blockAttention } from '../../../dataflow/gpu/kernels/blockAttention.ts';
import type { AttentionMask } from '../../../workload/attentionMask.ts';
import type { Attention } from '../../../workload/operations/attention.ts';
import { type Row, rowContext, sizes } from './timeCase.ts';

/** The sink of the A-shaped mask is one block, its window 1024 tokens (checked by the share of blocks that the file has). */
const shape = { sink: 128, window: 1024 };

/**
 * Mask of a row of block-sparse attention: full, causal, window<tokens>, ashape, randblock<share>; an unknown name is
 * taken as random blocks at the row's density.
 */
function maskOf(row: Row): AttentionMask | null {
  const pattern = row['pattern'] ?? '';
  if (pattern === 'full') return { mask: 'none' };
  if (pattern === 'causal') return { mask: 'causal' };
  if (pattern === 'ashape') return { mask: 'sink-window', ...shape };
  const window = /^window(\d+)$/.exec(pattern);
  if (window !== null) return { mask: 'window', window: Number(window[1]) };
  const density = Number(row['density']);
  if (!(density > 0 && density <= 1)) return null;
  return { mask: 'random-blocks', block: Number(row['block']) || 128, density, seed: 1 };
}

/** A row of attention times as an operation, or what it lacks. */
export function attentionRow(row: Row): Attention | string {
  const size = sizes(row, ['B', 'H', 'D', 'L']);
  if (size === null) return 'a row needs B, H, D and L as positive integers';
  const { B: batch, H: heads, D: head_dim, L: keys } = size;
  const kv_heads = Number(row['Hk']) || heads;
  if (heads % kv_heads !== 0) return 'Hk must divide H';
  const decode = row['kind'] === 'attention_decode';
  const mask: AttentionMask | null =
    row['kind'] === 'attention_sparse'
      ? maskOf(row)
      : { mask: !decode && /^true$/i.test(row['causal'] ?? '') ? 'causal' : 'none' };
  if (mask === null) return 'a row of sparse attention needs a known pattern or a density of 0 … 1';
  const operand = { bits: 16, sparsity: { pattern: 'dense' } } as const;
  return {
    kind: 'attention',
    batch,
    heads,
    kv_heads,
    head_dim,
    queries: decode ? 1 : keys,
    keys,
    mask,
    operands: { a: operand, b: operand, out: operand },
  };
}

/** Microseconds of a row, by the kernel that its kind names. */
export function attentionTime(row: Row, operation: Attention, device: GpuDevice, clock_hz: number): number {
  const kernel = row['kind'] === 'attention_sparse' ? blockAttention : attention;
  const [plan] = kernel.plans(operation, device, clock_hz);
  const { cycles } = kernel.run(operation, plan!.mapping as never, device, rowContext(clock_hz), 'cycle');
  return (cycles / clock_hz) * 1e6;
}
