import * as z from 'zod';
import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import { operandShape } from '../../../tensor/operandShape.ts';
import { resolvePattern } from '../../../tensor/resolvePattern.ts';
import { asGemm, type GemmView } from '../../../workload/asGemm.ts';
import type { Operation } from '../../../workload/operation.ts';
import type { Execution } from '../../execution.ts';
import { arithmetic, boardBound, serialCycles } from '../boardBound.ts';
import { boardExecution } from '../boardExecution.ts';
import { computeTiles } from '../computeTiles.ts';
import type { GpuKernel } from '../gpuKernel.ts';
import { isUnstructured } from '../isUnstructured.ts';
import { firmMaximum, softMaximum } from '../softMaximum.ts';

/** Largest tile: the bound is that of the fewest passes over the operands. */
const mostOutputs = 512;
const mostTokens = 256;

const mapping = z.strictObject({
  kernel: z.literal('load-sparse-compute-dense'),
  tile_n: z.int().min(16).max(mostOutputs).meta({ description: 'Outputs of a CTA' }),
  tile_m: z.int().min(8).max(mostTokens).meta({ description: 'Tokens of a CTA' }),
  split_k: z.int().min(1).max(64).meta({ description: 'Parts that K is cut into' }),
});

type Mapping = z.output<typeof mapping>;

const tile_k = 64;
const bytes = 2;
/** A word of Tiled-CSL: a value and its place in the tile. */
const wordBytes = 4;
/** Shared memory: bytes and words of 32 bits a cycle. */
const sharedBytes = 128;
const sharedLanes = 32;
/** Warps of a CTA, each with its own outputs, so that each reads all activations. */
const warps = 4;
const splits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16] as const;

const nonZeros = (operation: Operation, view: GemmView): number =>
  Math.round(resolvePattern(operation.operands.b.sparsity).statistics(operandShape('b', view)).nnz);

/**
 * Whole waves of CTAs. A step zeroes the dense tile in shared memory, scatters the non-zeros into it, reads it back with
 * the activations, and multiplies densely: shared memory and barriers, tensor cores and the words from memory overlap
 * as in a dense kernel. No number of it is fitted.
 */
export function loadSparseCycles(
  { m, n, k }: GemmView,
  nnz: number,
  tile: Mapping,
  device: GpuDevice,
  clock_hz: number,
) {
  const cycle = (us: number): number => Math.round((us * clock_hz) / 1e6);
  const { tile_n, tile_m, split_k } = tile;
  const ctas = Math.ceil(n / tile_n) * Math.ceil(m / tile_m) * split_k;
  const steps = Math.ceil(Math.ceil(k / tile_k) / split_k);
  const words = (nnz / (n * k)) * tile_n * tile_k;
  const weights = tile_n * tile_k * bytes;
  const activations = tile_m * tile_k * bytes;
  const shared = (2 * weights + (1 + warps) * activations) / sharedBytes + words / sharedLanes;
  const tensor = (tile_n * tile_m * tile_k) / device.tensor_macs_per_cycle.f16;
  const fill = (words * wordBytes + activations) / device.fill_bytes_per_cycle;
  const bandwidth = (device.hbm_bytes_per_s * device.hbm_efficiency) / clock_hz;
  const memory = (nnz * wordBytes + m * k * bytes) / (ctas * steps) / bandwidth;

  const slots = device.sm_count;
  let loops = 0;
  let compute = 0;
  let hbm = 0;
  let shared_memory = 0;
  let epilogue = 0;
  const wave = (active: number, count: number): void => {
    const busy = shared + device.step_floor_cycles;
    const step = Math.max(1, Math.round(softMaximum(tensor, busy, fill, memory * active, 0)));
    const multiply = Math.min(step, Math.round(tensor));
    loops += count * (steps * step + cycle(device.l2_latency_us));
    compute += count * steps * multiply;
    if (memory * active > busy) hbm += count * steps * (step - multiply);
    else shared_memory += count * steps * (step - multiply);
    const out = tile_n * Math.min(tile_m, m) * (split_k > 1 ? 4 : bytes);
    const rate = Math.min(device.write_port_bytes_per_cycle, (device.write_bytes_per_cycle * slots) / active);
    epilogue += count * Math.ceil(out / rate);
  };
  const full = Math.floor(ctas / slots);
  const rest = ctas - full * slots;
  if (full > 0) wave(slots, full);
  if (rest > 0) wave(rest, 1);
  const launch = cycle(device.launch_us);
  const first = cycle(device.load_latency_us);
  const sums = m * n * (4 * split_k + bytes);
  const reduction =
    split_k > 1 ? cycle(device.reduction_us) + Math.ceil(sums / (slots * device.fill_bytes_per_cycle)) : 0;
  const free = launch + first + loops + epilogue;
  const sustained = device.sustained_flops?.f16;
  const limit = sustained === undefined ? 0 : ((2 * m * n * k) / sustained) * clock_hz;
  return {
    launch,
    fill: first,
    compute,
    hbm,
    shared_memory,
    latency: loops - compute - hbm - shared_memory,
    epilogue,
    reduction,
    power: limit === 0 ? 0 : Math.max(0, Math.round(firmMaximum(free, limit)) - free),
  };
}

