import * as z from 'zod';
import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import { randomStream } from '../../../core/random.ts';
import type { Operation } from '../../../workload/operation.ts';
import type { Execution } from '../../execution.ts';
import { type BlockGrid, blockGrid, blockRows } from '../blockGrid.ts';
import { blockSparseBound } from '../blockSparseBound.ts';
import { boardExecution } from '../boardExecution.ts';
import { computeTiles } from '../computeTiles.ts';
import type { GpuKernel } from '../gpuKernel.ts';
import { listSchedule, scheduleEstimate } from '../listSchedule.ts';
import { softMaximum } from '../softMaximum.ts';

const mapping = z.strictObject({
  kernel: z.literal('block-sparse-gemm'),
  tile_m: z.int().min(1).max(65_536).meta({ description: 'Tokens of a CTA' }),
});

type Mapping = z.output<typeof mapping>;

/** Buffers that a CTA keeps of a block of weights and of the activations that meet it. */
const buffers = 3;
/** fp16 and bf16 alone: operands of fewer bits are widened. */
const bytes = 2;
/** CTAs of four warps that an SM's 2048 threads allow. */
const mostCtas = 16;
const line = 128;
/** Blocks up to which rows are drawn; beyond it their mean says the same. */
const mostBlocks = 16_777_216;

/** Tokens of a CTA: as many as a block has outputs, or the next larger number that cuts the tokens evenly. */
export const usualTokens = (m: number, block_n: number): number =>
  Math.ceil(m / Math.max(1, Math.floor(m / block_n)));

/**
 * One CTA for each row of blocks and tile of tokens. Its blocks come one after another: look-up and load, which other
 * CTAs of the SM may hide, then the matrix product; lines of all CTAs pass one load path. CTAs are listed on slots in
 * launch order. `counts` are the blocks of each row, or null for their mean.
 */
export function blockSparseCycles(
  grid: BlockGrid,
  tile_m: number,
  warm: boolean,
  counts: Int32Array | null,
  device: GpuDevice,
  clock_hz: number,
) {
  const { cycles_per_line, load_latency_cycles, cta_us } = device.kernels.block_gemm;
  const { m, n, k } = grid.view;
  const { block_n, block_k, rows } = grid;
  const cycle = (us: number): number => Math.round((us * clock_hz) / 1e6);
  const rate = device.tensor_macs_per_cycle.f16;
  const lines = Math.ceil((block_n * block_k * bytes) / line) + block_k * Math.ceil((tile_m * bytes) / line);
  const load = lines * cycles_per_line;
  const tensor = (block_n * block_k * tile_m) / rate;
  const buffer = buffers * block_k * (block_n + tile_m) * bytes;
  const fitting = Math.floor((device.shared_memory_kib * 1024) / buffer);
  const tiles = Math.ceil(m / tile_m);
  const ctas = rows * tiles;
  const resident = Math.max(1, Math.min(mostCtas, fitting, Math.ceil(ctas / device.sm_count)));
  const alone = load_latency_cycles + load + tensor;
  const step = Math.max(1, Math.round(softMaximum(alone, resident * load, resident * tensor, 0, 0)));
  const cta = cycle(cta_us);

  let makespan: number;
  const mean = grid.kept / rows;
  if (counts === null) {
    const longest = cta + Math.ceil(mean + Math.sqrt(mean)) * step;
    const total = ctas * cta + grid.kept * tiles * step;
    makespan = scheduleEstimate(total, longest, ctas, device.sm_count * resident);
  } else {
    const durations = new Float64Array(ctas);
    for (let row = 0; row < rows; row++)
      durations.fill(cta + counts[row]! * step, row * tiles, (row + 1) * tiles);
    makespan = listSchedule(durations, device.sm_count * resident);
  }
  const kept_bytes = grid.kept * (block_n * block_k * bytes + 4) + (rows + 1) * 4;
  const moved = (warm ? 0 : kept_bytes + m * k * bytes) + m * n * 2;
  const memory = Math.ceil((moved * clock_hz) / (device.hbm_bytes_per_s * device.hbm_efficiency));
  const whole = Math.round(softMaximum(makespan, memory, 0, 0, 0));
  const mma = Math.min(makespan, Math.floor((grid.kept * tiles * tensor) / device.sm_count));
  const loads = Math.min(
    makespan - mma,
    Math.floor((grid.kept * tiles * Math.max(0, load - tensor)) / device.sm_count),
  );
  const parts = {
    launch: cycle(device.launch_us),
    fill: cycle(device.load_latency_us),
    compute: mma,
    shared_memory: loads,
    imbalance: makespan - mma - loads,
    hbm: Math.max(0, whole - makespan),
  };
  return { parts, kept_bytes };
}

