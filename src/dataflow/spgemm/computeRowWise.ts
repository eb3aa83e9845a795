import type { Operation } from '../../workload/operation.ts';
import type { OperandData } from '../operandData.ts';
import { asSparse } from './sparseProblem.ts';

/**
 * The product with the terms of each output added in ascending k, in doubles: the order of every dataflow here that
 * walks the non-zeros of a row of a from left to right.
 */
export function computeRowWise(operation: Operation, { a, b }: OperandData): Float64Array {
  const { m, n, k } = asSparse(operation);
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let l = 0; l < k; l++) {
      const left = a[i * k + l]!;
      if (left === 0) continue;
      for (let j = 0; j < n; j++) out[i * n + j]! += left * b[l * n + j]!;
    }
  return out;
}
