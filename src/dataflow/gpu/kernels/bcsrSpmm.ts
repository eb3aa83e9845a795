import * as z from 'zod';
import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import { operandShape } from '../../../tensor/operandShape.ts';
import { resolvePattern } from '../../../tensor/resolvePattern.ts';
import { asGemm } from '../../../workload/asGemm.ts';
import type { Operation } from '../../../workload/operation.ts';
import type { Execution } from '../../execution.ts';
import type { SimulationContext } from '../../simulationContext.ts';
import type { BlockGrid } from '../blockGrid.ts';
import { blockSparseBound } from '../blockSparseBound.ts';
import { boardExecution } from '../boardExecution.ts';
import { computeTiles } from '../computeTiles.ts';
import { expectedBlocks, filledBlocks, side } from '../filledBlocks.ts';
import type { GpuKernel } from '../gpuKernel.ts';
import { isUnstructured } from '../isUnstructured.ts';
import { blockSparseCycles, usualTokens } from './blockSparseGemm.ts';

const mapping = z.strictObject({
  kernel: z.literal('bcsr-spmm'),
  tile_m: z.int().min(1).max(65_536).meta({ description: 'Tokens of a CTA' }),
  order: z.enum(['given', 'similar']).meta({
    description: 'Outputs as they come, or those that use the same inputs side by side',
  }),
});

type Mapping = z.output<typeof mapping>;

const bytes = 2;

const nonZeros = (operation: Operation): number => {
  const shape = operandShape('b', asGemm(operation)!);
  return Math.round(resolvePattern(operation.operands.b.sparsity).statistics(shape).nnz);
};

/** The grid with `kept` blocks of 16 × 16 that hold a non-zero. */
function gridOf(operation: Operation, kept: number): BlockGrid {
  const view = asGemm(operation)!;
  const [rows, cols] = [Math.ceil(view.n / side), Math.ceil(view.k / side)];
  return { view, block_n: side, block_k: side, rows, cols, kept: Math.min(kept, rows * cols) };
}

function run(
  operation: Operation,
  { tile_m, order }: Mapping,
  device: GpuDevice,
  context: Pick<SimulationContext, 'clock_hz' | 'pattern'>,
  fidelity: 'cycle' | 'estimate',
): Execution {
  const { clock_hz } = context;
  const counts = fidelity === 'cycle' ? filledBlocks(context.pattern('b'), order === 'similar') : null;
  const kept = counts === null ? expectedBlocks(operation) : counts.reduce((sum, blocks) => sum + blocks, 0);
  const grid = gridOf(operation, kept);
  const { m, n, k } = grid.view;
  const { parts } = blockSparseCycles(grid, tile_m, false, counts, device, clock_hz);
  const nnz = nonZeros(operation);
  const executed = Math.max(nnz, Math.min(n * k, grid.kept * side * side));
  return boardExecution({
    breakdown: parts,
    macs: {
      effectual: m * nnz,
      skipped: m * (n * k - executed),
      gated: 0,
      padded: m * (executed - nnz),
    },
    moved: [
      { operand: 'a', reads: m * k, writes: 0, bytes },
      { operand: 'b', reads: executed, writes: 0, bytes },
      { operand: 'metadata_b', reads: grid.kept + grid.rows + 1, writes: 0, bytes: 4 },
      { operand: 'out', reads: 0, writes: m * n, bytes: Math.ceil(operation.operands.out.bits / 8) },
    ],
    rate: device.tensor_macs_per_cycle.f16 * device.sm_count,
    device,
    clock_hz,
  });
}

/** Unstructured weights in the blocks of 16 × 16 that they touch, filled up with zeros (SMaT, SC 2024). */
export const bcsrSpmm: GpuKernel<Mapping> = {
  name: 'bcsr-spmm',
  mapping,
  weights: 'pruned',
  accepts(operation) {
    const fits = isUnstructured(operation);
    if (fits !== true) return fits;
    const { a, b } = operation.operands;
    return (a.bits === 16 && b.bits === 16) || 'needs operands of 16 bits';
  },
  plans(operation, device, clock_hz) {
    const tile_m = usualTokens(asGemm(operation)!.m, side);
    const known = { clock_hz } as SimulationContext;
    // What another order saves is not known before a matrix is; a mapping file may ask for it.
    const chosen = { kernel: 'bcsr-spmm', tile_m, order: 'given' } as const;
    return [{ mapping: chosen, cycles: run(operation, chosen, device, known, 'estimate').cycles }];
  },
  run,
  bound(operation, device, clock_hz) {
    // No order of the outputs puts more than a block's elements into a block.
    const least = Math.ceil(nonZeros(operation) / (side * side));
    return blockSparseBound(gridOf(operation, least), device, clock_hz);
  },
  compute: (operation, _mapping, data) =>
    computeTiles(asGemm(operation)!, { tile_k: side, split_k: 1 }, data),
};
