import { type OperandShape, operandShape } from '../tensor/operandShape.ts';
import { asGemm } from './asGemm.ts';
import type { OperandName } from './operand.ts';
import type { Operation } from './operation.ts';
import { rankLengths } from './operations/tensorProduct.ts';

/** Matrix form of one operand of one batch element (one group of a convolution); null where there is none. */
export function operandShapeOf(operation: Operation, operand: OperandName): OperandShape | null {
  if (operation.kind === 'spgemm') return operandShape(operand, operation);
  if (operation.kind === 'einsum') {
    // All ranks but the last × the last.
    const lengths = rankLengths(operation, operation.tensors.find(({ name }) => name === operand)!);
    const cols = lengths.at(-1)!;
    const rows = lengths.slice(0, -1).reduce((product, length) => product * length, 1);
    return { ...operandShape(operand, { m: 1, n: 1, k: 1 }), rows, cols };
  }
  const view = asGemm(operation);
  return view === null ? null : operandShape(operand, view);
}
