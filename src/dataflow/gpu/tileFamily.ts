import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import { elementBytes, type GemmShape, weightBytes } from './gemmShape.ts';
import type { BaseTile } from './kernelTile.ts';
import { warpInt8Tiles } from './warpInt8Tiles.ts';

/** fp32 accumulators of a CTA: 2 warpgroups × 128 threads × 160 registers, the largest tiles seen in libraries. */
const accumulators = 40_960;
/** Shared memory kept for the epilogue and barriers. */
const epilogueBytes = 16 * 1024;
/** A K step is 128 B of each operand row: the widest swizzled box of the load engine. */
const stepBytes = 128;

const rowTiles = { n: [64, 128, 192, 256, 320, 512], m: [64, 128, 192, 256] } as const;
export const widestTile = { n: 304, m: 256 } as const;

/** Tiles of one CTA that a device and a number format allow, whatever the product. */
export interface TileFamily {
  /** What the rules for clusters and split K go by. */
  readonly kind: 'warpgroup' | 'warp' | 'warp-int8' | 'sparse';
  readonly tiles: readonly BaseTile[];
  /** Warpgroup tiles of the same rows: widths 8, 16, … of consecutive places. */
  readonly runs: readonly TileRun[];
}

export interface TileRun {
  readonly along: BaseTile['rows'];
  readonly rows: number;
  readonly first: number;
  readonly widths: number;
}

const families = new WeakMap<GpuDevice, TileFamily[]>();
const formats = { f16: 0, f8: 1, i8: 2 } as const;

/** The tiles of a shape's format, dense or 2:4; the same object for the same device. */
export function tileFamily(shape: GemmShape, device: GpuDevice): TileFamily {
  let known = families.get(device);
  if (known === undefined) {
    known = [];
    families.set(device, known);
  }
  const place = 2 * formats[shape.format] + (shape.sparse ? 1 : 0);
  let family = known[place];
  if (family === undefined) {
    family = listFamily(shape, device);
    known[place] = family;
  }
  return family;
}

function listFamily(shape: GemmShape, device: GpuDevice): TileFamily {
  if (shape.sparse) return { kind: 'sparse', tiles: sparseTiles(shape, device), runs: [] };
  const { instruction, warp_int8 } = device;
  if (shape.format === 'i8' && warp_int8 !== undefined)
    return { kind: 'warp-int8', tiles: warpInt8Tiles, runs: [] };
  if (instruction === 'wgmma') return warpgroupTiles(shape, device);
  return { kind: 'warp', tiles: warpTiles(shape, device), runs: [] };
}

function stagesOf(shape: GemmShape, device: GpuDevice, n: number, m: number, k: number): number {
  const stage = k * (n * weightBytes(shape) + m * elementBytes(shape.format));
  return Math.min(16, Math.floor((device.shared_memory_kib * 1024 - epilogueBytes) / stage));
}

/** Rows in units of the matrix instruction, widths in steps of 8. */
function warpgroupTiles(shape: GemmShape, device: GpuDevice): TileFamily {
  const tile_k = stepBytes / elementBytes(shape.format);
  const tiles: BaseTile[] = [];
  const runs: TileRun[] = [];
  for (const along of ['n', 'm'] as const)
    for (const rows of rowTiles[along]) {
      const first = tiles.length;
      for (let columns = 8; columns <= widestTile[along] && rows * columns <= accumulators; columns += 8) {
        const tile_n = along === 'n' ? rows : columns;
        const tile_m = along === 'n' ? columns : rows;
        const stages = stagesOf(shape, device, tile_n, tile_m, tile_k);
        if (stages < 3) break;
        tiles.push({ tile_n, tile_m, tile_k, stages, rows: along });
      }
      runs.push({ along, rows, first, widths: tiles.length - first });
    }
  return { kind: 'warpgroup', tiles, runs };
}

/** Kernels of warp instructions: powers of two, half a line a step. */
function warpTiles(shape: GemmShape, device: GpuDevice): readonly BaseTile[] {
  const tile_k = stepBytes / elementBytes(shape.format) / 2;
  const tiles: BaseTile[] = [];
  for (const tile_n of [64, 128, 256])
    for (const tile_m of [32, 64, 128, 256]) {
      if (tile_n * tile_m > 32_768) continue;
      const stages = stagesOf(shape, device, tile_n, tile_m, tile_k);
      if (stages >= 2) tiles.push({ tile_n, tile_m, tile_k, stages, rows: 'n' });
    }
  return tiles;
}

/** 2:4 kernels: rows of weights in 64 or 128, 256 tokens (64 and 128 for one-byte formats, with one or two boxes of K a step). */
function sparseTiles(shape: GemmShape, device: GpuDevice): readonly BaseTile[] {
  const bytes = elementBytes(shape.format);
  const tiles: BaseTile[] = [];
  for (const tile_n of [64, 128])
    for (const tile_m of bytes === 2 && device.instruction === 'wgmma' ? [256] : [64, 128, 256])
      for (const tile_k of bytes === 1 && tile_m < 256 ? [stepBytes, 2 * stepBytes] : [stepBytes / bytes]) {
        const stages = stagesOf(shape, device, tile_n, tile_m, tile_k);
        if (stages >= 2) tiles.push({ tile_n, tile_m, tile_k, stages, rows: 'n' });
      }
  return tiles;
}
