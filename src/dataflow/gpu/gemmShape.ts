import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import { operandShape } from '../../tensor/operandShape.ts';
import type { PatternSpec } from '../../tensor/patternSpec.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';

/** A product as a kernel sees it: tokens × inputs times weights of outputs × inputs. */
export interface GemmShape {
  /** Independent products, one after another in the same grid. */
  readonly batch: number;
  /** Tokens. */
  readonly m: number;
  /** Outputs. */
  readonly n: number;
  /** Inputs. */
  readonly k: number;
  readonly format: 'f16' | 'f8' | 'i8';
  /** Bytes of one output element. */
  readonly output_bytes: number;
  /** Whether the weights are 2:4 and run on the sparse tensor core. */
  readonly sparse: boolean;
  /** Whether the operands lie in L2 when the kernel starts. */
  readonly warm: boolean;
}

/** Bytes of an operand element: 2 for fp16 and bf16, 1 for fp8 and int8. */
export const elementBytes = (format: GemmShape['format']): number => (format === 'f16' ? 2 : 1);

/** Bytes of a logical weight: 2:4 keeps half of the values and 2 bits for each kept one (1 bit a logical weight). */
export const weightBytes = ({ format, sparse }: GemmShape): number =>
  sparse ? elementBytes(format) / 2 + 1 / 8 : elementBytes(format);

/**
 * A layer as a shape, or why it can't run on the device. Weights are read cold (a network's weights exceed L2);
 * products of two activations are warm where both fit the share of L2 that survives between kernels. b runs on the
 * sparse tensor core where its pattern leaves at most 2 of every 4 inputs.
 */
export function operationShape(operation: Operation, device: GpuDevice): GemmShape | string {
  if (asked !== null && asked.operation === operation && asked.device === device) return asked.shape;
  const shape = shapeOf(operation, device);
  asked = { operation, device, shape };
  return shape;
}

/** Support, tiles, run and bound of a layer ask the same, one after another: the last answer is kept. */
let asked: {
  readonly operation: Operation;
  readonly device: GpuDevice;
  readonly shape: GemmShape | string;
} | null = null;

function shapeOf(operation: Operation, device: GpuDevice): GemmShape | string {
  const view = asGemm(operation);
  if (view === null) return 'needs a matrix product';
  const { a, b, out } = operation.operands;
  const bits = Math.max(a.bits, b.bits);
  const rates = device.tensor_macs_per_cycle;
  const format = bits > 8 ? 'f16' : rates.i8 !== undefined ? 'i8' : rates.f8 !== undefined ? 'f8' : 'f16';
  if (bits > 16) return `needs operands of at most 16 bits, has ${bits}`;
  const { batch, m, n, k } = view;
  const bytes = format === 'f16' ? 2 : 1;
  const warm =
    operation.kind === 'gemm' &&
    operation.weights === null &&
    batch * k * (m + n) * bytes <= device.l2_mib * 1_048_576 * device.l2_operand_share;
  const sparse = device.sparse_tensor_core && fitsTwoOfFour(b.sparsity, k, n);
  return { batch, m, n, k, format, output_bytes: Math.ceil(out.bits / 8), sparse, warm };
}

/** Whether every 4 consecutive inputs of an output hold at most 2 non-zeros: n:m with n ≤ 2 and 4 | m, or 1:2. */
function fitsTwoOfFour(spec: PatternSpec, k: number, n: number): boolean {
  if (spec.pattern === 'dense') return false;
  const { group } = resolvePattern(spec).statistics(operandShape('b', { m: 1, n, k }));
  if (group === null || group.along !== 'rows') return false;
  return (group.m % 4 === 0 && group.n <= 2) || (group.m === 2 && group.n === 1);
}
