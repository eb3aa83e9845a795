import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { OperandData } from '../operandData.ts';
import type { DspChainHardware } from './hardware.ts';
import { chainDot, tripleDot } from './packedMac.ts';

/** Slices between two overflow-adjust units: two DSP48 form a group (FlightLLM, section 3.2.1). */
export const groupSlices = 2;

/**
 * The product as the chains form it: with two multiplications a slice, two columns packed into each and lanes taken apart
 * behind every group; with three, dot products of three. Values are INT8; sums are exact in 48 bits or more.
 */
export function compute(
  operation: Operation,
  { engine }: Pick<DspChainHardware, 'engine'>,
  { a, b }: OperandData,
): Float64Array {
  const view = asGemm(operation);
  if (view === null) throw new TypeError('not a product');
  const { batch, m, n, k, b_shared_by } = view;
  const out = new Float64Array(batch * m * n);
  const left = new Float64Array(k);
  const right = new Float64Array(k);
  const packed = engine.macs_per_dsp === 2;
  for (let e = 0; e < batch; e++) {
    const base = Math.floor(e / b_shared_by) * k * n;
    for (let col = 0; col < n; col += packed ? 2 : 1) {
      const pair = packed && col + 1 < n;
      for (let i = 0; i < k; i++) {
        left[i] = b[base + i * n + col]!;
        right[i] = pair ? b[base + i * n + col + 1]! : 0;
      }
      for (let row = 0; row < m; row++) {
        const at = (e * m + row) * n + col;
        const vector = a.subarray((e * m + row) * k, (e * m + row + 1) * k);
        if (!packed) {
          out[at] = tripleDot(left, vector);
          continue;
        }
        const { high, low } = chainDot([left, right], vector, groupSlices);
        out[at] = high;
        if (pair) out[at + 1] = low;
      }
    }
  }
  return out;
}
