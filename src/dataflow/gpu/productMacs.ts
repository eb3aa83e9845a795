import { operandShape } from '../../tensor/operandShape.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import type { Operation } from '../../workload/operation.ts';
import type { MacCounts } from '../execution.ts';
import type { GemmShape } from './gemmShape.ts';

/**
 * Where the multiply-accumulates of a product go. A 2:4 kernel skips half of them; the rest run, whether the kept
 * weight is zero or not. Effectual ones are those of non-zero weights (by expectation where the pattern is random).
 */
export function productMacs(operation: Operation, shape: GemmShape): MacCounts {
  const { batch, m, n, k } = shape;
  const dense = batch * m * n * k;
  const nonZeros = (name: 'a' | 'b'): number => {
    const at = operandShape(name, shape);
    const spec = operation.operands[name].sparsity;
    return spec.pattern === 'dense' ? at.rows * at.cols : Math.round(resolvePattern(spec).statistics(at).nnz);
  };
  const weights = nonZeros('b');
  const activations = nonZeros('a') / (m * k);
  const effectual = Math.min(dense, Math.round(batch * m * weights * activations));
  const executed = shape.sparse ? Math.max(effectual, Math.ceil(dense / 2)) : dense;
  return { effectual, skipped: dense - executed, gated: 0, padded: executed - effectual };
}
