import type { Operation } from '../../../workload/operation.ts';
import type { OperandData } from '../../operandData.ts';
import { asSparse } from '../sparseProblem.ts';
import { rangeStarts } from './sortInQueues.ts';

/** The product in doubles: sums inside each queue in the order of its lists, then over the queues in their order. */
export function queueCompute(
  operation: Operation,
  { a, b }: OperandData,
  queues: number,
  size: number,
): Float64Array {
  const { m, n, k } = asSparse(operation);
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    const ks = Array.from({ length: k }, (_, l) => l).filter((l) => a[i * k + l] !== 0);
    const outputs: number[] = [];
    for (let j = 0; j < n; j++) if (ks.some((l) => b[l * n + j] !== 0)) outputs.push(j);
    const starts = rangeStarts(outputs, outputs.length, size);
    starts.forEach((from, r) => {
      const until = starts[r + 1] ?? n;
      const held = Array.from({ length: queues - 1 }, () => new Map<number, number>());
      for (const l of ks) {
        const shortest = held.reduce((x, y) => (y.size < x.size ? y : x));
        for (let j = from; j < until; j++) {
          const right = b[l * n + j]!;
          if (right !== 0) shortest.set(j, (shortest.get(j) ?? 0) + a[i * k + l]! * right);
        }
      }
      for (const queue of held) for (const [j, sum] of queue) out[i * n + j]! += sum;
    });
  }
  return out;
}
