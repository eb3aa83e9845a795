import type { RandomStream } from '../../core/random.ts';
import { operandShape } from '../../tensor/operandShape.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import { asGemm, type GemmView } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';

/** Weights of one product kept in whole blocks. Rows of blocks are along the outputs, as a kernel stores them. */
export interface BlockGrid {
  readonly view: GemmView;
  /** Outputs and inputs of a block. */
  readonly block_n: number;
  readonly block_k: number;
  /** Blocks along the outputs and along the inputs, and those kept. */
  readonly rows: number;
  readonly cols: number;
  readonly kept: number;
}

/**
 * The grid of a product whose b consists of whole blocks, or null. Told by the pattern's own statistics: a cell of its
 * period is either full or empty.
 */
export function blockGrid(operation: Operation): BlockGrid | null {
  const view = asGemm(operation);
  if (view === null) return null;
  const spec = operation.operands.b.sparsity;
  if (spec.pattern === 'dense') return null;
  const shape = operandShape('b', view);
  const { period, group, density, tileEmpty } = resolvePattern(spec).statistics(shape);
  const [block_k, block_n] = period;
  if (group !== null || block_k < 2 || block_n < 2 || block_k > shape.rows || block_n > shape.cols)
    return null;
  const empty = tileEmpty({ row: 0, col: 0, height: block_k, width: block_n });
  if (!(empty + density > 0.999_999)) return null;
  const rows = Math.ceil(view.n / block_n);
  const cols = Math.ceil(view.k / block_k);
  return { view, block_n, block_k, rows, cols, kept: Math.round(density * rows * cols) };
}

/**
 * Blocks in each row of blocks, drawn as the pattern draws them: every choice of `kept` blocks equally likely. Positions
 * within a row don't matter to the kernel, so that no matrix of elements need be made.
 */
export function blockRows({ rows, cols, kept }: BlockGrid, stream: RandomStream): Int32Array {
  const counts = new Int32Array(rows);
  let cells = rows * cols;
  let left = kept;
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++, cells--)
      if (left > 0 && stream.uniform() * cells < left) {
        counts[row]! += 1;
        left -= 1;
      }
  return counts;
}
