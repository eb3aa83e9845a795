import { type OperandShape, operandShape } from '../tensor/operandShape.ts';
import { asGemm } from './asGemm.ts';
import type { OperandName } from './operand.ts';
import type { Operation } from './operation.ts';

/** Matrix form of one operand of one batch element (one group of a convolution); null where there is none. */
export function operandShapeOf(operation: Operation, operand: OperandName): OperandShape | null {
  if (operation.kind === 'spgemm') return operandShape(operand, operation);
  const view = asGemm(operation);
  return view === null ? null : operandShape(operand, view);
}
