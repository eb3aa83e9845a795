import { numericEvents } from '../../numerics/numberFormat.ts';
import { numberFormat } from '../../numerics/numberFormats.ts';
import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { OperandData } from '../operandData.ts';

/** The product in hardware order: fp16 operands, exact products, one fp32 sum for each output, k ascending. */
export function compute(operation: Operation, { a, b }: OperandData): Float64Array {
  const view = asGemm(operation);
  if (view === null) throw new TypeError('not a product');
  const { batch, m, n, k, b_shared_by } = view;
  const half = numberFormat('fp16');
  const nearest = { rounding: 'nearest-even', overflow: 'flag', events: numericEvents() } as const;
  const rounded = (value: number): number => half.decode(half.encode(value, nearest));
  const left = a.map(rounded);
  const right = b.map(rounded);
  const out = new Float64Array(batch * m * n);
  for (let e = 0; e < batch; e++) {
    const base = Math.floor(e / b_shared_by) * k * n;
    for (let row = 0; row < m; row++)
      for (let col = 0; col < n; col++) {
        let sum = 0;
        for (let i = 0; i < k; i++)
          sum = Math.fround(sum + left[(e * m + row) * k + i]! * right[base + i * n + col]!);
        out[(e * m + row) * n + col] = sum;
      }
  }
  return out;
}
