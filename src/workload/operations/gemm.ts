import type { PatternSpec } from '../../tensor/patternSpec.ts';
import type { OperandName, Operands } from '../operand.ts';

/** `batch` independent products out[M,N] = a[M,K] × b[K,N]. Dimensions are positive safe integers. */
export interface Gemm {
  readonly kind: 'gemm';
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly operands: Operands;
  /** Operand that holds trained parameters, or null (attention: both are activations); `out`: it is their gradient. */
  readonly weights: OperandName | null;
  /** How many consecutive batch elements share one b (grouped-query attention: query heads per KV head). */
  readonly b_shared_by: number;
  /** Outputs right of the diagonal (column > row) are not wanted: scores under a causal mask. */
  readonly causal?: true;
  /** Of a gradient of weights: patterns by which they are pruned again, for the next forward and backward pass. */
  readonly repruned?: readonly PatternSpec[];
}
