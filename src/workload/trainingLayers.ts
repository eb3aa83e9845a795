import { DiagnosticError } from '../core/diagnostic.ts';
import type { PatternSpec } from '../tensor/patternSpec.ts';
import { dense } from '../tensor/patternSpec.ts';
import type { Layer } from './layer.ts';
import type { Operand, Operands } from './operand.ts';
import type { Convolution } from './operations/convolution.ts';
import type { Gemm } from './operations/gemm.ts';
import { type TrainingMethod, type TrainingPatterns, trainingPatterns } from './trainingMethod.ts';

/** A layer of the forward pass, and whether it works on the network's input, whose gradient nobody needs. */
export interface ForwardLayer {
  readonly layer: Layer;
  readonly input: boolean;
}

/**
 * One training step: every layer forward in order, then, last layer first, the gradient of its input and that of its
 * weights (of both operands where neither is trained). Each holds as many multiply-accumulates as the forward product.
 */
export function trainingLayers(forward: readonly ForwardLayer[], method: TrainingMethod): Layer[] {
  const steps = forward.map(({ layer, input }) => stepsOf(layer, input, method));
  return [...steps.map(([first]) => first!), ...steps.toReversed().flatMap(([, ...rest]) => rest)];
}

function stepsOf(layer: Layer, input: boolean, method: TrainingMethod): Layer[] {
  const { operation } = layer;
  if (operation.kind === 'gemm' && operation.weights === null && operation.causal === undefined)
    return activationSteps(layer, operation);
  if (operation.kind !== 'conv2d' && !(operation.kind === 'gemm' && operation.weights === 'b'))
    throw new DiagnosticError([
      {
        code: 'WIN-WRK-009',
        severity: 'error',
        message: `${layer.name}: training knows convolutions, and products whose b or no operand is trained`,
        hint: 'leave out fused attention, grouped experts, masks and operators, and make the trained operand b',
      },
    ]);
  const patterns = trainingPatterns(method, operation.operands.b.sparsity);
  const { backward, update } =
    operation.kind === 'gemm'
      ? gemmGradients(operation, patterns)
      : convolutionGradients(operation, patterns);
  const own = withPattern(operation.operands.b, patterns.forward_b);
  const first = { ...layer, operation: { ...operation, operands: { ...operation.operands, b: own } } };
  return [
    first,
    ...(input ? [] : [derived(layer, 'dx', 'backward', backward)]),
    derived(layer, 'dw', 'update', update),
  ];
}

const withPattern = ({ bits }: Operand, sparsity: PatternSpec): Operand => ({ bits, sparsity });

function derived(layer: Layer, suffix: string, stage: Layer['stage'], operation: Layer['operation']): Layer {
  const names = layer.names.map((name) => `${name}.${suffix}`);
  return { ...layer, name: names[0]!, names, stage, operation };
}

/** Operands of dx = dy·wᵀ and dw = xᵀ·dy; a gradient is as wide as what it is the gradient of. */
function gradientOperands({ a: x, b: w, out: y }: Operands, patterns: TrainingPatterns) {
  const backward: Operands = {
    a: withPattern(y, patterns.backward_a),
    b: withPattern(w, patterns.backward_b),
    out: withPattern(x, dense),
  };
  const update: Operands = {
    a: withPattern(x, dense),
    b: withPattern(y, dense),
    out: withPattern(w, patterns.update_out),
  };
  return { backward, update };
}

const repruned = ({ repruned: list }: TrainingPatterns) =>
  list.some(({ pattern }) => pattern !== 'dense') ? { repruned: list } : {};

function gemmGradients(operation: Gemm, patterns: TrainingPatterns): { backward: Gemm; update: Gemm } {
  const { m, n, k, batch, b_shared_by } = operation;
  const { backward, update } = gradientOperands(operation.operands, patterns);
  return {
    backward: { ...operation, m, n: k, k: n, operands: backward },
    // Products that share one b add up in its gradient.
    update: {
      ...operation,
      batch: batch / b_shared_by,
      b_shared_by: 1,
      m: k,
      n,
      k: m * b_shared_by,
      weights: 'out',
      operands: update,
      ...repruned(patterns),
    },
  };
}

function convolutionGradients(operation: Convolution, patterns: TrainingPatterns) {
  const { backward, update } = gradientOperands(operation.operands, patterns);
  const kind = 'conv2d-gradient';
  return {
    backward: { ...operation, kind, of: 'data', operands: backward } as const,
    update: { ...operation, kind, of: 'weights', operands: update, ...repruned(patterns) } as const,
  };
}

/** Products of two activations (attention): a gradient for each operand, both part of the backward pass. */
function activationSteps(layer: Layer, operation: Gemm): Layer[] {
  const { m, n, k, batch, b_shared_by, operands } = operation;
  const plain = (operand: Operand): Operand => withPattern(operand, dense);
  const [a, b, out] = [plain(operands.a), plain(operands.b), plain(operands.out)];
  const ofA: Gemm = { ...operation, m, n: k, k: n, operands: { a: out, b, out: a } };
  const ofB: Gemm = {
    ...operation,
    batch: batch / b_shared_by,
    b_shared_by: 1,
    m: k,
    n,
    k: m * b_shared_by,
    operands: { a, b: out, out: b },
  };
  return [layer, derived(layer, 'da', 'backward', ofA), derived(layer, 'db', 'backward', ofB)];
}
