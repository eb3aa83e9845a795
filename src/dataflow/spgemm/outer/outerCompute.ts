import type { Operation } from '../../../workload/operation.ts';
import type { OperandData } from '../../operandData.ts';
import { asSparse } from '../sparseProblem.ts';

/** The product in doubles, partial products added list by list, `ways` neighbouring lists at a time. */
export function outerCompute(
  operation: Operation,
  { a, b }: OperandData,
  block: number,
  ways: number,
): Float64Array {
  const { m, n, k } = asSparse(operation);
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    let lists: Map<number, number>[] = [];
    for (let l = 0; l < k; l++) {
      const left = a[i * k + l]!;
      if (left === 0) continue;
      let list = new Map<number, number>();
      for (let j = 0; j < n; j++) {
        const right = b[l * n + j]!;
        if (right === 0) continue;
        list.set(j, left * right);
        if (list.size < block) continue;
        lists.push(list);
        list = new Map();
      }
      if (list.size > 0) lists.push(list);
    }
    while (lists.length > 1) {
      const next: Map<number, number>[] = [];
      for (let first = 0; first < lists.length; first += ways) {
        const sums = new Map<number, number>();
        for (const list of lists.slice(first, first + ways))
          for (const [j, value] of list) sums.set(j, (sums.get(j) ?? 0) + value);
        next.push(sums);
      }
      lists = next;
    }
    for (const [j, value] of lists[0] ?? []) out[i * n + j] = value;
  }
  return out;
}
