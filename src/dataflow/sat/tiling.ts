import type { SatHardware } from './hardware.ts';
import type { SatMapping } from './mapping.ts';
import type { StageProblem } from './stageProblem.ts';

/** How a product is cut: tiles of outputs, each a sum over steps of k. */
export interface Tiling {
  readonly tile_m: number;
  readonly tile_n: number;
  readonly tile_k: number;
  readonly m_tiles: number;
  readonly n_tiles: number;
  readonly k_steps: number;
  /** Cycles of one weight slot: all interleaved sums, or the latency of a sum where that is longer. */
  readonly period: number;
  /** Whether an operand is read once for all tiles along the other dimension, or again for each. */
  readonly left_once: boolean;
  readonly right_once: boolean;
}

const kib = 8192;

/** Bits of the left operand's rows × sum; an image's pixels are counted once. */
export function leftBits({ image, left_bits }: StageProblem, rows: number, sum: number): number {
  if (image?.at === 'left-rows') return Math.ceil((image.pixels(rows) * sum) / image.taps) * left_bits;
  if (image?.at === 'left-sum') return Math.ceil((image.pixels(sum) * rows) / image.taps) * left_bits;
  return rows * sum * left_bits;
}

/** Bits of the right operand's sum × cols as buffered: kept values and their indices. */
export const rightBits = ({ group, right_bits }: StageProblem, sum: number, cols: number): number =>
  Math.ceil(sum / group.m) * group.n * cols * (right_bits + group.bits);

/** Largest multiple of `step` up to `most` that fits; 0 where none does. `fits` holds for less once it holds. */
function largest(most: number, step: number, fits: (size: number) => boolean): number {
  let low = 0;
  let high = Math.ceil(most / step);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(Math.min(most, middle * step))) low = middle;
    else high = middle - 1;
  }
  return Math.min(most, low * step);
}

/** The largest tiles that two halves of each buffer hold; null where not even one group fits. */
export function tilingOf(problem: StageProblem, hardware: SatHardware, mapping: SatMapping): Tiling | null {
  const { m, n, k, group } = problem;
  const { rows, cols, interleave, latency } = hardware.array;
  const half = (size: number): number => (size * kib) / 2;
  const left = half(hardware.buffers.left_kib);
  const right = half(hardware.buffers.right_kib);
  const sums = half(hardware.buffers.out_kib) / 32;
  const tile_n = Math.min(n, cols);
  const reach = rows * interleave;
  let tile_m: number;
  let tile_k: number;
  if (mapping.stationary === 'output') {
    tile_m = Math.min(m, reach);
    if (tile_m * tile_n > sums) return null;
    tile_k = largest(
      k,
      group.m,
      (sum) => leftBits(problem, tile_m, sum) <= left && rightBits(problem, sum, tile_n) <= right,
    );
  } else {
    tile_k = Math.min(k, rows * group.m);
    if (rightBits(problem, tile_k, tile_n) > right) return null;
    const most = Math.min(m, Math.floor(sums / tile_n));
    tile_m = largest(most, interleave, (size) => leftBits(problem, size, tile_k) <= left);
  }
  if (tile_m === 0 || tile_k === 0) return null;
  const k_steps = Math.ceil(k / tile_k);
  return {
    tile_m,
    tile_n,
    tile_k,
    m_tiles: Math.ceil(m / tile_m),
    n_tiles: Math.ceil(n / tile_n),
    k_steps,
    period: Math.max(interleave, latency),
    left_once: (k_steps === 1 && mapping.outer === 'm') || leftBits(problem, m, k) <= left,
    right_once: (k_steps === 1 && mapping.outer === 'n') || rightBits(problem, k, n) <= right,
  };
}
