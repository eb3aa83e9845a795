import type { Operation } from '../../../workload/operation.ts';
import type { OperandData } from '../../operandData.ts';
import { asSparse } from '../sparseProblem.ts';

/** The product in doubles: the matches of each piece of a row in ascending k, pieces added in order. */
export function innerCompute(operation: Operation, { a, b }: OperandData, piece: number): Float64Array {
  const { m, n, k } = asSparse(operation);
  const out = new Float64Array(m * n);
  const sums = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    let held = 0;
    const add = (): void => {
      for (let j = 0; j < n; j++) out[i * n + j]! += sums[j]!;
      sums.fill(0);
      held = 0;
    };
    for (let l = 0; l < k; l++) {
      const left = a[i * k + l]!;
      if (left === 0) continue;
      for (let j = 0; j < n; j++) sums[j]! += left * b[l * n + j]!;
      if (++held === piece) add();
    }
    add();
  }
  return out;
}
