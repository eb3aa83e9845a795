import { defineSuite } from './defineSuite.ts';
import { attentionRow, attentionTime } from './gpu/attentionRow.ts';
import { shippedGpu } from './gpu/shippedGpu.ts';
import { timeCases } from './gpu/timeCase.ts';

const kinds = ['attention', 'attention_decode', 'attention_sparse'];

/** Fused attention on one H200: prefill, decode over a KV cache, block masks; within tolerance: 20 %. */
export default defineSuite({
  name: 'h200-attention',
  title: 'Fused attention on an H200',
  golden: 'h200/attention.csv',
  holds: ['gpu'],
  headline: 'time_us',
  run(input) {
    const { device, clock_hz } = shippedGpu('gpu/h200');
    return timeCases(input, 20, (row) => {
      if (!kinds.includes(row['kind'] ?? '')) return null;
      const operation = attentionRow(row);
      if (typeof operation === 'string') return operation;
      const { batch, heads, kv_heads, head_dim, keys, mask } = operation;
      const id = `${row['kind']} ${batch}x${heads}/${kv_heads}x${keys}x${head_dim} ${row['pattern'] || mask.mask}`;
      return { id, us: attentionTime(row, operation, device, clock_hz) };
    });
  },
});
