import { encodeMapping } from '../../mapping/nest/encodeMapping.ts';
import { asGemm } from '../../workload/asGemm.ts';
import { convolutionOutput } from '../../workload/convolutionOutput.ts';
import type { Operation } from '../../workload/operation.ts';
import type { OperandData } from '../operandData.ts';
import type { NestHardware } from './hardware.ts';
import type { LoopNestMapping } from './mapping.ts';
import { nestOf } from './nestOf.ts';
import { nestProblemOf } from './nestProblemOf.ts';

/** The product with its sums in the order of the nest; units that run at the same time count as one after the other. */
export function compute(
  operation: Operation,
  hardware: NestHardware,
  mapping: LoopNestMapping,
  { a, b }: OperandData,
): Float64Array {
  const problem = nestProblemOf(operation, hardware);
  const nest = encodeMapping(problem, nestOf(mapping, hardware));
  const { batch, m, n, k, b_shared_by } = asGemm(operation)!;
  const view = matrixIndex(operation);
  const dims = problem.dimNames.length;
  const product = new Float64Array(batch * m * n);
  const at = new Float64Array(dims);
  // Step of each loop in its dim: the product of the same dim's factors inside it.
  const stride = new Float64Array(nest.count);
  const inside = new Float64Array(dims).fill(1);
  for (let i = nest.count - 1; i >= 0; i--) {
    const d = nest.dim[i]!;
    stride[i] = inside[d]!;
    inside[d] = inside[d]! * nest.factor[i]!;
  }
  const coordinate = (name: string): number => {
    const d = problem.dimIndex.get(name);
    return d === undefined ? 0 : at[d]!;
  };
  const walk = (loop: number): void => {
    if (loop === nest.count) {
      const { element, row, column, depth } = view(coordinate);
      const out = (element * m + row) * n + column;
      const left = a[(element * m + row) * k + depth]!;
      const right = b[(Math.floor(element / b_shared_by) * k + depth) * n + column]!;
      product[out] = product[out]! + left * right;
      return;
    }
    const d = nest.dim[loop]!;
    const start = at[d]!;
    for (let i = 0; i < nest.factor[loop]!; i++) {
      at[d] = start + i * stride[loop]!;
      // The last tile of an imperfect loop is smaller.
      if (at[d]! >= problem.dimSizes[d]!) break;
      walk(loop + 1);
    }
    at[d] = start;
  };
  walk(0);
  return product;
}

interface MatrixIndex {
  readonly element: number;
  readonly row: number;
  readonly column: number;
  readonly depth: number;
}

/** Where the einsum's coordinates lie in the matrix view of an operation. */
function matrixIndex(operation: Operation): (at: (dim: string) => number) => MatrixIndex {
  if (operation.kind !== 'conv2d') {
    const { b_shared_by } = asGemm(operation)!;
    return (at) => ({
      element: at('B') * b_shared_by + at('H'),
      row: at('M'),
      column: at('N'),
      depth: at('K'),
    });
  }
  const { out_height, out_width } = convolutionOutput(operation);
  const channels = operation.channels / operation.groups;
  return (at) => ({
    element: at('G'),
    row: (at('N') * out_height + at('P')) * out_width + at('Q'),
    column: at('K'),
    depth: (at('R') * operation.kernel_width + at('S')) * channels + at('C'),
  });
}
