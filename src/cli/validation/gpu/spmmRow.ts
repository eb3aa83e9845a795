import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import { randomStream } from '../../../core/random.ts';
import { type BlockGrid, blockRows } from '../../../dataflow/gpu/blockGrid.ts';
import { blockSparseCycles, usualTokens } from '../../../dataflow/gpu/kernels/blockSparseGemm.ts';
import { csrCycles } from '../../../dataflow/gpu/kernels/csrSpmm.ts';
import { residentBytes } from '../../../dataflow/gpu/measuredShape.ts';
import { type Row, sizes } from './timeCase.ts';

/** Draws over which a random block matrix is averaged: the file tells its density, not its blocks. */
const draws = 3;

const total = (parts: Readonly<Record<string, number>>): number =>
  Object.values(parts).reduce((sum, cycles) => sum + cycles, 0);

/** Microseconds of a sparse product (M rows of the sparse operand, N dense columns), or what the row lacks. */
export function spmmTime(row: Row, device: GpuDevice, clock_hz: number): number | string {
  const size = sizes(row, ['M', 'N', 'K']);
  const density = Number(row['density']);
  if (size === null || !(density > 0 && density <= 1))
    return 'a row needs M, N and K as positive integers and a density of 0 … 1';
  const { M: n, N: m, K: k } = size;
  if (row['kind'] === 'spmm_csr')
    return (total(csrCycles(Math.round(density * n * k), m, device, clock_hz)) / clock_hz) * 1e6;
  const block = Number(row['block']);
  if (!(Number.isInteger(block) && block > 0)) return 'a row of blocks needs their side in `block`';
  const rows = Math.ceil(n / block);
  const cols = Math.ceil(k / block);
  const kept = Math.round(density * rows * cols);
  const view = { batch: 1, m, n, k, b_shared_by: 1 };
  const grid: BlockGrid = { view, block_n: block, block_k: block, rows, cols, kept };
  const tile_m = usualTokens(m, block);
  const warm = kept * block * block * 2 + m * k * 2 <= residentBytes(device);
  let cycles = 0;
  for (let draw = 0; draw < draws; draw++) {
    const counts = blockRows(grid, randomStream(draw, 'blocks'));
    cycles += total(blockSparseCycles(grid, tile_m, warm, counts, device, clock_hz).parts);
  }
  return (cycles / draws / clock_hz) * 1e6;
}
