import { productWork } from '../../../tensor/productWork.ts';
import type { SparseMatrix } from '../../../tensor/sparseMatrix.ts';
import { transposed } from '../../../tensor/transposed.ts';
import { type OperandRegions, operandRegions } from '../operandRegions.ts';
import type { SparseProblem } from '../sparseProblem.ts';
import type { OuterHardware } from './hardware.ts';

/** A product as column of a times row of b: what follows from operands and buffer sizes alone. */
export interface OuterProblem {
  readonly problem: SparseProblem;
  /** a by column: row k of this matrix is column k of a. */
  readonly columnsOfA: SparseMatrix;
  /** Elements of a, and of b, in one block. */
  readonly block: number;
  /** Bytes that lead each list of partial products: its length, and a link to the next. */
  readonly headerBytes: number;
  /** By row of the output: lists of partial products, products, outputs, first byte of its lists. */
  readonly lists: Int32Array;
  readonly rowProducts: Float64Array;
  readonly rowOutputs: Int32Array;
  readonly firstByte: Float64Array;
  readonly outputs: number;
  readonly regions: OperandRegions;
  /** First byte of the outputs, behind the partial products. */
  readonly outAt: number;
}

/** Elements of a, and of b, that a buffer holds, `bytes` a pair. */
export const blockElements = ({ multiply }: OuterHardware, bytes: number): number =>
  Math.floor((multiply.buffer_kib * 1024) / multiply.buffers / bytes);

export function outerProblem(problem: SparseProblem, hardware: OuterHardware): OuterProblem {
  const { a, b, bytesA, bytesB, bytesOut, indexBytes } = problem;
  const block = blockElements(hardware, bytesA + bytesB);
  const headerBytes = 2 * indexBytes;
  const { rowProducts, rowOutputs, outputs } = productWork(a, b);
  const lists = new Int32Array(a.rows);
  const firstByte = new Float64Array(a.rows + 1);
  const regions = operandRegions(problem);
  firstByte[0] = regions.out;
  for (let i = 0; i < a.rows; i++) {
    let count = 0;
    for (let p = a.rowPointers[i]!; p < a.rowPointers[i + 1]!; p++) {
      const k = a.columns[p]!;
      count += Math.ceil((b.rowPointers[k + 1]! - b.rowPointers[k]!) / block);
    }
    lists[i] = count;
    firstByte[i + 1] = firstByte[i]! + rowProducts[i]! * bytesOut + count * headerBytes;
  }
  return {
    problem,
    columnsOfA: transposed(a),
    block,
    headerBytes,
    lists,
    rowProducts,
    rowOutputs,
    firstByte,
    outputs,
    regions,
    outAt: Math.ceil(firstByte[a.rows]! / 4096) * 4096,
  };
}
