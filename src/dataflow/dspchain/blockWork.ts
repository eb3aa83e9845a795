import { isDense } from '../../tensor/isDense.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';
import { operandShapeOf } from '../../workload/operandShapeOf.ts';
import type { Operation } from '../../workload/operation.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { binomial, drawn, independentColumns } from './columnCounts.ts';
import type { DspChainHardware } from './hardware.ts';
import type { ProductShape } from './productShape.ts';
import { roundUp } from './roundUp.ts';

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
  /** Without `kept`: share of the stored weights that lie in blocks which are not whole. */
  readonly partial: number;
}

const dense = (shape: ProductShape, block: number): BlockWork => ({
  kept: null,
  mean: block,
  nonzeros: shape.matrices * shape.n * shape.k,
  indexed: false,
  partial: 0,
});

/**
 * Walks the concrete matrices. Where every column of every block holds the same number of non-zeros, whatever the draw
 * (n:m along K, whole blocks), there is nothing to walk: each block is N:block.
 */
export function sampledWork(
  operation: Operation,
  shape: ProductShape,
  hardware: DspChainHardware,
  context: SimulationContext,
): BlockWork {
  const { sparsity } = operation.operands.b;
  const { block } = hardware;
  if (isDense(sparsity)) return dense(shape, block);
  const { group, exact } = resolvePattern(sparsity).statistics(operandShapeOf(operation, 'b')!);
  if (exact && group?.along === 'rows' && block % group.m === 0 && shape.k % block === 0)
    return expectedWork(operation, shape, hardware);
  return walkedWork(operation, shape, hardware, context);
}

/** The same, always walking. */
export function walkedWork(
  operation: Operation,
  shape: ProductShape,
  { block, engine }: DspChainHardware,
  context: SimulationContext,
): BlockWork {
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
    ? { kept, mean: sum / blocks, nonzeros, indexed: true, partial: 0 }
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

/**
 * From statistics. n:m along K that divides the block is exact; where columns fill independently of one another, blocks
 * follow from the distribution of one column; else blocks that are not empty count whole.
 */
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
  const { group, density } = statistics;
  const common = { kept: null, nonzeros, indexed: true } as const;
  if (group !== null && group.along === 'rows' && block % group.m === 0) {
    const mean = roundUp((group.n * block) / group.m, block);
    return { ...common, mean, partial: mean < block ? 1 : 0 };
  }
  const height = Math.min(block, shape.k);
  const width = Math.min(block, shape.n);
  const empty = statistics.tileEmpty({ row: 0, col: 0, height, width });
  let independent = 1;
  const column = statistics.tileEmpty({ row: 0, col: 0, height, width: 1 });
  for (let i = 0; i < width; i++) independent *= column;
  // Clustered columns (block patterns) leave far more blocks empty than independent ones would.
  if (empty > 2 * independent + 1e-9 || density === 1)
    return { ...common, mean: block * (1 - empty), partial: 0 };
  const whole = group?.along === 'rows' && group.m % block === 0 && height === block ? group : null;
  const counts = whole === null ? binomial(density, height) : drawn(whole.n, whole.m, height);
  const { mean, partial } = independentColumns(counts, width, block);
  return { ...common, mean, partial };
}
