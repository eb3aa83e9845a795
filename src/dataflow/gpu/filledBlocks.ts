import { operandShape } from '../../tensor/operandShape.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';
import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';

/** Outputs and inputs of a block. */
export const side = 16;

/** Rows of blocks that stand for all where a pattern has no short period. */
const mostRows = 64;

/**
 * Blocks of weights k × n that hold a non-zero, by rows of 16 outputs. With `similar`, outputs are first put in the order of
 * the blocks of inputs that they use, so that those that use the same ones share a row.
 */
export function filledBlocks(
  { rows, cols, rowPointers, columns }: SparseMatrix,
  similar: boolean,
): Int32Array {
  const used: number[][] = Array.from({ length: cols }, () => []);
  for (let row = 0; row < rows; row++) {
    const block = Math.floor(row / side);
    for (let i = rowPointers[row]!; i < rowPointers[row + 1]!; i++) {
      const list = used[columns[i]!]!;
      if (list.at(-1) !== block) list.push(block);
    }
  }
  const order = Array.from({ length: cols }, (_, col) => col);
  if (similar) order.sort((x, y) => compare(used[x]!, used[y]!) || x - y);
  const counts = new Int32Array(Math.ceil(cols / side));
  const seen = new Int32Array(Math.ceil(rows / side)).fill(-1);
  order.forEach((col, place) => {
    const line = Math.floor(place / side);
    for (const block of used[col]!) {
      if (seen[block] === line) continue;
      seen[block] = line;
      counts[line]! += 1;
    }
  });
  return counts;
}

/** Lists of ascending blocks, first difference first; outputs that use none come last. */
function compare(x: readonly number[], y: readonly number[]): number {
  if (x.length === 0 || y.length === 0) return y.length - x.length;
  const both = Math.min(x.length, y.length);
  for (let i = 0; i < both; i++) if (x[i] !== y[i]) return x[i]! - y[i]!;
  return x.length - y.length;
}

/** Blocks with a non-zero by expectation, outputs in the given order: of every row of blocks, or of some in between. */
export function expectedBlocks(operation: Operation): number {
  const view = asGemm(operation)!;
  const { n, k } = view;
  const { period, tileEmpty } = resolvePattern(operation.operands.b.sparsity).statistics(
    operandShape('b', view),
  );
  const [down, across] = [Math.ceil(n / side), Math.ceil(k / side)];
  const filled = (line: number, block: number): number => {
    const [row, col] = [block * side, line * side];
    return 1 - tileEmpty({ row, col, height: Math.min(side, k - row), width: Math.min(side, n - col) });
  };
  if (side % period[0] === 0 && side % period[1] === 0) return Math.round(filled(0, 0) * down * across);
  const step = Math.max(1, Math.floor(down / mostRows));
  let sum = 0;
  let lines = 0;
  for (let line = Math.floor(step / 2); line < down; line += step, lines++)
    for (let block = 0; block < across; block++) sum += filled(line, block);
  return Math.round((sum / lines) * down);
}
