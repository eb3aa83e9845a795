import { operandShape } from '../../tensor/operandShape.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import { blockGrid } from './blockGrid.ts';

/** Whether an operation is one product of unstructured weights with dense activations, or why not. */
export function isUnstructured(operation: Operation): true | string {
  const view = asGemm(operation);
  if (view === null) return 'needs a matrix product';
  const { a, b } = operation.operands;
  if (b.sparsity.pattern === 'dense') return 'needs sparse weights';
  if (resolvePattern(b.sparsity).statistics(operandShape('b', view)).group !== null)
    return 'is for weights without structure';
  if (blockGrid(operation) !== null) return 'is for weights without structure';
  if (a.sparsity.pattern !== 'dense') return 'needs dense activations';
  return view.batch > 1 ? 'has no batches' : true;
}
