import type { DensitySpec } from '../../mapping/nest/sparse/densitySpec.ts';
import type { PatternStatistics } from '../../tensor/patternStatistics.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import { asGemm } from '../../workload/asGemm.ts';
import type { OperandName } from '../../workload/operand.ts';
import { operandShapeOf } from '../../workload/operandShapeOf.ts';
import type { Operation } from '../../workload/operation.ts';
import type { SimulationContext } from '../simulationContext.ts';

const names: readonly OperandName[] = ['a', 'b', 'out'];
const known = new WeakMap<Operation, Partial<Record<OperandName, PatternStatistics>>>();

/** What an operand's pattern promises before it is sampled. Kept per operation object. */
export function operandStatistics(operation: Operation, operand: OperandName): PatternStatistics {
  let of = known.get(operation);
  if (of === undefined) {
    of = {};
    known.set(operation, of);
  }
  let found = of[operand];
  if (found === undefined) {
    found = resolvePattern(operation.operands[operand].sparsity).statistics(
      operandShapeOf(operation, operand)!,
    );
    of[operand] = found;
  }
  return found;
}

/** Non-zeros beyond which histograms of a sample cost more than they tell: the pattern's statistics stand then. */
const mostPositions = 1 << 20;

/**
 * Densities of the operands that have zeros. From statistics alone, or, with a context, histograms of the sampled
 * positions: of both operands of a product and of the filters of a convolution (its inputs are sampled as patches, which
 * are no positions of the input).
 */
export function densitiesOf(
  operation: Operation,
  context: SimulationContext | null,
): Readonly<Record<string, DensitySpec>> {
  const found: Record<string, DensitySpec> = {};
  for (const name of names) {
    const { density, group, nnz } = operandStatistics(operation, name);
    if (density === 1) continue;
    const sampled =
      context !== null &&
      name !== 'out' &&
      asGemm(operation) !== null &&
      !(operation.kind === 'conv2d' && name === 'a');
    const matrices = sampled ? matricesOf(operation, name) : 0;
    if (sampled && nnz * matrices <= mostPositions) {
      const positions = positionsOf(operation, name, matrices, context);
      if (positions.length > 0) {
        found[name] = { model: 'concrete', positions };
        continue;
      }
    }
    found[name] =
      group !== null && group.n === density * group.m
        ? { model: 'structured', density }
        : { model: 'uniform', density };
  }
  return found;
}

/** Matrices of an operand: one a batch element, those that share a b once. */
function matricesOf(operation: Operation, name: OperandName): number {
  const { batch, b_shared_by } = asGemm(operation)!;
  return name === 'b' ? batch / b_shared_by : batch;
}

/** Row-major numbers of the non-zeros in the einsum's tensor (see `operationEinsum`; dims of extent 1 change nothing). */
function positionsOf(
  operation: Operation,
  name: OperandName,
  matrices: number,
  context: SimulationContext,
): Float64Array {
  const step = name === 'b' ? asGemm(operation)!.b_shared_by : 1;
  const samples = Array.from({ length: matrices }, (_, i) => context.pattern(name, i * step));
  const positions = new Float64Array(samples.reduce((sum, s) => sum + s.columns.length, 0));
  let at = 0;
  samples.forEach((sample, matrix) => {
    for (let row = 0; row < sample.rows; row++)
      for (let i = sample.rowPointers[row]!; i < sample.rowPointers[row + 1]!; i++) {
        const column = sample.columns[i]!;
        positions[at++] =
          operation.kind === 'conv2d'
            ? filterPosition(operation, matrix, row, column)
            : (matrix * sample.rows + row) * sample.cols + column;
      }
  });
  return positions;
}

/** Row (r·S + s)·C + c of the K × N view is tap (r, s) of channel c; the tensor is filters × channels × taps. */
function filterPosition(
  { kernel_height, kernel_width, channels, filters, groups }: Extract<Operation, { kind: 'conv2d' }>,
  group: number,
  row: number,
  filter: number,
): number {
  const taps = kernel_height * kernel_width;
  const perGroup = channels / groups;
  const channel = row % perGroup;
  const tap = (row - channel) / perGroup;
  return ((group * (filters / groups) + filter) * perGroup + channel) * taps + tap;
}
