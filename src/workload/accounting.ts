import { resolvePattern } from '../tensor/resolvePattern.ts';
import { asGemm } from './asGemm.ts';
import type { Layer, LayerTrace } from './layer.ts';
import { macs, weightElements } from './macs.ts';
import type { OperandName } from './operand.ts';
import { operandShapeOf } from './operandShapeOf.ts';

/** Work and size of a workload before any hardware: what publications count as FLOPs and parameters. */
export interface Accounting {
  /** 2 × multiply-accumulates, as if nothing were zero. */
  readonly flops_dense: number;
  /** 2 × multiply-accumulates that the patterns leave: each operand's expected density multiplies in. */
  readonly flops: number;
  /** Weights of the linear and convolution layers, and tables that are looked up. */
  readonly parameters_dense: number;
  /** The same less pruned weights. */
  readonly parameters: number;
}

export const accountingMetrics = ['flops_dense', 'flops', 'parameters_dense', 'parameters'] as const;

/** Counts of a trace. Gradients of activations and weights are further uses of the forward layers' parameters. */
export function accounting(trace: LayerTrace): Accounting {
  const counts = {
    flops_dense: 0,
    flops: 0,
    parameters_dense: trace.table_elements,
    parameters: trace.table_elements,
  };
  for (const layer of trace.layers) {
    const { operation, count } = layer;
    const work = 2 * macs(operation);
    counts.flops_dense += count * work;
    counts.flops += count * keptShare(layer, ['a', 'b', 'out']) * work;
    const weights = layer.stage === 'forward' ? weightElements(operation) : 0;
    if (weights === 0) continue;
    const operand = operation.kind === 'gemm' ? operation.weights : 'b';
    counts.parameters_dense += count * weights;
    counts.parameters += count * (operand === null ? 1 : keptShare(layer, [operand])) * weights;
  }
  return counts;
}

/** Product of the densities of some operands; 1 where the operation has no matrix form. */
function keptShare({ operation }: Layer, operands: readonly OperandName[]): number {
  if (operation.kind === 'spgemm' || asGemm(operation) === null) return 1;
  let share = 1;
  for (const name of operands) {
    const { sparsity } = operation.operands[name];
    const shape = operandShapeOf(operation, name);
    if (shape !== null) share *= resolvePattern(sparsity).statistics(shape).density;
  }
  return share;
}
