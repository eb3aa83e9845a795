import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import type { GemmShape } from './gemmShape.ts';
import type { KernelTile } from './kernelTile.ts';
import { segmentParts } from './segmentParts.ts';
import { gridOf } from './stepTimes.ts';
import { type TileFamily, type TileRun, tileFamily, widestTile } from './tileFamily.ts';
import { clearTable, emptyTile, readTile, splits, type TileTable, tileTable } from './tileTable.ts';
import { warpInt8Choice } from './warpInt8Tiles.ts';

/** CTAs of a cluster of 2:4 kernels along N. */
const clusters = [1, 2, 4, 8] as const;

/**
 * The kernels a library would choose from, by rule rather than by list: the device's tiles that suit the shape, as many
 * stages as shared memory holds (16 at most), clusters of two along either side.
 */
export function listTiles(table: TileTable, shape: GemmShape, device: GpuDevice): void {
  const family = tileFamily(shape, device);
  clearTable(table, family, family.tiles.length * clusters.length);
  if (family.kind === 'sparse') sparseKernels(table, family, shape, device);
  else if (family.kind === 'warpgroup') warpgroupKernels(table, family, shape, device);
  else if (family.kind === 'warp') warpKernels(table, family, shape, device);
  else warpInt8Kernel(table, family, shape, device);
}

/** The same as objects. */
export function kernelTiles(shape: GemmShape, device: GpuDevice): readonly KernelTile[] {
  const table = tileTable();
  listTiles(table, shape, device);
  const tiles: KernelTile[] = [];
  for (let index = 0; index < table.count; index++)
    for (const split_k of [1, ...splits])
      if (split_k <= table.parts[index]!) tiles.push(readTile(table, index, split_k, emptyTile()));
  return tiles;
}

function addKernel(
  table: TileTable,
  base: number,
  cluster_n: number,
  cluster_m: number,
  parts: number,
  grid_m: number,
  ctas: number,
  steps: number,
): void {
  const at = table.count;
  table.base[at] = base;
  table.cluster_n[at] = cluster_n;
  table.cluster_m[at] = cluster_m;
  table.parts[at] = parts;
  table.grid_m[at] = grid_m;
  table.ctas[at] = ctas;
  table.steps[at] = steps;
  table.count = at + 1;
}

/** CTAs across the operand for the widths 8, 16, … of a tile; 0 where a narrower one needs no more. */
const across = { n: new Float64Array(widestTile.n / 8), m: new Float64Array(widestTile.m / 8) };

function fillAcross(grids: Float64Array, width: number): void {
  let before = 0;
  for (let place = 0; place < grids.length; place++) {
    const columns = 8 * (place + 1);
    const grid = columns < width + 8 ? Math.ceil(width / columns) : 0;
    grids[place] = grid === before ? 0 : grid;
    before = grid;
  }
}

function warpgroupKernels(table: TileTable, family: TileFamily, shape: GemmShape, device: GpuDevice): void {
  // Rows along the outputs leave the tokens for the width, and the other way round.
  fillAcross(across.n, shape.m);
  fillAcross(across.m, shape.n);
  for (const run of family.runs) addRun(table, run, across[run.along], shape, device);
}

function addRun(
  table: TileTable,
  { along, rows, first, widths }: TileRun,
  grids: Float64Array,
  shape: GemmShape,
  device: GpuDevice,
): void {
  const length = along === 'n' ? shape.n : shape.m;
  // A tile that reaches 64 rows beyond the operand only computes more zeros.
  if (rows > 64 && rows >= length + 64) return;
  const k_tiles = shape.k / (table.family.tiles[first]?.tile_k ?? 1);
  const grid = Math.ceil(length / rows);
  for (let place = 0; place < widths; place++) {
    const other = grids[place]!;
    if (other === 0) continue;
    if (along === 'n') addSplit(table, first + place, k_tiles, grid, other, true, shape, device);
    else addSplit(table, first + place, k_tiles, other, grid, true, shape, device);
  }
}

/** Kernels of warp instructions: no clusters. */
function warpKernels(table: TileTable, family: TileFamily, shape: GemmShape, device: GpuDevice): void {
  family.tiles.forEach(({ tile_n, tile_m, tile_k }, base) => {
    const grid_n = Math.ceil(shape.n / tile_n);
    const grid_m = Math.ceil(shape.m / tile_m);
    addSplit(table, base, shape.k / tile_k, grid_n, grid_m, false, shape, device);
  });
}

/** The one that the library takes. */
function warpInt8Kernel(table: TileTable, family: TileFamily, shape: GemmShape, device: GpuDevice): void {
  const base = warpInt8Choice(shape, device.sm_count);
  const { tile_n, tile_m, tile_k } = family.tiles[base]!;
  const grid_m = Math.ceil(shape.m / tile_m);
  const ctas = Math.ceil(shape.n / tile_n) * grid_m * shape.batch;
  addKernel(table, base, 1, 1, 1, grid_m, ctas, Math.ceil(shape.k / tile_k));
}

/**
 * Clusters of two along the side where they waste least. Where tiles leave most SMs idle, K may be cut as well, into
 * parts that fill the SMs twice at most.
 */
function addSplit(
  table: TileTable,
  base: number,
  k_tiles: number,
  grid_n: number,
  grid_m: number,
  clustered: boolean,
  shape: GemmShape,
  device: GpuDevice,
): void {
  const { batch } = shape;
  const { sm_count } = device;
  // The last bit of a whole number below 2^53.
  const odd_n = grid_n & 1;
  const odd_m = grid_m & 1;
  const along_n = odd_n === 0 || (odd_m === 1 && grid_m <= grid_n);
  const cluster_n = clustered && along_n ? 2 : 1;
  const cluster_m = clustered && !along_n ? 2 : 1;
  const all_n = cluster_n === 2 ? grid_n + odd_n : grid_n;
  const all_m = cluster_m === 2 ? grid_m + odd_m : grid_m;
  const grid = batch * grid_n * grid_m;
  const parts = grid >= sm_count ? 1 : Math.min(Math.floor((2 * sm_count) / grid), Math.floor(k_tiles));
  addKernel(
    table,
    base,
    cluster_n,
    cluster_m,
    Math.max(1, parts),
    all_m,
    all_n * all_m * batch,
    Math.ceil(k_tiles),
  );
}

/** Clusters along N up to 8; K cut inside the kernel as the library does. */
function sparseKernels(table: TileTable, family: TileFamily, shape: GemmShape, device: GpuDevice): void {
  const warpgroup = device.instruction === 'wgmma';
  family.tiles.forEach(({ tile_n, tile_m, tile_k }, base) => {
    const steps = Math.ceil(shape.k / tile_k);
    const grid_m = Math.ceil(shape.m / tile_m);
    for (const cluster_n of clusters) {
      if (cluster_n > 1 && (!warpgroup || cluster_n * tile_n > 512)) break;
      const ctas = shape.batch * gridOf(shape.n, tile_n, cluster_n) * grid_m;
      addKernel(table, base, cluster_n, 1, segmentParts(shape, ctas, device.sm_count), grid_m, ctas, steps);
    }
  });
}
