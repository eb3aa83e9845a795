import { encodeMapping } from '../../mapping/nest/encodeMapping.ts';
import { asGemm } from '../../workload/asGemm.ts';
import { convolutionOutput } from '../../workload/convolutionOutput.ts';
import type { Operation } from '../../workload/operation.ts';
import { rankLengths, type TensorProduct } from '../../workload/operations/tensorProduct.ts';
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
  data: OperandData,
): Float64Array {
  const problem = nestProblemOf(operation, hardware);
  const nest = encodeMapping(problem, nestOf(mapping, hardware));
  const dims = problem.dimNames.length;
  const { product, add } =
    operation.kind === 'einsum' ? tensorSum(operation, data) : matrixSum(operation, data);
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
      add(coordinate);
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

type Coordinate = (dim: string) => number;

interface Sum {
  readonly product: Float64Array;
  /** Adds the product at these coordinates. */
  add(at: Coordinate): void;
}

function matrixSum(operation: Operation, { a, b }: OperandData): Sum {
  const { batch, m, n, k, b_shared_by } = asGemm(operation)!;
  const view = matrixIndex(operation);
  const product = new Float64Array(batch * m * n);
  return {
    product,
    add(at) {
      const { element, row, column, depth } = view(at);
      const left = a[(element * m + row) * k + depth]!;
      const right = b[(Math.floor(element / b_shared_by) * k + depth) * n + column]!;
      product[(element * m + row) * n + column]! += left * right;
    },
  };
}

function tensorSum(operation: TensorProduct, data: OperandData): Sum {
  const lengths = operation.tensors.map((tensor) => rankLengths(operation, tensor));
  const place = (t: number, at: Coordinate): number => {
    let position = 0;
    operation.tensors[t]!.ranks.forEach((terms, r) => {
      let index = 0;
      for (const { dim, coefficient } of terms) index += coefficient * at(dim);
      position = position * lengths[t]![r]! + index;
    });
    return position;
  };
  const out = operation.tensors.findIndex(({ name }) => name === 'out');
  const product = new Float64Array(lengths[out]!.reduce((size, length) => size * length, 1));
  return {
    product,
    add(at) {
      let value = 1;
      operation.tensors.forEach(({ name }, t) => {
        if (name !== 'out') value *= data[name]![place(t, at)]!;
      });
      product[place(out, at)]! += value;
    },
  };
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
