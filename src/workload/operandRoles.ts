import type { BareOperation } from './draftLayer.ts';
import type { OperandName } from './operand.ts';

/** What users call an operand. */
export type Role = 'weights' | 'activations' | 'outputs';

/**
 * The operand that plays a role: weights are the trained one (none in attention), activations the other one, and a
 * where neither is trained. The matrices of a sparse product play no role: their patterns are its own; attention's
 * sparsity is its mask, and operands of a group have no common matrix form.
 */
export function operandOf(role: Role, operation: BareOperation): OperandName | null {
  if (operation.kind !== 'gemm' && operation.kind !== 'conv2d') return null;
  const weights = operation.kind === 'gemm' ? operation.weights : 'b';
  if (role === 'outputs') return 'out';
  if (role === 'weights') return weights;
  return weights === 'a' ? 'b' : 'a';
}
