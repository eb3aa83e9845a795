import type { GemmShape } from './gemmShape.ts';
import type { BaseTile } from './kernelTile.ts';

const tile = (tile_n: number, tile_m: number, stages: number): BaseTile => ({
  tile_n,
  tile_m,
  tile_k: 128,
  stages,
  rows: 'n',
});

/** The kernels that cuBLAS 13.0 has for dense int8 on Hopper, where it runs Ampere's. */
export const warpInt8Tiles: readonly BaseTile[] = [
  tile(64, 64, 6),
  tile(128, 64, 3),
  tile(128, 128, 5),
  tile(128, 256, 3),
];

/**
 * Place of the one that the library takes, which is not the fastest. Read off the names of the kernels for 152 shapes
 * (test/golden/h200/random/gemm.csv): it holds for 148 of them, the others being 128 × 64 with more buffers. Grids are
 * counted in SMs, so that it carries over to other devices.
 */
export function warpInt8Choice({ m, n, k, batch }: GemmShape, sm_count: number): number {
  const grid = (tile_n: number, tile_m: number): number =>
    (batch * Math.ceil(n / tile_n) * Math.ceil(m / tile_m)) / sm_count;
  if (k >= 4096 && grid(128, 256) >= 1.5) return 3;
  if (grid(64, 64) <= (m <= 64 ? 1.75 : 1.25)) return 0;
  return k >= 8192 ? 2 : 1;
}
