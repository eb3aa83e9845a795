import { isDense } from '../../tensor/isDense.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';
import { operandShapeOf } from '../../workload/operandShapeOf.ts';
import type { Operation } from '../../workload/operation.ts';
import type { SimulationContext } from '../simulationContext.ts';
import type { DspChainHardware } from './hardware.ts';
import type { ProductShape } from './productShape.ts';

/**
 * What the chains see of b: every block of `block` × `block` weights is kept N:block, N being the largest number of
 * non-zeros of its columns rounded up to a power of two (0 for an empty block).
 */
export interface BlockWork {
  /** null: dense, every block counts `block`. Else kBlocks × nBlocks, row-major, for each matrix. */
  readonly kept: readonly Uint16Array[] | null;
  /** Mean of N over blocks, all matrices. */
  readonly mean: number;
  /** Non-zeros of b, all matrices. */
  readonly nonzeros: number;
  /** Stored with a map of blocks, and weights of blocks that are not whole with their places. */
  readonly indexed: boolean;
  /** Without `kept`: blocks that are kept at all are not whole. */
  readonly partial: boolean;
}

const dense = (shape: ProductShape, block: number): BlockWork => ({
  kept: null,
  mean: block,
  nonzeros: shape.matrices * shape.n * shape.k,
  indexed: false,
  partial: false,
});

/** Power of two at least `count`, at most `block`. */
export function roundUp(count: number, block: number): number {
  let n = count === 0 ? 0 : 1;
  while (n < count) n *= 2;
  return Math.min(n, block);
}

/** Walks the concrete matrices. */
export function sampledWork(
  operation: Operation,
  shape: ProductShape,
  { block, engine }: DspChainHardware,
  context: SimulationContext,
): BlockWork {
  if (isDense(operation.operands.b.sparsity)) return dense(shape, block);
  const kept: Uint16Array[] = [];
  let sum = 0;
  let nonzeros = 0;
  const sharedBy = operation.kind === 'gemm' ? operation.b_shared_by : 1;
  for (let matrix = 0; matrix < shape.matrices; matrix++) {
    const pattern = context.pattern('b', matrix * sharedBy);
    const blocks = keptOf(pattern, shape, block);
    kept.push(blocks);
    for (const n of blocks) sum += n;
    nonzeros += pattern.columns.length;
  }
  const blocks = shape.matrices * shape.kBlocks * shape.nBlocks;
  return engine.sparse
    ? { kept, mean: sum / blocks, nonzeros, indexed: true, partial: false }
    : { ...dense(shape, block), nonzeros };
}

/** N of every block of one matrix. */
export function keptOf(
  { rows, cols, rowPointers, columns }: SparseMatrix,
  { kBlocks, nBlocks }: Pick<ProductShape, 'kBlocks' | 'nBlocks'>,
  block: number,
): Uint16Array {
  const kept = new Uint16Array(kBlocks * nBlocks);
  const inColumn = new Uint16Array(cols);
  for (let kb = 0; kb < kBlocks; kb++) {
    inColumn.fill(0);
    const bottom = Math.min(rows, (kb + 1) * block);
    for (let at = rowPointers[kb * block]!; at < rowPointers[bottom]!; at++) inColumn[columns[at]!]!++;
    for (let nb = 0; nb < nBlocks; nb++) {
      let most = 0;
      const right = Math.min(cols, (nb + 1) * block);
      for (let col = nb * block; col < right; col++) if (inColumn[col]! > most) most = inColumn[col]!;
      kept[kb * nBlocks + nb] = roundUp(most, block);
    }
  }
  return kept;
}

/** From statistics: n:m along K that divides the block is exact; else blocks that are not empty count whole. */
export function expectedWork(
  operation: Operation,
  shape: ProductShape,
  { block, engine }: DspChainHardware,
): BlockWork {
  const { sparsity } = operation.operands.b;
  if (isDense(sparsity)) return dense(shape, block);
  const statistics = resolvePattern(sparsity).statistics(operandShapeOf(operation, 'b')!);
  const nonzeros = Math.round(statistics.nnz * shape.matrices);
  if (!engine.sparse) return { ...dense(shape, block), nonzeros };
  const { group } = statistics;
  const filled =
    1 -
    statistics.tileEmpty({
      row: 0,
      col: 0,
      height: Math.min(block, shape.k),
      width: Math.min(block, shape.n),
    });
  const along = group !== null && group.along === 'rows' && block % group.m === 0;
  const mean = along ? roundUp((group.n * block) / group.m, block) : block * filled;
  return { kept: null, mean, nonzeros, indexed: true, partial: along && mean < block };
}