function run(operation: Operation, tile: Mapping, device: GpuDevice, clock_hz: number): Execution {
  const view = asGemm(operation)!;
  const { m, n, k } = view;
  const nnz = nonZeros(operation, view);
  const tiles = Math.ceil(n / tile.tile_n) * Math.ceil(k / tile_k);
  return boardExecution({
    breakdown: loadSparseCycles(view, nnz, tile, device, clock_hz),
    macs: { effectual: m * nnz, skipped: 0, gated: 0, padded: m * (n * k - nnz) },
    moved: [
      { operand: 'a', reads: m * k, writes: 0, bytes },
      { operand: 'b', reads: nnz, writes: 0, bytes },
      // A place of 2 bytes for each non-zero, an offset of 4 for each tile.
      { operand: 'metadata_b', reads: nnz + 2 * (tiles + 1), writes: 0, bytes: wordBytes - bytes },
      { operand: 'out', reads: 0, writes: m * n, bytes: Math.ceil(operation.operands.out.bits / 8) },
    ],
    rate: device.tensor_macs_per_cycle.f16 * device.sm_count,
    device,
    clock_hz,
  });
}

/** Unstructured weights loaded compressed, multiplied dense on the tensor cores (Flash-LLM, PVLDB 2024). */
export const loadSparseGemm: GpuKernel<Mapping> = {
  name: 'load-sparse-compute-dense',
  mapping,
  weights: 'pruned',
  accepts(operation) {
    const fits = isUnstructured(operation);
    if (fits !== true) return fits;
    const { a, b } = operation.operands;
    return (a.bits === 16 && b.bits === 16) || 'needs operands of 16 bits';
  },
  plans(operation, device, clock_hz) {
    const view = asGemm(operation)!;
    const nnz = nonZeros(operation, view);
    const tile_m = Math.min(64, 8 * Math.ceil(view.m / 8));
    const plans = [128, 256].flatMap((tile_n) =>
      splits
        .filter((split_k) => split_k * tile_k <= view.k || split_k === 1)
        .map((split_k) => {
          const chosen = { kernel: 'load-sparse-compute-dense', tile_n, tile_m, split_k } as const;
          const parts = loadSparseCycles(view, nnz, chosen, device, clock_hz);
          return { mapping: chosen, cycles: Object.values(parts).reduce((sum, c) => sum + c, 0) };
        }),
    );
    return plans.sort((x, y) => x.cycles - y.cycles).slice(0, 4);
  },
  run: (operation, tile, device, { clock_hz }) => run(operation, tile, device, clock_hz),
  bound(operation, device, clock_hz) {
    const view = asGemm(operation)!;
    const { m, n, k } = view;
    const nnz = nonZeros(operation, view);
    const serial = serialCycles(clock_hz, device.launch_us, device.load_latency_us);
    const compute = arithmetic(m * n * k, device.tensor_macs_per_cycle.f16 * device.sm_count);
    const weights = Math.ceil(m / mostTokens);
    const activations = Math.ceil(n / mostOutputs);
    const moved = bytes * k * (2 * n * weights + (1 + warps) * m * activations);
    const shared = {
      name: 'shared_memory',
      cycles: (moved / sharedBytes + (nnz * weights) / sharedLanes) / device.sm_count,
      formula: `(${moved} B / ${sharedBytes} B/clk + ${nnz * weights} words / ${sharedLanes} words/clk) / ${device.sm_count} SMs`,
    };
    return boardBound(serial, nnz * wordBytes + m * k * bytes, [compute, shared], device, clock_hz);
  },
  compute: (operation, { split_k }, data) => computeTiles(asGemm(operation)!, { tile_k, split_k }, data),
};
