import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { OperandData } from '../operandData.ts';
import { chainDot } from './packedMac.ts';

/** Slices between two overflow-adjust units: two DSP48 form a group (FlightLLM, section 3.2.1). */
export const groupSlices = 2;

/**
 * The product as the chains form it: two columns packed into each slice, lanes taken apart behind every group. Values are
 * INT8; sums are exact.
 */
export function compute(operation: Operation, { a, b }: OperandData): Float64Array {
  const view = asGemm(operation);
  if (view === null) throw new TypeError('not a product');
  const { batch, m, n, k, b_shared_by } = view;
  const out = new Float64Array(batch * m * n);
  const left = new Float64Array(k);
  const right = new Float64Array(k);
  for (let e = 0; e < batch; e++) {
    const base = Math.floor(e / b_shared_by) * k * n;
    for (let col = 0; col < n; col += 2) {
      for (let i = 0; i < k; i++) {
        left[i] = b[base + i * n + col]!;
        right[i] = col + 1 < n ? b[base + i * n + col + 1]! : 0;
      }
      for (let row = 0; row < m; row++) {
        const vector = a.subarray((e * m + row) * k, (e * m + row + 1) * k);
        const { high, low } = chainDot([left, right], vector, groupSlices);
        out[(e * m + row) * n + col] = high;
        if (col + 1 < n) out[(e * m + row) * n + col + 1] = low;
      }
    }
  }
  return out;
}