function run(
  operation: Operation,
  { tile_m }: Mapping,
  device: GpuDevice,
  clock_hz: number,
  counts: (grid: BlockGrid) => Int32Array | null,
): Execution {
  const grid = blockGrid(operation)!;
  const { a, b, out } = operation.operands;
  const { m, n, k } = grid.view;
  const { parts } = blockSparseCycles(grid, tile_m, false, counts(grid), device, clock_hz);
  const weights = Math.min(n * k, grid.kept * grid.block_n * grid.block_k);
  const dense = m * n * k;
  const executed = Math.min(dense, m * weights);
  return boardExecution({
    breakdown: parts,
    macs: { effectual: executed, skipped: dense - executed, gated: 0, padded: 0 },
    moved: [
      { operand: 'a', reads: m * k, writes: 0, bytes: Math.max(bytes, a.bits / 8) },
      { operand: 'b', reads: weights, writes: 0, bytes: Math.max(bytes, b.bits / 8) },
      { operand: 'metadata_b', reads: grid.kept + grid.rows + 1, writes: 0, bytes: 4 },
      { operand: 'out', reads: 0, writes: m * n, bytes: Math.ceil(out.bits / 8) },
    ],
    rate: device.tensor_macs_per_cycle.f16 * device.sm_count,
    device,
    clock_hz,
  });
}

/** Product of weights in whole blocks with dense activations (BCSR; Triton's kernel in PyTorch). */
export const blockSparseGemm: GpuKernel<Mapping> = {
  name: 'block-sparse-gemm',
  mapping,
  weights: 'pruned',
  accepts(operation, device) {
    const grid = blockGrid(operation);
    if (grid === null) return 'needs weights in whole blocks';
    const { a, b } = operation.operands;
    if (Math.max(a.bits, b.bits) > 16) return 'needs operands of at most 16 bits';
    if (a.sparsity.pattern !== 'dense') return 'needs dense activations';
    if (grid.view.batch > 1) return 'has no batches';
    const sides = [grid.block_n, grid.block_k];
    if (!sides.every((side) => side >= 16 && side % 16 === 0 && side <= 256))
      return `needs blocks with sides of 16 … 256 in steps of 16, has ${grid.block_k} × ${grid.block_n}`;
    const buffer = buffers * 2 * grid.block_k * (grid.block_n + usualTokens(grid.view.m, grid.block_n));
    return buffer <= device.shared_memory_kib * 1024 || 'blocks exceed shared memory';
  },
  plans(operation, device, clock_hz) {
    const grid = blockGrid(operation)!;
    const chosen = {
      kernel: 'block-sparse-gemm',
      tile_m: usualTokens(grid.view.m, grid.block_n),
    } as const;
    return [{ mapping: chosen, cycles: run(operation, chosen, device, clock_hz, () => null).cycles }];
  },
  run: (operation, chosen, device, context, fidelity) =>
    run(operation, chosen, device, context.clock_hz, (grid) =>
      fidelity === 'cycle' && grid.rows * grid.cols <= mostBlocks
        ? blockRows(grid, context.random('blocks'))
        : null,
    ),
  bound: (operation, device, clock_hz) => blockSparseBound(blockGrid(operation)!, device, clock_hz),
  compute(operation, _mapping, data) {
    const grid = blockGrid(operation)!;
    return computeTiles(grid.view, { tile_k: grid.block_k, split_k: 1 }, data);
  },
};

/** A sample of row counts for rows of measurements, where the matrix itself isn't known. */
export const sampledRows = (grid: BlockGrid, seed: number): Int32Array =>
  blockRows(grid, randomStream(seed, 'blocks'));
