import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import { elementBytes, type GemmShape, weightBytes } from './gemmShape.ts';
import type { KernelTile } from './kernelTile.ts';
import { softMaximum } from './softMaximum.ts';

/** One K step of one CTA, in clock cycles, and the kernel's grid. */
export interface StepTimes {
  /** CTAs of the grid, clusters filled up. */
  readonly ctas: number;
  /** K steps of one CTA. */
  readonly steps: number;
  /** Bytes that one step brings into shared memory. */
  readonly stage_bytes: number;
  /** Matrix instructions of a step. */
  readonly tensor: number;
  /** Cost of a step that nothing hides. */
  readonly exposed: number;
  /** Fill of shared memory. */
  readonly fill: number;
  /** Memory traffic of a step and CTA, in cycles of the whole memory: times the CTAs at work gives a step's time. */
  readonly memory_per_cta: number;
  /** Rows beyond the operand, in cycles of all load engines, likewise per CTA. */
  readonly overrun_per_cta: number;
  /** Latency of a load. */
  readonly latency: number;
}

/**
 * Bytes that a row box of 128 B touches when rows start at any multiple of the pitch: a row that straddles two
 * 128 B lines costs both.
 */
function straddle(pitch_bytes: number): number {
  let aligned = 1;
  while (aligned < 128 && pitch_bytes % (aligned * 2) === 0) aligned *= 2;
  return 2 - aligned / 128;
}

/** What a K step costs on each resource. Sources of the rates: the device's file. */
export function stepTimes(
  shape: GemmShape,
  tile: KernelTile,
  device: GpuDevice,
  clock_hz: number,
): StepTimes {
  const bytes = elementBytes(shape.format);
  const weight = weightBytes(shape);
  const { tile_n, tile_m, tile_k, cluster_n, cluster_m } = tile;
  const grid_n = Math.ceil(Math.ceil(shape.n / tile_n) / cluster_n) * cluster_n;
  const grid_m = Math.ceil(Math.ceil(shape.m / tile_m) / cluster_m) * cluster_m;
  const ctas = grid_n * grid_m * tile.split_k * shape.batch;
  const steps = Math.ceil(Math.ceil(shape.k / tile_k) / tile.split_k);

  const lines = straddle(shape.k * bytes);
  const stage_bytes = tile_k * (tile_n * weight * (shape.sparse ? 1 : lines) + tile_m * bytes * lines);
  const cold = shape.warm ? 0 : 1;
  const refetch = !shape.sparse && grid_m > 1 ? 1 + device.cold_refetch : 1;
  const memory_bytes = cold * shape.batch * shape.k * (shape.n * weight * refetch + shape.m * bytes);
  const bandwidth = (device.hbm_bytes_per_s * device.hbm_efficiency) / clock_hz;
  const { tensor, exposed } = tensorCycles(shape, tile, device);

  const sharing = cluster_n * cluster_m;
  const overrun_rows = shape.sparse
    ? ((grid_m * tile_m - shape.m) / grid_m) * Math.max(1, (tile_k * bytes) / 128)
    : 0;
  const unicast = sharing === 1 ? device.overrun_unicast_share : 1;
  return {
    ctas,
    steps,
    stage_bytes,
    tensor,
    exposed,
    fill: stage_bytes / device.fill_bytes_per_cycle,
    memory_per_cta: memory_bytes / (ctas * steps) / bandwidth,
    overrun_per_cta: ((overrun_rows / sharing) * unicast) / device.overrun_rows_per_cycle,
    latency: ((shape.warm ? device.l2_latency_us : device.load_latency_us) * clock_hz) / 1e6,
  };
}

/**
 * Cycles of the tensor cores. A warpgroup instruction m64 n k(32 B) takes max(n/2, 16 + n/4) cycles at 2048 fp16 MAC a
 * cycle: arithmetic, or reading both operands from shared memory at 128 B a cycle. Its 2:4 form takes n/2 + 16 for 64 B
 * of logical K. Warp instructions read registers, so they run at the rate of the tensor cores.
 */
function tensorCycles(
  shape: GemmShape,
  tile: KernelTile,
  device: GpuDevice,
): { readonly tensor: number; readonly exposed: number } {
  const rate = device.tensor_macs_per_cycle[shape.format] ?? device.tensor_macs_per_cycle.f16;
  const bytes = elementBytes(shape.format);
  const exposed = shape.sparse ? device.sparse_step_cycles : 0;
  const macs = tile.tile_n * tile.tile_m * tile.tile_k;
  const warp = device.warp_int8;
  if (shape.format === 'i8' && !shape.sparse && warp !== undefined)
    return { tensor: macs / (rate * warp.rate_share * warp.efficiency), exposed: warp.step_cycles };
  if (device.instruction === 'mma') return { tensor: macs / (rate * (shape.sparse ? 2 : 1)), exposed };
  const rows = tile.rows === 'n' ? tile.tile_n : tile.tile_m;
  const width = tile.rows === 'n' ? tile.tile_m : tile.tile_n;
  const full = (64 * 16 * width * (2 / bytes)) / rate;
  const step_bytes = tile.tile_k * bytes;
  if (shape.sparse) return { tensor: (rows / 64) * (step_bytes / 64) * (full + 16), exposed };
  return { tensor: (rows / 64) * (step_bytes / 32) * Math.max(full, 16 + width / 4), exposed };
}

/** Duration of a K step while `active` CTAs share the memory: soft maximum of what overlaps, and what nothing hides. */
export function stepDuration(times: StepTimes, active: number, device: GpuDevice): number {
  const overlapped = softMaximum(
    times.tensor + times.exposed,
    times.fill,
    times.memory_per_cta * active,
    device.step_floor_cycles,
    0,
  );
  const overrun = times.overrun_per_cta * active;
  return overrun === 0 ? overlapped : Math.sqrt(overlapped * overlapped + overrun * overrun);
}

/** Least time between the starts of two loads. */
export const loadInterval = (times: StepTimes, active: number): number =>
  Math.max(times.fill, times.memory_per_cta * active);
