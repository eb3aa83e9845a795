import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Chip } from './hardware.ts';
import { type ImageGeometry, imageGeometry } from './imageGeometry.ts';
import { type KSpace, kSpace } from './kSpace.ts';
import {
  type ColumnSource,
  type GroupAlongK,
  groupAlongK,
  keptPerColumn,
  knowsColumns,
  promisedPerBlock,
} from './structure.ts';

/** One operation as the array sees it: dimensions, widths, and how K and the columns are packed. */
export interface Problem {
  readonly batch: number;
  readonly sharedBy: number;
  readonly m: number;
  readonly n: number;
  readonly space: KSpace;
  /** The operand stored compressed, where the array profits from its zeros. */
  readonly sparse: 'a' | 'b' | null;
  readonly image: ImageGeometry | null;
  readonly bitsA: number;
  readonly bitsB: number;
  readonly bitsOut: number;
  readonly bitsPartial: number;
  /**
   * Values that each column of b keeps of a block, one array per b (or one for all): descending in row-wise mode,
   * whose columns are reordered, in column order for paired blocks; null in the other modes.
   */
  readonly kept: readonly Int32Array[] | null;
  /** What `kept` is at most in any sample; null where `kept` is. */
  readonly keptLimit: number | null;
  /** Multipliers in a processing element. */
  readonly lanes: number;
}

function promised(group: GroupAlongK | null, width: number): GroupAlongK | null {
  if (group === null) return null;
  if (width % group.m === 0) return group;
  if (group.m % width === 0 && group.n < width) return { n: group.n, m: width };
  return null;
}

/**
 * The problem of an operation on a design. A pattern that the array can't profit from runs dense.
 */
export function problemOf(operation: Operation, hardware: Chip, source: ColumnSource): Problem {
  const product = asGemm(operation);
  if (product === null) throw new TypeError(`no product behind ${operation.kind}`);
  const { array } = hardware;
  const { operands } = operation;
  const { sparsity } = array;
  const dense: Problem = {
    batch: product.batch,
    sharedBy: product.b_shared_by,
    m: product.m,
    n: product.n,
    space: kSpace('dense', product.k, 1, 1),
    sparse: null,
    image: operation.kind === 'conv2d' ? imageGeometry(operation) : null,
    bitsA: operands.a.bits,
    bitsB: operands.b.bits,
    bitsOut: operands.out.bits,
    bitsPartial: array.accumulator_bits,
    kept: null,
    keptLimit: null,
    lanes: 1,
  };
  switch (sparsity.mode) {
    case 'none':
      return dense;
    case 'compressed':
    case 'time-multiplexed': {
      for (const name of ['b', 'a'] as const) {
        const group = promised(groupAlongK(operation, name), sparsity.m);
        if (group === null || group.n === group.m) continue;
        if (sparsity.mode === 'time-multiplexed' && group.n > sparsity.n) continue;
        return { ...dense, space: kSpace(sparsity.mode, product.k, group.n, group.m), sparse: name };
      }
      return dense;
    }
    case 'row-wise': {
      const kept = keptPerColumn(operation, product, sparsity.m, source);
      const columns = kept ?? [new Int32Array(product.n).fill(sparsity.m)];
      return {
        ...dense,
        lanes: sparsity.lanes,
        space: kSpace('row-wise', product.k, 0, sparsity.m),
        sparse: kept === null ? null : 'b',
        keptLimit: kept === null ? sparsity.m : (promisedPerBlock(operation, sparsity.m) ?? sparsity.m),
        kept: columns.map((each) => each.slice().sort((x, y) => y - x)),
      };
    }
    case 'paired-blocks': {
      // Sparse or dense must not hang on the sample: the mapping is chosen before it is drawn.
      if (!knowsColumns(operation, sparsity.block)) return dense;
      const half = Math.floor(sparsity.block / 2);
      const kept = keptPerColumn(operation, product, sparsity.block, source);
      if (kept === null || kept.some((columns) => columns.some((n) => n > half))) return dense;
      const space = kSpace('paired-blocks', product.k, 0, sparsity.block);
      return { ...dense, space, sparse: 'b', kept, keptLimit: half };
    }
  }
}
