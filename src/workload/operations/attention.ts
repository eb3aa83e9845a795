import type { AttentionMask } from '../attentionMask.ts';
import type { Operands } from '../operand.ts';

/**
 * softmax(Q·Kᵀ)·V in one operation, for each of batch · heads: Q is queries × head_dim, K and V are keys × head_dim,
 * shared by heads / kv_heads consecutive query heads. Query i stands at position keys − queries + i. Operands: a = Q,
 * b = K and V, out = the result.
 */
export interface Attention {
  readonly kind: 'attention';
  readonly batch: number;
  readonly heads: number;
  readonly kv_heads: number;
  readonly head_dim: number;
  readonly queries: number;
  readonly keys: number;
  readonly mask: AttentionMask;
  readonly operands: Operands;
}
