import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import type { LoopModel } from '../gpu/kernelRun.ts';
import { intervalCycles, stepCycles } from '../gpu/stepTimes.ts';
import type { BitPlaneHardware } from './hardware.ts';
import type { BitPlaneMapping } from './mapping.ts';
import { operandWords, type PlaneShape, pairsOf } from './planeShape.ts';

/** Shared memory of an SM, B/clk. */
export const sharedBytes = 128;
/** Two by two warps: each operand of a tile is read by two. */
export const readers = 2;
/** A sum. */
const sumBytes = 4;

/** Bytes of one K step's digits. */
export const stageBytes = (shape: PlaneShape, { tile_n, tile_m, tile_k }: BitPlaneMapping): number =>
  ((shape.b_digits * tile_n + shape.a_digits * tile_m) * tile_k * shape.digit_bits) / 8;

export const gridOf = (shape: PlaneShape, { tile_n, tile_m, split_k }: BitPlaneMapping): number =>
  Math.ceil(shape.n / tile_n) * Math.ceil(shape.m / tile_m) * split_k * shape.batch;

/** K steps of a CTA. */
export const stepsOf = ({ k }: PlaneShape, { tile_k, split_k }: BitPlaneMapping): number =>
  Math.ceil(Math.ceil(k / tile_k) / split_k);

/** Matrix instructions of a step: every pair of digits. */
export const tensorCycles = (shape: PlaneShape, { tile_n, tile_m, tile_k }: BitPlaneMapping): number =>
  (pairsOf(shape) * tile_n * tile_m * tile_k) / shape.rate;

/** Shared memory in a step: digits come in at the rate of fills, and every reader takes its own. */
export const sharedCycles = (shape: PlaneShape, tile: BitPlaneMapping, device: GpuDevice): number => {
  const bytes = stageBytes(shape, tile);
  return bytes / device.fill_bytes_per_cycle + (readers * bytes) / sharedBytes;
};

/**
 * After the last step of a CTA: sums of all pairs go through shared memory, once in and once out, and are added with
 * shifts. Nothing for a single pair, whose sum is the output.
 */
export function recoveryCycles(shape: PlaneShape, tile: BitPlaneMapping, hardware: BitPlaneHardware): number {
  const pairs = pairsOf(shape);
  if (pairs === 1 || tile.recovery === 'memory') return 0;
  const outputs = tile.tile_n * Math.min(tile.tile_m, shape.m);
  const moved = Math.ceil((2 * pairs * sumBytes * outputs) / sharedBytes);
  return moved + Math.ceil((pairs * outputs) / hardware.integer_mma.shift_adds_per_cycle);
}

/** Sums that a CTA writes for one output, and their bytes. */
export function writtenBytes(shape: PlaneShape, tile: BitPlaneMapping): number {
  const sums = tile.recovery === 'memory' ? pairsOf(shape) : 1;
  return tile.split_k > 1 || sums > 1 ? sums * sumBytes : shape.output_bytes;
}

/** Bytes of the kernel that joins parts of K, or sums of pairs in the board's memory: written sums in, results out. */
export const joinedBytes = (shape: PlaneShape, tile: BitPlaneMapping): number => {
  const written = writtenBytes(shape, tile) * tile.split_k;
  const apart = tile.split_k > 1 || (tile.recovery === 'memory' && pairsOf(shape) > 1);
  return apart ? shape.batch * shape.m * shape.n * (written + shape.output_bytes) : 0;
};

/** Cycles by reason, integers. */
export type PlaneTimes = Readonly<
  Record<
    | 'launch'
    | 'fill'
    | 'compute'
    | 'hbm'
    | 'shared_memory'
    | 'step_overhead'
    | 'latency'
    | 'recovery'
    | 'epilogue'
    | 'reduction',
    number
  >
>;

/**
 * CTAs in waves, one an SM. A step takes the soft maximum of matrix instructions, shared memory, the memory's share and
 * the shortest step; the ring of stages is that of the dense kernels (gpu/ctaPipeline.ts).
 */
export function planeTimes(
  shape: PlaneShape,
  tile: BitPlaneMapping,
  hardware: BitPlaneHardware,
  clock_hz: number,
  loop: LoopModel,
): PlaneTimes {
  const { gpu: device } = hardware;
  const cycle = (us: number): number => Math.round((us * clock_hz) / 1e6);
  const bandwidth = (device.hbm_bytes_per_s * device.hbm_efficiency) / clock_hz;
  const ctas = gridOf(shape, tile);
  const steps = stepsOf(shape, tile);
  const tensor = tensorCycles(shape, tile);
  const shared = sharedCycles(shape, tile, device);
  const cold = shape.warm ? 0 : operandWords(shape) * 4;
  const memory_per_cta = cold / (ctas * steps) / bandwidth;
  const recovery = recoveryCycles(shape, tile, hardware);
  const written = tile.tile_n * Math.min(tile.tile_m, shape.m) * writtenBytes(shape, tile);
  const slots = device.sm_count;
  const sums = { fill: 0, compute: 0, hbm: 0, shared_memory: 0, step_overhead: 0, latency: 0, epilogue: 0 };

  const waves = (active: number, count: number, wait: number): void => {
    const memory = memory_per_cta * active;
    const floor = device.step_floor_cycles;
    const step = stepCycles(tensor, shared, memory, 0, floor);
    const interval = intervalCycles(shared, memory, step);
    const run = loop({ steps, stages: tile.stages, interval, latency: wait, step });
    const compute = Math.min(step, Math.round(tensor));
    const excess = (step - compute) * steps * count;
    sums.fill += run.fill * count;
    sums.latency += run.starved * count;
    sums.compute += compute * steps * count;
    if (memory >= shared && memory >= floor) sums.hbm += excess;
    else if (shared >= floor) sums.shared_memory += excess;
    else sums.step_overhead += excess;
    const rate = Math.min(device.write_port_bytes_per_cycle, (device.write_bytes_per_cycle * slots) / active);
    sums.epilogue += count * Math.ceil(written / rate);
  };
  const full = Math.floor(ctas / slots);
  const rest = ctas - full * slots;
  const first = cycle(shape.warm ? device.l2_latency_us : device.load_latency_us);
  const turn = cycle(device.l2_latency_us);
  if (full > 0) waves(slots, 1, first);
  if (full > 1) waves(slots, full - 1, turn);
  if (rest > 0) waves(rest, 1, full === 0 ? first : turn);
  const joined = joinedBytes(shape, tile);
  // Sums of pairs are many: what the L2 does not hold of them comes at the memory's rate.
  const rate = tile.recovery === 'memory' ? bandwidth : slots * device.fill_bytes_per_cycle;
  return {
    launch: cycle(device.launch_us),
    ...sums,
    recovery: recovery * (full + (rest > 0 ? 1 : 0)),
    reduction: joined === 0 ? 0 : cycle(device.reduction_us) + Math.ceil(joined / rate),
  };
}
