import { exp2 } from '../../../core/logarithm.ts';
import type { Attention } from '../../../workload/operations/attention.ts';
import type { OperandData } from '../../operandData.ts';
import { randomMaskColumns, sees } from './maskBlocks.ts';

/**
 * softmax(Q·Kᵀ / √head_dim)·V tile by tile of keys, as a fused kernel does: running maximum, sums and results in fp32,
 * rescaled when the maximum grows. a is batch·heads × queries × head_dim; b holds K, then V, of each of
 * batch · kv_heads, keys × head_dim each. A query that sees no key gets zeros.
 */
export function computeAttention(operation: Attention, tile_k: number, { a, b }: OperandData): Float64Array {
  const { batch, heads, kv_heads, head_dim, queries, keys, mask } = operation;
  const shared = heads / kv_heads;
  // log2(e): so that powers of two serve as exponentials.
  const scale = Math.fround(Math.LOG2E / Math.sqrt(head_dim));
  const columns = mask.mask === 'random-blocks' ? randomMaskColumns(mask, queries, keys) : null;
  const out = new Float64Array(batch * heads * queries * head_dim);
  const scores = new Float32Array(tile_k);
  const sum = new Float32Array(head_dim);
  for (let row = 0; row < batch * heads * queries; row++) {
    const head = Math.floor(row / queries);
    const query = row - head * queries;
    const position = keys - queries + query;
    const k0 = Math.floor(head / shared) * 2 * keys * head_dim;
    const v0 = k0 + keys * head_dim;
    const kept =
      columns === null ? null : keptKeys(columns[Math.floor(query / blockOf(mask))]!, blockOf(mask), keys);
    sum.fill(0);
    let maximum = Number.NEGATIVE_INFINITY;
    let total = 0;
    for (let from = 0; from < keys; from += tile_k) {
      const to = Math.min(keys, from + tile_k);
      let most = maximum;
      for (let key = from; key < to; key++) {
        let dot = 0;
        for (let d = 0; d < head_dim; d++)
          dot = Math.fround(dot + a[row * head_dim + d]! * b[k0 + key * head_dim + d]!);
        const seen = sees(mask, position, key, kept);
        scores[key - from] = seen ? dot * scale : Number.NEGATIVE_INFINITY;
        if (seen && scores[key - from]! > most) most = scores[key - from]!;
      }
      if (most === Number.NEGATIVE_INFINITY) continue;
      const rescale = maximum === Number.NEGATIVE_INFINITY ? 0 : Math.fround(exp2(maximum - most));
      maximum = most;
      total = Math.fround(total * rescale);
      for (let d = 0; d < head_dim; d++) sum[d]! *= rescale;
      for (let key = from; key < to; key++) {
        const score = scores[key - from]!;
        if (score === Number.NEGATIVE_INFINITY) continue;
        const weight = Math.fround(exp2(score - maximum));
        total = Math.fround(total + weight);
        for (let d = 0; d < head_dim; d++) sum[d]! += weight * b[v0 + key * head_dim + d]!;
      }
    }
    if (total > 0) for (let d = 0; d < head_dim; d++) out[row * head_dim + d] = Math.fround(sum[d]! / total);
  }
  return out;
}

const blockOf = (mask: Attention['mask']): number => (mask.mask === 'random-blocks' ? mask.block : 1);

function keptKeys(columns: Int32Array, block: number, keys: number): Uint8Array {
  const kept = new Uint8Array(keys);
  for (const col of columns) kept.fill(1, col * block, Math.min(keys, (col + 1) * block));
  return kept;
}
