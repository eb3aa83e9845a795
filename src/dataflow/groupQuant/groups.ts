import type { RandomStream } from '../../core/random.ts';
import { isDense } from '../../tensor/isDense.ts';
import { operandShape } from '../../tensor/operandShape.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';
import { asGemm, type GemmView } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import { blockRows } from '../gpu/blockGrid.ts';
import type { GroupQuantHardware } from './hardware.ts';

/** Weights of a product in groups along the inputs. */
export interface Groups {
  readonly view: GemmView;
  /** Inputs of a group, and groups that an output could have. */
  readonly size: number;
  readonly each: number;
  /** Whether groups are left out, so that those kept carry their place. */
  readonly sparse: boolean;
  /** Non-zero weights, expected where the pattern is random. */
  readonly nonzeros: number;
}

export function groupsOf(operation: Operation, { group_gemv }: GroupQuantHardware): Groups {
  const view = asGemm(operation)!;
  const { sparsity } = operation.operands.b;
  const sparse = !isDense(sparsity);
  const size = sparse ? group_gemv.group : group_gemv.dense_group;
  const nonzeros = sparse
    ? Math.round(resolvePattern(sparsity).statistics(operandShape('b', view)).nnz)
    : view.n * view.k;
  return { view, size, each: Math.ceil(view.k / size), sparse, nonzeros };
}

/** Places at which the mean of a pattern without a short period is taken. */
const mostPlaces = 4096;

/** Expected groups of an output: of those of one period, or of some spread over the matrix. */
export function meanGroups(operation: Operation, groups: Groups): number {
  const { view, size, each, sparse } = groups;
  if (!sparse) return each;
  const { period, tileEmpty, matrix } = resolvePattern(operation.operands.b.sparsity).statistics(
    operandShape('b', view),
  );
  if (matrix !== null) {
    const counts = groupCounts(matrix, size);
    return counts.reduce((sum, count) => sum + count, 0) / view.n;
  }
  const kept = (place: number, col: number): number => {
    const row = place * size;
    return 1 - tileEmpty({ row, col, height: Math.min(size, view.k - row), width: 1 });
  };
  if (size % period[0] === 0 && period[1] === 1) return kept(0, 0) * each;
  const cells = each * view.n;
  const step = Math.max(1, Math.floor(cells / mostPlaces));
  let sum = 0;
  let seen = 0;
  for (let cell = 0; cell < cells; cell += step, seen++) sum += kept(cell % each, Math.floor(cell / each));
  return (sum / seen) * each;
}

/** Groups of each output, a column of weights k × n, that hold a non-zero. */
export function groupCounts({ rows, cols, rowPointers, columns }: SparseMatrix, size: number): Int32Array {
  const counts = new Int32Array(cols);
  const last = new Int32Array(cols).fill(-1);
  for (let row = 0; row < rows; row++) {
    const group = Math.floor(row / size);
    for (let i = rowPointers[row]!; i < rowPointers[row + 1]!; i++) {
      const col = columns[i]!;
      if (last[col] === group) continue;
      last[col] = group;
      counts[col]! += 1;
    }
  }
  return counts;
}

/**
 * Kept groups of each output: drawn as the pattern draws them where it keeps whole groups, any as likely as any other;
 * else counted in the concrete pattern.
 */
export function keptGroups(
  operation: Operation,
  groups: Groups,
  context: { pattern(operand: 'b'): SparseMatrix; random(purpose: string): RandomStream },
): Int32Array {
  const { view, size, each, sparse } = groups;
  if (!sparse) return new Int32Array(view.n).fill(each);
  const { period, density, tileEmpty, matrix } = resolvePattern(operation.operands.b.sparsity).statistics(
    operandShape('b', view),
  );
  const whole = view.k % size === 0 && period[0] === size && period[1] === 1 && matrix === null;
  if (whole && tileEmpty({ row: 0, col: 0, height: size, width: 1 }) + density > 0.999_999) {
    const kept = Math.round(density * each * view.n);
    const grid = { view, block_n: 1, block_k: size, rows: view.n, cols: each, kept };
    return blockRows(grid, context.random('groups'));
  }
  return groupCounts(context.pattern('b'), size);
}
