import type { KernelFacts } from './kernelFacts.ts';
import type { BaseTile, KernelTile } from './kernelTile.ts';
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
}

/** What a K step costs on each resource. Sources of the rates: the device's file. */
export function stepTimes(facts: KernelFacts, tile: KernelTile): StepTimes {
  const grid_m = gridOf(facts.shape.m, tile.tile_m, tile.cluster_m);
  const ctas = gridOf(facts.shape.n, tile.tile_n, tile.cluster_n) * grid_m * tile.split_k * facts.shape.batch;
  const steps = kSteps(facts, tile);
  const stage_bytes = fillBytes(facts, tile);
  return {
    ctas,
    steps,
    stage_bytes,
    tensor: tensorCycles(facts, tile),
    exposed: exposedCycles(facts),
    fill: stage_bytes / facts.device.fill_bytes_per_cycle,
    memory_per_cta: memoryPerCta(facts, grid_m, ctas * steps),
    overrun_per_cta: overrunPerCta(facts, tile, grid_m),
  };
}

/** CTAs along one side, clusters filled up. */
export const gridOf = (length: number, tile: number, cluster: number): number =>
  Math.ceil(Math.ceil(length / tile) / cluster) * cluster;

/** K steps of one CTA. */
export const kSteps = ({ shape }: KernelFacts, { tile_k, split_k }: KernelTile): number =>
  Math.ceil(Math.ceil(shape.k / tile_k) / split_k);

/** Share of a step of one CTA in the memory's time. Dense weights that several rows of CTAs fetch cold cost more. */
export function memoryPerCta(facts: KernelFacts, grid_m: number, parts: number): number {
  const refetch = !facts.shape.sparse && grid_m > 1 ? 1 + facts.device.cold_refetch : 1;
  return (facts.cold_weights * refetch + facts.cold_activations) / (parts * facts.bandwidth);
}

/** Rows of tokens beyond the operand that one CTA of a 2:4 kernel asks for, in cycles of all load engines. */
export function overrunPerCta(facts: KernelFacts, tile: KernelTile, grid_m: number): number {
  const { shape, device, bytes } = facts;
  if (!shape.sparse) return 0;
  const { tile_m, tile_k, cluster_n, cluster_m } = tile;
  const rows = ((grid_m * tile_m - shape.m) / grid_m) * Math.max(1, (tile_k * bytes) / 128);
  const sharing = cluster_n * cluster_m;
  const unicast = sharing === 1 ? device.overrun_unicast_share : 1;
  return ((rows / sharing) * unicast) / device.overrun_rows_per_cycle;
}

/** Bytes that one step brings into shared memory, whole lines. */
export const fillBytes = ({ shape, bytes, weight, lines }: KernelFacts, tile: BaseTile): number =>
  tile.tile_k * (tile.tile_n * weight * (shape.sparse ? 1 : lines) + tile.tile_m * bytes * lines);

/** Dense int8 where the library runs it with warp instructions of the previous generation. */
const isWarpInt8 = ({ shape, device }: KernelFacts): boolean =>
  shape.format === 'i8' && !shape.sparse && device.warp_int8 !== undefined;

/** Cost of a K step that nothing hides. */
export const exposedCycles = (facts: KernelFacts): number =>
  isWarpInt8(facts)
    ? facts.device.warp_int8!.step_cycles
    : facts.shape.sparse
      ? facts.device.sparse_step_cycles
      : 0;

/**
 * Cycles of the tensor cores. A warpgroup instruction m64 n k(32 B) takes max(n/2, 16 + n/4) cycles at 2048 fp16 MAC a
 * cycle: arithmetic, or reading both operands from shared memory at 128 B a cycle. Its 2:4 form takes n/2 + 16 for 64 B
 * of logical K. Warp instructions read registers, so they run at the rate of the tensor cores.
 */
export function tensorCycles(facts: KernelFacts, tile: BaseTile): number {
  const { shape, device, rate, bytes } = facts;
  const macs = tile.tile_n * tile.tile_m * tile.tile_k;
  if (isWarpInt8(facts)) return macs / (rate * device.warp_int8!.rate_share * device.warp_int8!.efficiency);
  if (device.instruction === 'mma') return macs / (rate * (shape.sparse ? 2 : 1));
  const rows = tile.rows === 'n' ? tile.tile_n : tile.tile_m;
  const width = tile.rows === 'n' ? tile.tile_m : tile.tile_n;
  const full = (64 * 16 * width * (2 / bytes)) / rate;
  const step_bytes = tile.tile_k * bytes;
  if (shape.sparse) return (rows / 64) * (step_bytes / 64) * (full + 16);
  return (rows / 64) * (step_bytes / 32) * Math.max(full, 16 + width / 4);
}

/**
 * Duration of a K step, in whole cycles: the soft maximum of what overlaps, `busy` being tensor cores and what nothing
 * hides, and in quadrature the rows beyond the operand.
 */
export function stepCycles(
  busy: number,
  fill: number,
  memory: number,
  overrun: number,
  floor: number,
): number {
  const overlapped = softMaximum(busy, fill, memory, floor, 0);
  const whole = overrun === 0 ? overlapped : Math.sqrt(overlapped * overlapped + overrun * overrun);
  return Math.max(1, Math.round(whole));
}

/** Least time between the starts of two loads, in whole cycles. */
export const intervalCycles = (fill: number, memory: number, step: number): number =>
  Math.min(step, Math.max(1, Math.round(Math.max(fill, memory))));
