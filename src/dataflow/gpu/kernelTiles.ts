import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import { elementBytes, type GemmShape, weightBytes } from './gemmShape.ts';
import type { KernelTile } from './kernelTile.ts';
import { addTile, emptyTile, readTile, type TileTable, tileTable } from './tileTable.ts';

const splits = [2, 3, 4, 5, 6, 8, 10, 12, 16] as const;
/** fp32 accumulators of a CTA: 2 warpgroups × 128 threads × 160 registers, the largest tiles seen in libraries. */
const accumulators = 40_960;
/** Shared memory kept for the epilogue and barriers. */
const epilogueBytes = 16 * 1024;
/** A K step is 128 B of each operand row: the widest swizzled box of the load engine. */
const stepBytes = 128;
/** Rows of activations up to 16 KiB are not cut by 2:4 kernels (seen: none of K ≤ 8192 in bf16 with few tiles). */
const longRowBytes = 16 * 1024;

/**
 * The kernels a library would choose from, by rule rather than by list: rows in units of the matrix instruction,
 * widths in steps of 8, as many stages as shared memory holds (16 at most), clusters of two along either side.
 */
export function listTiles(tiles: TileTable, shape: GemmShape, device: GpuDevice): void {
  tiles.count = 0;
  if (shape.sparse) sparseTiles(tiles, shape, device);
  else if (shape.format === 'i8' && device.warp_int8 !== undefined) warpTiles(tiles, shape, device, false);
  else if (device.instruction === 'wgmma') warpgroupTiles(tiles, shape, device);
  else warpTiles(tiles, shape, device, true);
}

/** The same as objects. */
export function kernelTiles(shape: GemmShape, device: GpuDevice): readonly KernelTile[] {
  const tiles = tileTable();
  listTiles(tiles, shape, device);
  return Array.from({ length: tiles.count }, (_, index) => readTile(tiles, index, emptyTile()));
}

function stagesOf(shape: GemmShape, device: GpuDevice, n: number, m: number, k: number): number {
  const stage = k * (n * weightBytes(shape) + m * elementBytes(shape.format));
  return Math.min(16, Math.floor((device.shared_memory_kib * 1024 - epilogueBytes) / stage));
}

const rowTiles = { n: [64, 128, 192, 256, 320, 512], m: [64, 128, 192, 256] } as const;
const widestTile = { n: 304, m: 256 } as const;

function warpgroupTiles(tiles: TileTable, shape: GemmShape, device: GpuDevice): void {
  const tile_k = stepBytes / elementBytes(shape.format);
  for (const along of ['n', 'm'] as const) {
    const length = along === 'n' ? shape.n : shape.m;
    const width = along === 'n' ? shape.m : shape.n;
    for (const rows of rowTiles[along]) {
      // A tile that reaches 64 rows beyond the operand only computes more zeros.
      if (rows > 64 && rows >= length + 64) continue;
      for (let columns = 8; columns <= widestTile[along] && columns < width + 8; columns += 8) {
        if (rows * columns > accumulators) break;
        // A narrower tile that needs no more CTAs does the same with less.
        if (columns > 8 && Math.ceil(width / columns) === Math.ceil(width / (columns - 8))) continue;
        const tile_n = along === 'n' ? rows : columns;
        const tile_m = along === 'n' ? columns : rows;
        const stages = stagesOf(shape, device, tile_n, tile_m, tile_k);
        if (stages < 3) break;
        withSplits(tiles, shape, device, tile_n, tile_m, tile_k, stages, along, true);
      }
    }
  }
}

/** Kernels of warp instructions: powers of two, no clusters. */
function warpTiles(tiles: TileTable, shape: GemmShape, device: GpuDevice, split: boolean): void {
  const tile_k = stepBytes / elementBytes(shape.format) / (split ? 2 : 1);
  for (const tile_n of [64, 128, 256])
    for (const tile_m of [32, 64, 128, 256]) {
      if (tile_n * tile_m > 32_768) continue;
      const stages = stagesOf(shape, device, tile_n, tile_m, tile_k);
      if (stages < 2) continue;
      if (split) withSplits(tiles, shape, device, tile_n, tile_m, tile_k, stages, 'n', false);
      else addTile(tiles, tile_n, tile_m, tile_k, stages, 1, 1, 'n', 1);
    }
}

/**
 * Clusters of two along the side where they waste least. Where tiles leave most SMs idle, K may be cut as well, into
 * parts that fill the SMs twice at most.
 */
function withSplits(
  tiles: TileTable,
  shape: GemmShape,
  device: GpuDevice,
  tile_n: number,
  tile_m: number,
  tile_k: number,
  stages: number,
  rows: 'n' | 'm',
  clustered: boolean,
): void {
  const grid_n = Math.ceil(shape.n / tile_n);
  const grid_m = Math.ceil(shape.m / tile_m);
  const along_n = grid_n % 2 === 0 || (grid_m % 2 === 1 && grid_m <= grid_n);
  const cluster_n = clustered && along_n ? 2 : 1;
  const cluster_m = clustered && !along_n ? 2 : 1;
  addTile(tiles, tile_n, tile_m, tile_k, stages, cluster_n, cluster_m, rows, 1);
  const grid = shape.batch * grid_n * grid_m;
  for (const split_k of splits) {
    if (grid >= device.sm_count || grid * split_k > 2 * device.sm_count || split_k * tile_k > shape.k) break;
    addTile(tiles, tile_n, tile_m, tile_k, stages, cluster_n, cluster_m, rows, split_k);
  }
}

/**
 * 2:4 kernels: rows of weights in 64 or 128, 256 tokens (64 and 128 for one-byte formats, with one or two boxes of K a
 * step), clusters along N up to 8.
 * K is cut in two inside the kernel only for long rows, as the library does.
 */
function sparseTiles(tiles: TileTable, shape: GemmShape, device: GpuDevice): void {
  const bytes = elementBytes(shape.format);
  const warpgroup = device.instruction === 'wgmma';
  for (const tile_n of [64, 128])
    for (const tile_m of bytes === 2 && warpgroup ? [256] : [64, 128, 256])
      for (const tile_k of bytes === 1 && tile_m < 256 ? [stepBytes, 2 * stepBytes] : [stepBytes / bytes]) {
        const stages = stagesOf(shape, device, tile_n, tile_m, tile_k);
        if (stages < 2) continue;
        for (const cluster_n of warpgroup ? [1, 2, 4, 8] : [1]) {
          if (cluster_n * tile_n > 512) break;
          const grid_n = Math.ceil(Math.ceil(shape.n / tile_n) / cluster_n) * cluster_n;
          const grid = shape.batch * grid_n * Math.ceil(shape.m / tile_m);
          const parts = shape.k * bytes > longRowBytes && 2 * grid <= device.sm_count ? 2 : 1;
          for (let split_k = 1; split_k <= parts; split_k++)
            addTile(tiles, tile_n, tile_m, tile_k, stages, cluster_n, 1, 'n', split_k);
        }
      }
}
