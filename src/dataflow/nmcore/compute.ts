import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { OperandData } from '../operandData.ts';

/** Widths up to which operands are integers with exact sums; wider ones are floating point with sums in fp32. */
const integerBits = 8;

/** The product, input after input of each output: zeros that a scheme leaves out add nothing. */
export function compute(operation: Operation, { a, b }: OperandData): Float64Array {
  const { batch, m, n, k, b_shared_by } = asGemm(operation)!;
  const { operands } = operation;
  const exact = Math.max(operands.a.bits, operands.b.bits) <= integerBits;
  const out = new Float64Array(batch * m * n);
  const row = exact ? new Float64Array(n) : new Float32Array(n);
  for (let g = 0; g < batch; g++) {
    const base = Math.floor(g / b_shared_by) * k * n;
    for (let i = 0; i < m; i++) {
      row.fill(0);
      for (let l = 0; l < k; l++) {
        const value = a[(g * m + i) * k + l]!;
        if (value === 0) continue;
        for (let j = 0; j < n; j++) row[j]! += value * b[base + l * n + j]!;
      }
      out.set(row, (g * m + i) * n);
    }
  }
  return out;
}
